import OCIImage
import Synchronization

extension TestRegistry {
  /// The distribution API, as far as clients of this package use it.
  func route(_ request: TestRequest) -> TestResponse {
    if request.path == "/token" { return answerToken(request) }
    guard request.path.hasPrefix("/v2/") else { return TestResponse(404, text: "<html>not here</html>") }
    if let refusal = refusal(of: request) { return refusal }
    let rest = request.path.dropFirst(4)
    if rest.isEmpty { return TestResponse(200, text: "{}") }
    if let range = rest.firstRange(of: "/blobs/uploads/") {
      return answerUpload(request, String(rest[..<range.lowerBound]), id: String(rest[range.upperBound...]))
    }
    if let range = rest.firstRange(of: "/blobs/") {
      return answerBlob(request, String(rest[..<range.lowerBound]), String(rest[range.upperBound...]))
    }
    if let range = rest.firstRange(of: "/manifests/") {
      return answerManifest(request, String(rest[..<range.lowerBound]), String(rest[range.upperBound...]))
    }
    if let range = rest.firstRange(of: "/tags/list") { return answerTags(request, String(rest[..<range.lowerBound])) }
    if let range = rest.firstRange(of: "/referrers/") {
      return answerReferrers(request, String(rest[..<range.lowerBound]), String(rest[range.upperBound...]))
    }
    return .registryError(404, "NAME_UNKNOWN", "no such route")
  }

  private func answerBlob(_ request: TestRequest, _ repository: String, _ digest: String) -> TestResponse {
    state.withLock { state in
      guard let blob = state.blobs["\(repository)@\(digest)"] else {
        return .registryError(404, "BLOB_UNKNOWN", "blob unknown to registry")
      }
      if request.method == "GET", let origin = state.behaviour.blobOrigin {
        return TestResponse(307, [("Location", "\(origin)/\(digest)?signature=abc")])
      }
      if request.method == "GET", state.behaviour.servesRanges, let range = request.header("Range") {
        let start = Int(range.dropFirst("bytes=".count).prefix { $0 != "-" }) ?? 0
        guard start < blob.count else { return TestResponse(416) }
        return TestResponse(
          206, [("Content-Range", "bytes \(start)-\(blob.count - 1)/\(blob.count)")], body: Array(blob[start...]))
      }
      return TestResponse(
        200, [("Content-Length", "\(blob.count)"), ("Docker-Content-Digest", digest)], body: blob)
    }
  }

  private func answerManifest(_ request: TestRequest, _ repository: String, _ reference: String) -> TestResponse {
    state.withLock { state in
      if request.method == "PUT" {
        let digest = Digest(reference) ?? SHA256.digest(of: request.body)
        guard digest.matches(request.body) else {
          return .registryError(400, "DIGEST_INVALID", "manifest digest mismatch")
        }
        let subject = Self.referrer(request.body)?.subject?.digest
        let missing = Self.digests(in: request.body).first { digest in
          state.blobs["\(repository)@\(digest)"] == nil && state.manifests["\(repository)@\(digest)"] == nil
            && digest != subject
        }
        if let missing {
          return .registryError(400, "MANIFEST_BLOB_UNKNOWN", "blob \(missing) unknown to registry")
        }
        if Digest(reference) == nil {
          if state.behaviour.hasImmutableTags, let old = state.tags["\(repository):\(reference)"], old != digest {
            return .registryError(409, "TAG_IMMUTABLE", "tag \(reference) is immutable")
          }
          state.tags["\(repository):\(reference)"] = digest
        }
        state.manifests["\(repository)@\(digest)"] = (request.header("Content-Type") ?? "", request.body)
        let isListed = subject != nil && state.behaviour.hasReferrers
        return TestResponse(
          201,
          [("Docker-Content-Digest", digest.description)]
            + (isListed ? [("OCI-Subject", subject ?? "")] : []))
      }
      let digest = Digest(reference) ?? state.tags["\(repository):\(reference)"]
      guard let digest, let manifest = state.manifests["\(repository)@\(digest)"] else {
        return .registryError(404, "MANIFEST_UNKNOWN", "manifest unknown")
      }
      return TestResponse(
        200,
        [
          ("Content-Type", manifest.type), ("Content-Length", "\(manifest.bytes.count)"),
          ("Docker-Content-Digest", digest.description),
        ], body: manifest.bytes)
    }
  }

  /// Every digest named in a manifest or an index, found by its text.
  private static func digests(in manifest: [UInt8]) -> [String] {
    let text = String(decoding: manifest, as: UTF8.self)
    return text.split(separator: "\"").filter { Digest(String($0)) != nil }.map(String.init)
  }
}
