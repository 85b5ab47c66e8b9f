import OCIImage
import Synchronization

extension TestRegistry {
  /// An upload session (distribution-spec, "Pushing blobs").
  func answerUpload(_ request: TestRequest, _ repository: String, id: String) -> TestResponse {
    state.withLock { state in
      if request.method == "POST" { return begin(request, repository, &state) }
      guard let received = state.uploads[id], request.parameters("_state") == ["a/b="] else {
        return .registryError(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry")
      }
      switch request.method {
      case "GET":
        return TestResponse(204, progress(received.count, repository, id, state.behaviour))
      case "PATCH":
        guard let minimum = state.behaviour.minimumChunk else {
          return .registryError(405, "UNSUPPORTED", "no pieces here")
        }
        let range = "\(received.count)-\(received.count + request.body.count - 1)"
        guard request.header("Content-Range") == range else {
          return .registryError(416, "BLOB_UPLOAD_INVALID", "expected \(range)")
        }
        state.uploads[id] = received + request.body
        if request.body.count < minimum { state.smallChunks += 1 }
        return TestResponse(202, progress(received.count + request.body.count, repository, id, state.behaviour))
      case "PUT":
        state.uploads[id] = nil
        let blob = received + request.body
        let named = request.parameters("digest")
        guard named.count == 1, let digest = named.first.flatMap({ Digest($0) }), digest.matches(blob) else {
          return .registryError(400, "DIGEST_INVALID", "provided digest did not match uploaded content")
        }
        state.blobs["\(repository)@\(digest)"] = blob
        return TestResponse(201, [("Docker-Content-Digest", digest.description)])
      case "DELETE":
        state.uploads[id] = nil
        return TestResponse(204)
      default:
        return .registryError(405, "UNSUPPORTED", "method")
      }
    }
  }

  private func begin(_ request: TestRequest, _ repository: String, _ state: inout State) -> TestResponse {
    if let digest = request.parameters("mount").first, state.behaviour.mountsBlobs,
      let source = request.parameters("from").first, let blob = state.blobs["\(source)@\(digest)"]
    {
      state.blobs["\(repository)@\(digest)"] = blob
      return TestResponse(
        201, [("Location", "/v2/\(repository)/blobs/\(digest)"), ("Docker-Content-Digest", digest)])
    }
    let id = "upload-\(state.nextUpload)"
    state.nextUpload += 1
    state.uploads[id] = []
    var headers = progress(0, repository, id, state.behaviour)
    if let minimum = state.behaviour.minimumChunk, minimum > 0 {
      headers.append(("OCI-Chunk-Min-Length", "\(minimum)"))
    }
    return TestResponse(202, headers)
  }

  private func progress(
    _ count: Int, _ repository: String, _ id: String, _ behaviour: Behaviour
  ) -> [(name: String, value: String)] {
    let path = "/v2/\(repository)/blobs/uploads/\(id)?_state=a%2Fb%3D"
    let location =
      switch behaviour.location {
      case .absolute: "\(origin)\(path)"
      case .relative: path
      case .foreign(let origin): origin + path
      }
    return [("Location", location), ("Range", "0-\(max(0, count - 1))")]
  }

  /// Keeps the part of an upload that arrived before its connection broke.
  func keep(_ request: TestRequest) {
    guard let range = request.path.firstRange(of: "/blobs/uploads/") else { return }
    state.withLock { state in
      guard state.behaviour.keepsBrokenUploads else { return }
      state.uploads[String(request.path[range.upperBound...])]? += request.body
    }
  }

  /// Chunks received that were smaller than this registry allows; only the last may be.
  public var smallChunks: Int { state.withLock { $0.smallChunks } }
}
