import HTTPTransport
import OCIImage

/// An upload that a registry has begun (distribution-spec, "Pushing blobs").
struct UploadSession: Sendable {
  /// Where the next bytes go; its query must be kept.
  var location: HTTPURL
  /// Bytes the registry has.
  var offset: Int64 = 0
  /// The smallest piece the registry takes but for the last, in bytes.
  var minimumChunk: Int64 = 0
}

extension RegistryClient {
  func beginUpload(_ repository: Reference, _ attempt: String) async throws(RegistryFailure) -> UploadSession {
    let url = try await url("\(repository.path)/blobs/uploads/")
    let response = try await send(
      HTTPRequest(.post, url, body: .bytes([])), .push(repository), attempt, expecting: [202])
    return try session(in: response, from: url, attempt)
  }

  /// Asks the registry to take a blob over from another of its repositories.
  /// - Returns: `nil` if it did; else the upload it has begun instead.
  func mount(
    _ digest: Digest, from source: Reference, to repository: Reference, _ attempt: String
  ) async throws(RegistryFailure) -> UploadSession? {
    let uploads = try await url("\(repository.path)/blobs/uploads/")
    let query = [(name: "mount", value: digest.description), (name: "from", value: source.path)]
    let url = try RegistryFailure.mapping(attempt, uploads.appending(query: query))
    let response = try await send(
      HTTPRequest(.post, url, body: .bytes([])), .mount(from: source, to: repository), attempt,
      expecting: [201, 202])
    return response.status == 201 ? nil : try session(in: response, from: url, attempt)
  }

  private func session(
    in response: HTTPResponse, from url: HTTPURL, _ attempt: String
  ) throws(RegistryFailure) -> UploadSession {
    guard let location = response.headers["Location"] else {
      throw RegistryFailure(
        .registryError, "\(attempt) failed: the registry returned no upload location", status: response.status)
    }
    let minimum = response.headers["OCI-Chunk-Min-Length"].flatMap { Int64($0) } ?? 0
    return UploadSession(
      location: try target(of: location, from: url, attempt), minimumChunk: max(0, min(minimum, 1 << 30)))
  }

  /// What a session looks like after a failure: the registry says how much it has kept.
  ///
  /// - Returns: `nil` if it has kept nothing that could be built upon.
  func status(
    of session: UploadSession, _ repository: Reference, _ attempt: String
  ) async throws(RegistryFailure) -> UploadSession? {
    let request = HTTPRequest(.get, session.location, timeouts: HTTPTimeouts(total: .seconds(20)))
    let response = try await send(request, .push(repository), attempt, expecting: [200, 202, 204])
    return advanced(session, by: response, attempt)
  }

  /// The session after an answer that names its range, `0-1023` for 1024 bytes.
  ///
  /// `0-0` says either nothing or one byte, depending on the registry: it counts as nothing.
  /// - Parameter sent: the offset that counts if the answer names no range: some registries accept a piece without.
  func advanced(
    _ session: UploadSession, by response: HTTPResponse, sent: Int64? = nil, _ attempt: String
  ) -> UploadSession? {
    var session = session
    if let text = response.headers["Range"] {
      // Some registries write `0--1` if nothing has arrived.
      let range = text.dropping(prefix: "bytes=")
        .split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map { Int64($0) }
      guard range.count == 2, range[0] == 0, let end = range[1], end > 0, end < .max else { return nil }
      session.offset = end + 1
    } else {
      guard let sent else { return nil }
      session.offset = sent
    }
    if let location = response.headers["Location"] {
      guard let target = try? target(of: location, from: session.location, attempt) else { return nil }
      session.location = target
    }
    return session
  }

  /// Removes an upload session. A failure changes nothing: registries drop old sessions themselves.
  func abandon(_ session: UploadSession, _ repository: Reference) async {
    let request = HTTPRequest(.delete, session.location, timeouts: HTTPTimeouts(total: .seconds(5)))
    // In a task of its own: the upload may be aborted because this one is cancelled.
    await Task.detached {
      _ = try? await self.send(
        request, .push(repository), "cancelling an upload", expecting: [200, 202, 204], isPatient: false)
    }.value
  }
}
