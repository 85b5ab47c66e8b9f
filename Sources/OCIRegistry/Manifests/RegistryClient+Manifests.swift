import HTTPTransport
public import OCIImage

extension RegistryClient {
  /// A manifest or index as the registry serves it.
  public struct PulledManifest: Sendable, Hashable {
    /// Exactly what the digest is of.
    public var bytes: [UInt8]
    public var mediaType: String
    public var digest: Digest
  }

  /// What became of a manifest's push.
  public struct ManifestPush: Sendable, Hashable {
    public enum Status: Sendable, Hashable {
      case pushed
      /// The registry served the same digest there already.
      case unchanged
    }

    public var status: Status
    /// 0 if it was unchanged.
    public var bytesUploaded: Int64
    public var retries: Int
  }

  /// When a registry is asked whether it has a manifest before it is sent.
  public enum LookFirst: Sendable {
    case always
    /// It is known to be missing; but the first try may have arrived though its answer was lost.
    case onRetries
    /// The registry was wrong about what it has.
    case never
  }

  /// Bytes of the largest manifest that is pulled; registries accept 4 MiB, some more.
  static let pullLimit = 8 << 20
  /// Bytes of the largest manifest that is pushed: what the specification asks registries to accept.
  static let pushLimit = 4 << 20

  static let manifestTypes = [
    MediaType.manifest, MediaType.index, MediaType.dockerManifest, MediaType.dockerIndex,
  ]

  /// Fetches a manifest by digest, tag or `latest`, and verifies its digest.
  public func manifest(_ reference: Reference) async throws(RegistryFailure) -> PulledManifest {
    let attempt = "pulling the manifest of `\(reference)`"
    return try await retrying { () async throws(RegistryFailure) in
      let url = try await url("\(reference.path)/manifests/\(reference.identifier)")
      var request = HTTPRequest(.get, url, receiving: .bytes(limit: Self.pullLimit))
      for type in Self.manifestTypes { request.headers.add("Accept", type) }
      let response = try await send(request, .pull(reference), attempt)
      guard !response.isWebPage else { throw RegistryFailure.webPage(attempt, response) }
      let digest = SHA256.digest(of: response.body)
      for expected in [reference.digest?.description, response.headers["Docker-Content-Digest"]].compactMap(\.self)
      where expected != digest.description {
        throw RegistryFailure(
          .digestMismatch, "\(attempt) failed: expected `\(expected.shown)`, received `\(digest)`", isRetryable: true)
      }
      let type = response.headers["Content-Type"].map { String($0.prefix { $0 != ";" }).shown }
      return PulledManifest(
        bytes: response.body, mediaType: ManifestShape.type(of: response.body, served: type), digest: digest)
    }.value
  }

  /// Puts a manifest under a tag or its digest, unless it is there.
  ///
  /// - Throws: class `immutableTag` if the tag names another image and may not be moved.
  public func pushManifest(
    _ bytes: [UInt8], mediaType: String, to reference: Reference, lookFirst: LookFirst = .always
  ) async throws(RegistryFailure) -> ManifestPush {
    let attempt = "pushing the manifest of `\(reference)`"
    let digest = SHA256.digest(of: bytes)
    guard bytes.count <= Self.pushLimit else {
      throw RegistryFailure(
        .tooLarge, "\(attempt) failed: \(bytes.count) bytes, but registries accept only \(Self.pushLimit)",
        hints: ["build fewer layers, or shorten labels and annotations"])
    }
    var looks = lookFirst == .always
    var hasTried = false
    let (status, retries) = try await retrying { () async throws(RegistryFailure) -> ManifestPush.Status in
      if looks, try await findManifest(reference, .push(reference)) == digest {
        return hasTried ? .pushed : .unchanged
      }
      (looks, hasTried) = (lookFirst != .never, true)
      _ = try await put(bytes, mediaType, digest, reference, attempt)
      return .pushed
    }
    return ManifestPush(
      status: status, bytesUploaded: status == .pushed ? Int64(bytes.count) : 0, retries: retries)
  }

  /// The digest a registry serves under a reference; `nil` if there is none.
  func findManifest(_ reference: Reference, _ access: Access) async throws(RegistryFailure) -> Digest? {
    let url = try await url("\(reference.path)/manifests/\(reference.identifier)")
    let attempt = "looking for `\(reference)`"
    var request = HTTPRequest(.head, url)
    for type in Self.manifestTypes { request.headers.add("Accept", type) }
    // 405: a proxy that refuses HEAD. Then it is not known, and the manifest is sent or fetched.
    let response = try await send(request, access, attempt, expecting: [200, 404, 405])
    guard response.isSuccess else { return nil }
    guard !response.isWebPage else { throw RegistryFailure.webPage(attempt, response) }
    if let digest = response.headers["Docker-Content-Digest"].flatMap({ Digest($0) }) { return digest }
    // The header is optional: then the bytes decide.
    request.method = .get
    request.receiving = .bytes(limit: Self.pullLimit)
    let whole = try await send(request, access, attempt, expecting: [200, 404])
    guard whole.isSuccess else { return nil }
    guard !whole.isWebPage else { throw RegistryFailure.webPage(attempt, whole) }
    return SHA256.digest(of: whole.body)
  }

  /// 201 says that it is stored (distribution-spec, "Pushing manifests"); of others only those that name the digest.
  static let storedStatuses: Set = [200, 201, 202, 204]

  func checkStored(_ digest: Digest, _ response: HTTPResponse, _ attempt: String) throws(RegistryFailure) {
    let stored = response.headers["Docker-Content-Digest"]
    if let stored, stored != digest.description {
      throw RegistryFailure(
        .digestMismatch, "\(attempt) failed: the registry stored it as `\(stored.shown)`", status: response.status)
    }
    guard response.status == 201 || stored != nil else { throw RegistryFailure.webPage(attempt, response) }
  }

  func put(
    _ bytes: [UInt8], _ mediaType: String, _ digest: Digest, _ reference: Reference, _ attempt: String
  ) async throws(RegistryFailure) -> HTTPResponse {
    let url = try await url("\(reference.path)/manifests/\(reference.identifier)")
    let request = HTTPRequest(.put, url, headers: ["Content-Type": mediaType], body: .bytes(bytes))
    do throws(RegistryFailure) {
      let response = try await send(request, .push(reference), attempt, expecting: Self.storedStatuses)
      try checkStored(digest, response, attempt)
      return response
    } catch {
      throw reference.digest == nil ? error.asImmutableTag(reference) : error
    }
  }
}

extension RegistryFailure {
  /// The same failure as class `immutableTag` if it means that; every registry says it differently.
  ///
  /// ECR: 400 `TAG_INVALID`, "cannot be overwritten because the tag is immutable". Harbor: 412 `PRECONDITION`,
  /// "configured as immutable". Artifact Registry: 400, "tag immutability". Others: 409.
  fileprivate func asImmutableTag(_ reference: Reference) -> RegistryFailure {
    let saysSo = errors.contains { error in
      (error.code + error.message).lowercased().contains("immutab")
    }
    guard let status, (400..<500).contains(status), saysSo || status == 409 || status == 412 else { return self }
    return RegistryFailure(
      .immutableTag,
      "the tag `\(reference)` names another image, and the registry does not allow overwriting it",
      status: status, errors: errors, hints: ["release a new version, or allow the tag to be overwritten"])
  }
}
