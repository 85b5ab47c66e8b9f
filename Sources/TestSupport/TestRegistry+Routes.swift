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
      return TestResponse(
        200, [("Content-Length", "\(blob.count)"), ("Docker-Content-Digest", digest)], body: blob)
    }
  }

  private func answerUpload(_ request: TestRequest, _ repository: String, id: String) -> TestResponse {
    let host = host
    return state.withLock { state in
      switch request.method {
      case "POST":
        let id = "upload-\(state.nextUpload)"
        state.nextUpload += 1
        state.uploads.insert(id)
        let path = "/v2/\(repository)/blobs/uploads/\(id)?_state=a%2Fb%3D"
        let location =
          switch state.behaviour.location {
          case .absolute: "http://\(host)\(path)"
          case .relative: path
          case .foreign(let origin): origin + path
          }
        return TestResponse(202, [("Location", location), ("Range", "0-0")])
      case "PUT":
        guard state.uploads.remove(id) != nil, request.parameters("_state") == ["a/b="] else {
          return .registryError(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry")
        }
        let digest = SHA256.digest(of: request.body)
        guard request.parameters("digest") == [digest.description] else {
          return .registryError(400, "DIGEST_INVALID", "provided digest did not match uploaded content")
        }
        state.blobs["\(repository)@\(digest)"] = request.body
        return TestResponse(201, [("Docker-Content-Digest", digest.description)])
      case "DELETE":
        return state.uploads.remove(id) == nil
          ? .registryError(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry") : TestResponse(204)
      default:
        return .registryError(405, "UNSUPPORTED", "method")
      }
    }
  }

  private func answerManifest(_ request: TestRequest, _ repository: String, _ reference: String) -> TestResponse {
    state.withLock { state in
      if request.method == "PUT" {
        let digest = SHA256.digest(of: request.body)
        if let expected = Digest(reference), expected != digest {
          return .registryError(400, "DIGEST_INVALID", "manifest digest mismatch")
        }
        let missing = Self.digests(in: request.body).first { state.blobs["\(repository)@\($0)"] == nil }
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
        return TestResponse(201, [("Docker-Content-Digest", digest.description)])
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

  /// Every digest named in a manifest, found by its text: this registry stores images, not indexes.
  private static func digests(in manifest: [UInt8]) -> [String] {
    let text = String(decoding: manifest, as: UTF8.self)
    return text.split(separator: "\"").filter { Digest(String($0)) != nil }.map(String.init)
  }
}
