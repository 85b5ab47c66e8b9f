import Diagnostics
import FileIO
import FoundationEssentials
import HTTPTransport
public import OCIImage
public import SystemPackage

extension RegistryClient {
  /// What a reference names: type, digest and size of the manifest.
  public func resolve(_ reference: Reference) async throws(RegistryFailure) -> Descriptor {
    let pulled = try await manifest(reference)
    return Descriptor(mediaType: pulled.mediaType, digest: pulled.digest, size: Int64(pulled.bytes.count))
  }

  /// The manifests that name this one as their subject: by the API, or by the tag that stands in for it.
  ///
  /// - Parameter digest: of the subject; it need not exist.
  public func referrers(of digest: Digest, in repository: Reference) async throws(RegistryFailure) -> [Descriptor] {
    let attempt = "listing the referrers of `\(repository.repository)@\(digest)`"
    var found: [Descriptor] = []
    var next: HTTPURL? = try await url("\(repository.path)/referrers/\(digest)")
    while let url = next, found.count < 100_000 {
      let response = try await retrying { () async throws(RegistryFailure) in
        try await send(
          HTTPRequest(.get, url, receiving: .bytes(limit: Self.pullLimit)), .pull(repository), attempt,
          accepting: [404])
      }.value
      guard response.isSuccess else { return try await fallbackIndex(digest, repository)?.manifests ?? [] }
      guard let page = try? JSONDecoder().decode(ImageIndex.self, from: Data(response.body)) else {
        throw RegistryFailure(.registryError, "\(attempt) failed: the answer is no image index")
      }
      found += page.manifests
      next = try nextPage(response, from: url, attempt)
    }
    return found
  }

  /// Attaches a file to an image, as an OCI artifact with the image as its subject. Doing it again changes nothing.
  ///
  /// - Parameters:
  ///   - file: its name becomes the artifact's title.
  ///   - mediaType: of the file, and the type of the artifact.
  ///   - scratch: a folder for temporary files.
  /// - Returns: the artifact's descriptor.
  public func attach(
    _ file: FilePath, mediaType: String, to subject: Descriptor, in repository: Reference, scratch: FilePath
  ) async throws(RegistryFailure) -> Descriptor {
    let layer: Descriptor
    let manifest: [UInt8]
    let empty = scratch.appending(ArtifactManifest.emptyConfig.digest.hex)
    do {
      let bytes = try FileContents.read(file, limit: Self.attachmentLimit)
      layer = Descriptor(mediaType: mediaType, digest: SHA256.digest(of: bytes), size: Int64(bytes.count))
      try FileContents.write(ArtifactManifest.emptyBytes, to: empty)
      manifest = try ArtifactManifest(layer, title: file.lastComponent?.string ?? "file", subject: subject).encoded()
    } catch let error as any DiagnosableError {
      throw RegistryFailure(.localFile, error.description, underlying: error)
    } catch {
      throw RegistryFailure(.localFile, "`\(file)` cannot be attached: \(error)")
    }
    _ = try await pushBlob(ArtifactManifest.emptyConfig, from: empty, to: repository)
    _ = try await pushBlob(layer, from: file, to: repository)
    var descriptor = Descriptor(
      mediaType: MediaType.manifest, digest: SHA256.digest(of: manifest), size: Int64(manifest.count))
    descriptor.artifactType = mediaType
    let isListed = try await putReferrer(manifest, descriptor, repository)
    // A registry that does not say that it has understood the subject keeps no list of referrers.
    if !isListed { try await addToFallback(descriptor, subject.digest, repository) }
    return descriptor
  }

  /// Reports and signatures are small; what is larger is an image of its own.
  private static let attachmentLimit = 256 << 20

  /// - Returns: whether the registry lists it among the referrers of its subject itself.
  private func putReferrer(
    _ manifest: [UInt8], _ descriptor: Descriptor, _ repository: Reference
  ) async throws(RegistryFailure) -> Bool {
    let reference = repository.with(digest: descriptor.digest)
    return try await retrying { () async throws(RegistryFailure) in
      let response = try await put(
        manifest, descriptor.mediaType, descriptor.digest, reference, "pushing the manifest of `\(reference)`")
      return response.headers["OCI-Subject"] != nil
    }.value
  }

  // MARK: The tag that stands in for the API (distribution-spec, "Referrers Tag Schema")

  private func fallbackReference(_ subject: Digest, _ repository: Reference) -> Reference {
    repository.with(tag: "sha256-\(subject.hex)")
  }

  private func fallbackIndex(_ subject: Digest, _ repository: Reference) async throws(RegistryFailure) -> ImageIndex? {
    do throws(RegistryFailure) {
      let pulled = try await manifest(fallbackReference(subject, repository))
      return try? JSONDecoder().decode(ImageIndex.self, from: Data(pulled.bytes))
    } catch {
      if error.failureClass == .notFound { return nil }
      throw error
    }
  }

  /// Another client may replace the index between our reading and writing it: then ours is added again.
  private func addToFallback(
    _ referrer: Descriptor, _ subject: Digest, _ repository: Reference
  ) async throws(RegistryFailure) {
    for _ in 0..<3 {
      var index = try await fallbackIndex(subject, repository) ?? ImageIndex(manifests: [])
      if index.manifests.contains(where: { $0.digest == referrer.digest }) { return }
      index.manifests.append(referrer)
      guard let bytes = try? ArtifactManifest.encode(index) else { return }
      _ = try await pushManifest(
        bytes, mediaType: MediaType.index, to: fallbackReference(subject, repository))
    }
  }
}
