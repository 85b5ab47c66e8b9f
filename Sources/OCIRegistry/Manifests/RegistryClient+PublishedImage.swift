import HTTPTransport
public import OCIImage

/// What a tag in a registry names already, and what that says of itself.
public struct PublishedImage: Sendable, Hashable {
  /// By SHA-256, as of every image that this program makes.
  public var digest: Digest
  /// `org.opencontainers.image.version`: of the index or the manifest, else a label of its configuration.
  public var version: String?
  /// `org.opencontainers.image.revision`, the commit it was built from; found like the version.
  public var revision: String?
  /// The agent that it is the image of, if this tool built it (`io.github.agent-pipeline.agent`).
  public var agent: String?
}

extension RegistryClient {
  /// Reads what a tag names. Of an index that says nothing itself, the first image for a platform speaks.
  ///
  /// - Returns: `nil` if there is no such tag, or no such repository yet.
  /// - Throws: also if an image is there that cannot be read: it must not be taken for none.
  public func publishedImage(at reference: Reference) async throws(RegistryFailure) -> PublishedImage? {
    let found = try await reading(reference) { access throws(RegistryFailure) in try await manifest(reference, access) }
    guard let (pulled, access) = found else { return nil }
    let description = try await description(of: pulled, at: reference, access, depth: PushableImage.nestingLimit)
    return PublishedImage(
      digest: SHA256.digest(of: pulled.bytes), version: description.version, revision: description.revision,
      agent: description.agent)
  }

  /// The tags of a repository that may not exist yet.
  /// - Parameter limit: how many are enough; the pages after them are not asked for.
  /// - Returns: the tags in the registry's order; none if there is no such repository yet.
  public func publishedTags(of repository: Reference, limit: Int = .max) async throws(RegistryFailure) -> [String] {
    try await reading(repository) { access throws(RegistryFailure) in
      try await tags(of: repository, limit: limit, access)
    }?.value ?? []
  }

  /// Reads something of a repository that may not exist yet.
  ///
  /// Docker Hub and ghcr.io refuse to say that a repository does not exist, unless the credential may push to it: then a
  /// push would find out, and so does this.
  /// - Returns: `nil` if it is not there; else also the access with which it can be read.
  private func reading<Value>(
    _ repository: Reference, _ read: (Access) async throws(RegistryFailure) -> Value
  ) async throws(RegistryFailure) -> (value: Value, access: Access)? {
    let refusal: RegistryFailure
    do throws(RegistryFailure) {
      return (try await read(.pull(repository)), .pull(repository))
    } catch {
      if error.failureClass == .notFound { return nil }
      refusal = error
    }
    let hasCredential = await authenticator.credential(for: repository.path).credential != nil
    guard hasCredential, refusal.failureClass == .auth || refusal.failureClass == .denied else { throw refusal }
    do throws(RegistryFailure) {
      return (try await read(.push(repository)), .push(repository))
    } catch {
      if error.failureClass == .notFound { return nil }
      throw refusal
    }
  }

  private func description(
    of pulled: PulledManifest, at reference: Reference, _ access: Access, depth: Int
  ) async throws(RegistryFailure) -> ImageDescription {
    switch ManifestShape.Kind(mediaType: pulled.mediaType) {
    case .image:
      let manifest: ImageManifest = try PushableImage.decode(pulled.bytes, "image manifest")
      let own = ImageDescription(manifest.annotations)
      guard !own.isComplete, MediaType.isConfig(manifest.config.mediaType) else { return own }
      let config = try await document(manifest.config, in: reference, access)
      let labels: ImageDescription.Config = try PushableImage.decode(config, "image configuration")
      return own.completed(by: ImageDescription(labels.config?.labels))
    case .index:
      let index: ImageIndex = try PushableImage.decode(pulled.bytes, "image index")
      let own = ImageDescription(index.annotations)
      // Attestations have the platform unknown/unknown.
      let first = index.manifests.first { entry in
        ManifestShape.Kind(mediaType: entry.mediaType) != nil && entry.platform?.os != "unknown"
      }
      guard !own.isComplete, let first else { return own }
      guard depth > 0 else { throw RegistryFailure(.registryError, "`\(reference)` nests indexes too deeply") }
      let child = try await manifest(reference.with(digest: first.digest), access)
      return own.completed(by: try await description(of: child, at: reference, access, depth: depth - 1))
    case nil:
      return ImageDescription(nil)
    }
  }

  /// A small blob, in memory and verified.
  private func document(
    _ blob: Descriptor, in repository: Reference, _ access: Access
  ) async throws(RegistryFailure) -> [UInt8] {
    let attempt = "reading the configuration `\(blob.digest.short)` of `\(repository)`"
    guard blob.size <= Int64(Self.pullLimit) else {
      throw RegistryFailure(.tooLarge, "\(attempt) failed: it has \(blob.size) bytes")
    }
    return try await retrying { () async throws(RegistryFailure) in
      let url = try await url("\(repository.path)/blobs/\(blob.digest)")
      let request = HTTPRequest(.get, url, receiving: .bytes(limit: Self.pullLimit))
      let response = try await send(request, access, attempt)
      guard Int64(response.body.count) == blob.size, blob.digest.matches(response.body) else {
        throw RegistryFailure(
          .digestMismatch, "\(attempt) failed: received \(response.body.count) of \(blob.size) bytes, or other ones",
          isRetryable: true)
      }
      return response.body
    }.value
  }
}

/// What an image says of its version.
private struct ImageDescription {
  /// The part of a configuration that is read here: the rest may be of any shape.
  struct Config: Decodable {
    struct Execution: Decodable {
      var labels: [String: String]?

      private enum CodingKeys: String, CodingKey { case labels = "Labels" }
    }

    var config: Execution?
  }

  var version: String?
  var revision: String?
  var agent: String?

  /// - Parameter fields: annotations or labels; an empty one says nothing.
  init(_ fields: [String: String]?) {
    func value(_ name: String) -> String? { fields?[name].flatMap { $0.isEmpty ? nil : $0.shown } }
    version = value("org.opencontainers.image.version")
    revision = value("org.opencontainers.image.revision")
    agent = value(ImageConfig.agentLabel)
  }

  /// This tool says these in the configuration alone, with the agent.
  var isComplete: Bool { version != nil && revision != nil }

  func completed(by other: ImageDescription) -> ImageDescription {
    var copy = self
    copy.version = version ?? other.version
    copy.revision = revision ?? other.revision
    copy.agent = agent ?? other.agent
    return copy
  }
}
