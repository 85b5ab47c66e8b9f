import FileIO
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
    let pages = try await pages(
      of: ImageIndex.self, "an image index", "\(repository.path)/referrers/\(digest)", .pull(repository), attempt,
      unlessAnswered: Self.withoutReferrers)
    if let pages { return pages.flatMap(\.manifests) }
    guard let fallback = try await fallbackManifest(digest, repository) else { return [] }
    // A tag of that name that is no index lists nothing, and the platforms of the subject itself are no referrers.
    return digest.matches(fallback) ? [] : ReferrersIndex(fallback)?.referrers ?? []
  }

  /// What registries without the referrers API answer to it: ghcr.io sends to a page of its website (303), Artifactory
  /// accepts no such request (406), others take the path for a repository that cannot be read (401).
  private static let withoutReferrers: Set = [303, 400, 401, 404, 405, 406, 501]

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
    // Twice from disk, for the digest and for the upload, and never whole in memory.
    let layer = Descriptor(
      mediaType: mediaType, digest: try RegistryFailure.local(SHA256.digest(ofFile: file)),
      size: try RegistryFailure.local(OpenFile.reading(file).status().size))
    let empty = scratch.appending(ArtifactManifest.emptyConfig.digest.hex)
    try RegistryFailure.local(FileContents.write(ArtifactManifest.emptyBytes, to: empty))
    let manifest = CanonicalJSON.encode(
      ArtifactManifest(layer, title: file.lastComponent?.string ?? "file", subject: subject))
    _ = try await pushBlob(ArtifactManifest.emptyConfig, from: empty, to: repository)
    _ = try await pushBlob(layer, from: file, to: repository)
    var descriptor = Descriptor(of: manifest, mediaType: MediaType.manifest)
    descriptor.artifactType = mediaType
    let isListed = try await putReferrer(manifest, descriptor, repository)
    // A registry that does not say that it has understood the subject keeps no list of referrers.
    if !isListed { try await addToFallback(descriptor, subject.digest, repository) }
    return descriptor
  }

  /// - Returns: whether the registry lists it among the referrers of its subject itself.
  private func putReferrer(
    _ manifest: [UInt8], _ descriptor: Descriptor, _ repository: Reference
  ) async throws(RegistryFailure) -> Bool {
    let reference = repository.with(digest: descriptor.digest)
    return try await retrying { () async throws(RegistryFailure) in
      let response = try await put(
        manifest, descriptor.mediaType, reference, "pushing the manifest of `\(reference)`")
      return response.headers["OCI-Subject"] != nil
    }.value
  }

  // MARK: The tag that replaces the API (distribution-spec, "Referrers Tag Schema")

  private func fallbackReference(_ subject: Digest, _ repository: Reference) -> Reference {
    // The specification cuts off what would be too long for a tag.
    repository.with(tag: "\(subject.algorithm.rawValue)-\(subject.hex.prefix(64))")
  }

  private func fallbackManifest(
    _ subject: Digest, _ repository: Reference
  ) async throws(RegistryFailure) -> [UInt8]? {
    do throws(RegistryFailure) {
      return try await manifest(fallbackReference(subject, repository)).bytes
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
      let fallback = try await fallbackManifest(subject, repository)
      // registry.gitlab.com takes the tag for the subject's digest (oras-go#1396).
      let isSubject = fallback.map(subject.matches) ?? false
      if isSubject, hasWritten {
        throw RegistryFailure(
          .registryError,
          "`\(domain)` cannot list attachments: it takes the tag `\(reference.identifier)` for the image itself",
          hints: ["the file is stored as `\(repository.with(digest: referrer.digest))`"])
      }
      if let fallback, !isSubject {
        guard let found = ReferrersIndex(fallback) else {
          throw RegistryFailure(
            .registryError, "`\(reference)` is not a referrers index and will not be overwritten",
            hints: ["remove the tag, or attach to another image"])
        }
        index = found
      }
      if index.contains(referrer.digest) {
        sightings += 1
        if !hasWritten || sightings > 1 { return }
      } else {
        sightings = 0
        index.append(referrer)
        _ = try await pushManifest(index.encoded(), mediaType: MediaType.index, to: reference)
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
      hints: ["attach again when they are done; uploaded content is kept"])
  }

  private static let fallbackRounds = 40
}
