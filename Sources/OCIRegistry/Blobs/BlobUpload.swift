import HTTPTransport
import OCIImage
import SystemPackage

/// The upload of one blob over all its attempts; each continues what the one before has left.
///
/// The first is one POST and one PUT with a Content-Length, which every registry takes. After a broken connection the
/// registry is asked how much it has, and the rest follows; a registry that kept nothing gets pieces, so that what
/// breaks in the middle of a large layer does not break all of it. Pieces that are refused are not tried again.
struct BlobUpload {
  private let blob: Descriptor
  private let repository: Reference
  private let client: RegistryClient
  private let onSent: (@Sendable (Int64) -> Void)?
  private let attempt: String
  private var mountSource: Reference?
  private var session: UploadSession?
  /// Whether the session was begun by an attempt that failed.
  private var isBroken = false
  /// Bytes of a piece; nil sends all at once.
  private var chunkSize: Int64?
  private var areChunksRefused = false
  private var hasFailedToResume = false
  private var hasMismatched = false

  init(
    _ blob: Descriptor, to repository: Reference, mountingFrom source: Reference?, with client: RegistryClient,
    onSent: (@Sendable (Int64) -> Void)?
  ) {
    self.blob = blob
    self.repository = repository
    self.client = client
    self.onSent = onSent
    attempt = "pushing blob `\(blob.digest.short)` to `\(repository.repository)`"
    // A registry mounts from its own repositories only, and a repository has its own blobs anyway.
    mountSource = source.flatMap { $0.domain == repository.domain && $0.path != repository.path ? $0 : nil }
    chunkSize = client.configuration.chunkSize
  }

  /// - Returns: whether the registry has taken the blob over; it is asked once.
  mutating func mount() async throws(RegistryFailure) -> Bool {
    guard let source = mountSource else { return false }
    mountSource = nil
    do throws(RegistryFailure) {
      session = try await client.mount(blob.digest, from: source, to: repository, attempt)
      return session == nil
    } catch {
      // A missing permission on the source, an unknown parameter: an upload needs neither. A rate limit concerns all requests.
      if error.failureClass == .cancelled || error.failureClass == .rateLimited { throw error }
      return false
    }
  }

  mutating func send(_ path: FilePath) async throws(RegistryFailure) {
    if isBroken { try await resume() }
    do throws(RegistryFailure) {
      try await sendOnce(path)
    } catch {
      var failure = error
      // The session itself is lost: only a new one helps.
      let codes = ["BLOB_UPLOAD_UNKNOWN", "BLOB_UPLOAD_INVALID", "DIGEST_INVALID"]
      if error.status == 416 || error.errors.contains(where: { codes.contains($0.code) }) { await abandon() }
      // libcurl sends a body again over a connection that broke, and the registry may have put the parts together. Once:
      // a file that is malformed stays so.
      if failure.failureClass == .digestMismatch, !hasMismatched {
        hasMismatched = true
        failure.isRetryable = true
      }
      guard mayHelpInPieces(error) else { throw failure }
      chunkSize = client.configuration.fallbackChunkSize
      guard error.failureClass == .tooLarge else { throw error }
      await abandon()
      try await sendOnce(path)
    }
  }

  /// Removes an unfinished upload.
  mutating func abandon() async {
    if let session { await client.abandon(session, repository) }
    session = nil
    isBroken = false
  }

  private func mayHelpInPieces(_ failure: RegistryFailure) -> Bool {
    let isCutOff = failure.failureClass == .network || [408, 413, 502, 504].contains(failure.status)
    return isCutOff && chunkSize == nil && !areChunksRefused && blob.size > client.configuration.fallbackChunkSize
  }

  /// Goes on where a broken attempt ended, or drops what it left.
  private mutating func resume() async throws(RegistryFailure) {
    guard let old = session else { return }
    // What is missing could only be sent as a piece.
    if areChunksRefused { return await abandon() }
    do throws(RegistryFailure) {
      if let found = try await client.status(of: old, repository, attempt), found.offset <= blob.size {
        session = found
        isBroken = false
        return
      }
    } catch {
      // The line may still be down. A registry that cannot say how far it got must not stop the upload, though.
      let mayPass = error.failureClass == .network || error.status.map { $0 == 429 || $0 >= 500 } ?? false
      if mayPass, !hasFailedToResume {
        hasFailedToResume = true
        throw error
      }
    }
    await abandon()
  }

  private mutating func sendOnce(_ path: FilePath) async throws(RegistryFailure) {
    var session: UploadSession
    if let known = self.session { session = known } else { session = try await client.beginUpload(repository, attempt) }
    self.session = session
    isBroken = true
    if chunkSize != nil || session.offset > 0 {
      do throws(RegistryFailure) {
        while session.offset < blob.size { try await sendPiece(path, &session) }
        try await finish(session, .bytes([]))
      } catch {
        guard areRefused(error) else { throw error }
        areChunksRefused = true
        chunkSize = nil
        await abandon()
        return try await sendOnce(path)
      }
    } else {
      try await finish(session, .file(path, offset: 0, length: blob.size))
    }
    self.session = nil
    isBroken = false
  }

  /// 404, 405, 501 and `UNSUPPORTED`: the registry, or a proxy before it, knows no PATCH.
  private func areRefused(_ failure: RegistryFailure) -> Bool {
    let codes = failure.errors.map(\.code)
    return !areChunksRefused && !codes.contains("BLOB_UPLOAD_UNKNOWN")
      && ([404, 405, 501].contains(failure.status) || codes.contains("UNSUPPORTED"))
  }

  private mutating func sendPiece(_ path: FilePath, _ session: inout UploadSession) async throws(RegistryFailure) {
    let rest = blob.size - session.offset
    let length = min(rest, max(chunkSize ?? rest, session.minimumChunk))
    let start = session.offset
    var request = HTTPRequest(
      .patch, session.location,
      headers: [
        "Content-Type": "application/octet-stream", "Content-Range": "\(start)-\(start + length - 1)",
      ], body: .file(path, offset: start, length: length))
    if let onSent { request.onSent = { sent in onSent(start + sent) } }
    let response: HTTPResponse
    do throws(RegistryFailure) {
      response = try await client.send(request, .push(repository), attempt, expecting: RegistryClient.storedStatuses)
    } catch {
      var failure = error
      // It is at another offset than we are: the next attempt begins anew.
      if failure.status == 416 { failure.isRetryable = true }
      throw failure
    }
    guard let next = client.advanced(session, by: response, sent: start + length, attempt), next.offset > start,
      next.offset <= blob.size
    else {
      throw RegistryFailure(
        .registryError, "\(attempt) failed: the registry does not report how much of it arrived",
        status: response.status, isRetryable: true)
    }
    session = next
    self.session = next
  }

  private func finish(_ session: UploadSession, _ body: HTTPRequest.Body) async throws(RegistryFailure) {
    let query = [(name: "digest", value: blob.digest.description)]
    let url = try RegistryFailure.mapping(attempt, session.location.appending(query: query))
    var request = HTTPRequest(.put, url, headers: ["Content-Type": "application/octet-stream"], body: body)
    if case .file = body { request.onSent = onSent }
    let response = try await client.send(
      request, .push(repository), attempt, expecting: RegistryClient.storedStatuses)
    // Under another algorithm it may be the same bytes: only a pull can tell.
    try client.checkStored(response, attempt) { $0 == blob.digest || $0.algorithm != blob.digest.algorithm }
  }
}
