import HTTPTransport
public import OCIImage

extension RegistryClient {
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
  /// - Throws: also if it contradicts itself, or the type that it is served with.
  public func manifest(_ reference: Reference) async throws(RegistryFailure) -> PulledManifest {
    try await manifest(reference, .pull(reference))
  }

  func manifest(_ reference: Reference, _ access: Access) async throws(RegistryFailure) -> PulledManifest {
    let attempt = "pulling the manifest of `\(reference)`"
    return try await retrying { () async throws(RegistryFailure) in
      let url = try await url("\(reference.path)/manifests/\(reference.identifier)")
      var request = HTTPRequest(.get, url, receiving: .bytes(limit: Self.pullLimit))
      for type in Self.manifestTypes { request.headers.add("Accept", type) }
      let response = try await send(request, access, attempt)
      guard !response.isWebPage else { throw RegistryFailure.webPage(attempt, response) }
      let served = response.headers["Docker-Content-Digest"].flatMap { $0.isEmpty ? nil : $0 }
      for expected in [reference.digest?.description, served].compactMap(\.self) {
        let received = (Digest(expected)?.algorithm ?? .sha256).digest(of: response.body)
        guard received.description != expected else { continue }
        throw RegistryFailure(
          .digestMismatch, "\(attempt) failed: expected `\(expected.shown)`, received `\(received)`",
          isRetryable: true)
      }
      // The registry's own name for it, where it has one: it need not know it by another algorithm.
      let digest = reference.digest ?? served.flatMap { Digest($0) } ?? SHA256.digest(of: response.body)
      return try PulledManifest(response.body, served: response.headers["Content-Type"], digest, attempt)
    }.value
  }

  /// Puts a manifest under a tag or its digest, unless it is there.
  ///
  /// - Throws: class `immutableTag` if the tag names another image and may not be moved.
  public func pushManifest(
    _ bytes: [UInt8], mediaType: String, to reference: Reference, lookFirst: LookFirst = .always
  ) async throws(RegistryFailure) -> ManifestPush {
    let attempt = "pushing the manifest of `\(reference)`"
    guard bytes.count <= Self.pushLimit else {
      throw RegistryFailure(
        .tooLarge, "\(attempt) failed: \(bytes.count) bytes, but registries accept only \(Self.pushLimit)",
        hints: ["build fewer layers, or shorten labels and annotations"])
    }
    var looks = lookFirst == .always
    var hasTried = false
    let (status, retries) = try await retrying { () async throws(RegistryFailure) -> ManifestPush.Status in
      if looks, try await findManifest(reference, .push(reference))?.matches(bytes) == true {
        return hasTried ? .pushed : .unchanged
      }
      (looks, hasTried) = (lookFirst != .never, true)
      _ = try await put(bytes, mediaType, reference, attempt)
      return .pushed
    }
    return ManifestPush(
      status: status, bytesUploaded: status == .pushed ? Int64(bytes.count) : 0, retries: retries)
  }

  /// Answers of proxies and small servers that know no HEAD; GET says the same.
  static let headRefusals: Set = [405, 501]

  /// The digest a registry serves under a reference; `nil` if there is none.
  func findManifest(_ reference: Reference, _ access: Access) async throws(RegistryFailure) -> Digest? {
    let url = try await url("\(reference.path)/manifests/\(reference.identifier)")
    let attempt = "looking for `\(reference)`"
    var request = HTTPRequest(.head, url)
    for type in Self.manifestTypes { request.headers.add("Accept", type) }
    let response = try await send(request, access, attempt, expecting: Self.headRefusals.union([200, 404]))
    if response.status == 404 { return nil }
    guard !response.isSuccess || !response.isWebPage else { throw RegistryFailure.webPage(attempt, response) }
    if response.isSuccess, let digest = response.headers["Docker-Content-Digest"].flatMap({ Digest($0) }) {
      return digest
    }
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

  /// - Parameter isRight: whether a digest is one of what was sent.
  func checkStored(
    _ response: HTTPResponse, _ attempt: String, _ isRight: (Digest) -> Bool
  ) throws(RegistryFailure) {
    let stored = response.headers["Docker-Content-Digest"]
    if let stored, Digest(stored).map(isRight) != true {
      throw RegistryFailure(
        .digestMismatch, "\(attempt) failed: the registry stored it as `\(stored.shown)`", status: response.status)
    }
    guard response.status == 201 || stored != nil else { throw RegistryFailure.webPage(attempt, response) }
  }

  func put(
    _ bytes: [UInt8], _ mediaType: String, _ reference: Reference, _ attempt: String
  ) async throws(RegistryFailure) -> HTTPResponse {
    let url = try await url("\(reference.path)/manifests/\(reference.identifier)")
    let request = HTTPRequest(.put, url, headers: ["Content-Type": mediaType], body: .bytes(bytes))
    do throws(RegistryFailure) {
      let response = try await send(request, .push(reference), attempt, expecting: Self.storedStatuses)
      try checkStored(response, attempt) { $0.matches(bytes) }
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
