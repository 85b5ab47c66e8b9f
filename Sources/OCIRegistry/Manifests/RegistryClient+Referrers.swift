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

  /// The manifests that name this one as their subject: by the API, or by the tag that replaces it.
  ///
  /// - Parameter digest: of the subject; it need not exist.
  public func referrers(of digest: Digest, in repository: Reference) async throws(RegistryFailure) -> [Descriptor] {
    let attempt = "listing the referrers of `\(repository.repository)@\(digest)`"
    var found: [Descriptor] = []
    var next: HTTPURL? = try await retrying { () async throws(RegistryFailure) in
      try await url("\(repository.path)/referrers/\(digest)")
    }.value
    while let url = next, found.count < 100_000 {
      let response = try await retrying { () async throws(RegistryFailure) in
        try await send(
          HTTPRequest(.get, url, receiving: .bytes(limit: Self.pullLimit)), .pull(repository), attempt,
          expecting: [200, 404])
      }.value
      guard response.isSuccess else {
        guard let pulled = try await fallbackIndex(digest, repository) else { return [] }
        guard let index = try? JSONDecoder().decode(ImageIndex.self, from: Data(pulled.bytes)) else {
          throw RegistryFailure(
            .registryError, "\(attempt) failed: `\(fallbackReference(digest, repository))` is not an image index")
        }
        return index.manifests
      }
      guard let page = try? JSONDecoder().decode(ImageIndex.self, from: Data(response.body)) else {
        throw RegistryFailure(.registryError, "\(attempt) failed: the answer is not an image index")
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
  ///   - scratch: a directory for temporary files.
  /// - Returns: the artifact's descriptor.
  public func attach(
    _ file: FilePath, mediaType: String, to subject: Descriptor, in repository: Reference, scratch: FilePath
  ) async throws(RegistryFailure) -> Descriptor {
    let layer: Descriptor
    let manifest: [UInt8]
    let empty = scratch.appending(ArtifactManifest.emptyConfig.digest.hex)
    do {
      // Twice from disk, for the digest and for the upload, and never whole in memory.
      let digest = try SHA256.digest(ofFile: file)
      layer = Descriptor(mediaType: mediaType, digest: digest, size: try Self.size(of: file))
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

  /// Behind links, too.
  private static func size(of file: FilePath) throws -> Int64 {
    let descriptor = try FileDescriptor.open(file, .readOnly, options: .closeOnExec)
    defer { try? descriptor.close() }
    return try FileStatus.of(descriptor, at: file).size
  }

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

  // MARK: The tag that replaces the API (distribution-spec, "Referrers Tag Schema")

  private func fallbackReference(_ subject: Digest, _ repository: Reference) -> Reference {
    repository.with(tag: "sha256-\(subject.hex)")
  }

  private func fallbackIndex(
    _ subject: Digest, _ repository: Reference
  ) async throws(RegistryFailure) -> PulledManifest? {
    do throws(RegistryFailure) {
      return try await manifest(fallbackReference(subject, repository))
    } catch {
      if error.failureClass == .notFound { return nil }
      throw error
    }
  }

  /// Adds an entry until it stays: another client may replace the index between our reading and writing it, for there
  /// is no conditional write. After each write it is read twice, a while apart.
  private func addToFallback(
    _ referrer: Descriptor, _ subject: Digest, _ repository: Reference
  ) async throws(RegistryFailure) {
    let reference = fallbackReference(subject, repository)
    let clock = configuration.retries.clock
    var hasWritten = false
    var sightings = 0
    for _ in 0..<Self.fallbackRounds {
      var index = ReferrersIndex()
      if let pulled = try await fallbackIndex(subject, repository) {
        do {
          index = try ReferrersIndex(pulled.bytes)
        } catch {
          throw RegistryFailure(
            .registryError, "`\(reference)` is not an index of referrers and is not overwritten",
            hints: ["remove the tag, or attach to another image"])
        }
      }
      if index.contains(referrer.digest) {
        sightings += 1
        if !hasWritten || sightings > 1 { return }
      } else {
        sightings = 0
        guard (try? index.append(referrer)) != nil, let bytes = try? index.encoded() else {
          throw RegistryFailure(.registryError, "the entry for `\(reference)` cannot be written as JSON")
        }
        _ = try await pushManifest(bytes, mediaType: MediaType.index, to: reference)
        hasWritten = true
      }
      // Of different length for each client, so that they get out of each other's way.
      do {
        try await clock.sleep(Duration.milliseconds(100) + Duration.milliseconds(700) * clock.random())
      } catch {
        throw RegistryFailure(.cancelled, "cancelled while attaching to `\(reference)`")
      }
    }
    throw RegistryFailure(
      .registryError, "the entry in `\(reference)` was overwritten repeatedly: other clients are writing to it",
      hints: ["attach again when they are done; what has been sent is kept"])
  }

  private static let fallbackRounds = 40
}
