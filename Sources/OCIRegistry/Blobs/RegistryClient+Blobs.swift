import Diagnostics
import FileIO
import HTTPTransport
public import OCIImage
public import SystemPackage

extension RegistryClient {
  /// What became of a blob's push.
  public struct BlobPush: Sendable, Hashable {
    public enum Status: Sendable, Hashable {
      case uploaded
      /// Taken over from another repository of the registry.
      case mounted
      /// The repository had it already.
      case present
    }

    public var status: Status
    /// Of the upload that succeeded.
    public var bytesUploaded: Int64
    public var retries: Int
  }

  /// Brings a blob into a repository, unless it is there: by a mount if another repository of the registry has it, else
  /// by an upload from a file.
  ///
  /// - Parameters:
  ///   - source: a repository of this registry that may have the blob.
  ///   - onSent: called on the transport's thread with the bytes sent so far; falls back on a retry.
  ///   - path: the file; asked for only if the bytes are needed.
  ///   - isForced: uploads it, whatever the registry says that it has.
  public func pushBlob(
    _ blob: Descriptor, to repository: Reference, mountingFrom source: Reference? = nil,
    onSent: (@Sendable (Int64) -> Void)? = nil, isForced: Bool = false,
    from path: () async throws(RegistryFailure) -> FilePath
  ) async throws(RegistryFailure) -> BlobPush {
    let source = isForced ? nil : source
    var upload = BlobUpload(blob, to: repository, mountingFrom: source, with: self, onSent: onSent)
    do throws(RegistryFailure) {
      let (status, retries) = try await retrying { () async throws(RegistryFailure) -> BlobPush.Status in
        if !isForced, try await findBlob(blob.digest, .push(repository)) { return .present }
        if try await upload.mount() { return .mounted }
        try await upload.send(try await path())
        return .uploaded
      }
      await upload.abandon()
      return BlobPush(status: status, bytesUploaded: status == .uploaded ? blob.size : 0, retries: retries)
    } catch {
      await upload.abandon()
      throw error
    }
  }

  /// Uploads a blob from a file unless the repository has it.
  public func pushBlob(
    _ blob: Descriptor, from path: FilePath, to repository: Reference, onSent: (@Sendable (Int64) -> Void)? = nil
  ) async throws(RegistryFailure) -> BlobPush {
    try await pushBlob(blob, to: repository, onSent: onSent) { () async throws(RegistryFailure) in path }
  }

  /// Whether the credential may push to a repository: begins an upload and aborts it.
  public func checkPushAccess(to repository: Reference) async throws(RegistryFailure) {
    let attempt = "checking push access to `\(repository.repository)`"
    _ = try await retrying { () async throws(RegistryFailure) in
      let session = try await beginUpload(repository, attempt)
      await abandon(session, repository)
    }
  }

  /// Whether the repository holds a blob.
  func findBlob(_ digest: Digest, _ access: Access) async throws(RegistryFailure) -> Bool {
    let url = try await url("\(access.path)/blobs/\(digest)")
    let attempt = "looking for blob `\(digest.short)` in `\(domain)/\(access.path)`"
    var response = try await send(
      HTTPRequest(.head, url), access, attempt, expecting: Self.headRefusals.union([200, 404]))
    if Self.headRefusals.contains(response.status) {
      // One byte says as much; of an empty blob not even that can be served (416).
      let request = HTTPRequest(.get, url, headers: ["Range": "bytes=0-0"], receiving: .discarded)
      response = try await send(request, access, attempt, expecting: [200, 206, 404, 416])
    }
    guard response.status != 404 else { return false }
    guard !response.isWebPage || response.headers["Docker-Content-Digest"] != nil else {
      throw RegistryFailure.webPage(attempt, response)
    }
    return true
  }

  /// Downloads a blob into a file, which appears only when size and digest are right. After a broken connection it goes
  /// on where it ended, if the registry, or the storage that it redirects to, serves ranges.
  /// - Parameter onReceived: called on the transport's thread with the bytes that have arrived; they fall back on a retry.
  public func pullBlob(
    _ blob: Descriptor, from repository: Reference, to path: FilePath,
    onReceived: @escaping @Sendable (Int64) -> Void = { _ in }
  ) async throws(RegistryFailure) {
    let receiver = try RegistryFailure.local(BlobReceiver(blob, path: path, onCount: onReceived))
    do throws(RegistryFailure) {
      _ = try await retrying { () async throws(RegistryFailure) in
        do throws(RegistryFailure) {
          try await receive(into: receiver, blob, repository)
        } catch {
          // What arrived before a broken connection or a server's bad moment is good; after anything else it is not.
          let isPassing = error.failureClass == .network || error.status.map { $0 >= 500 || $0 == 429 } ?? false
          if !isPassing { receiver.restart() }
          throw error
        }
      }
    } catch {
      receiver.discard()
      throw error
    }
  }

  private func receive(
    into receiver: BlobReceiver, _ blob: Descriptor, _ repository: Reference
  ) async throws(RegistryFailure) {
    let attempt = "pulling blob `\(blob.digest.short)` from `\(repository.repository)`"
    var request = HTTPRequest(
      .get, try await url("\(repository.path)/blobs/\(blob.digest)"),
      receiving: .stream { bytes in try receiver.take(bytes) })
    request.onBody = { response in
      guard !response.isWebPage || response.headers["Docker-Content-Digest"] != nil else {
        throw RegistryFailure.webPage(attempt, response)
      }
      try receiver.begin(response)
    }
    // All of it had come when the connection broke.
    if receiver.count == blob.size, blob.size > 0 { return try receiver.finish(attempt) }
    if receiver.count > 0 { request.headers["Range"] = "bytes=\(receiver.count)-" }
    let response = try await send(request, .pull(repository), attempt, expecting: [200, 206, 416])
    guard response.status != 416 else {
      throw RegistryFailure(
        .registryError, "\(attempt) failed: the requested range is not available", status: 416, isRetryable: true)
    }
    try receiver.finish(attempt)
  }
}
