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
      /// The repository had it already.
      case present
    }

    public var status: Status
    /// Of the upload that succeeded.
    public var bytesUploaded: Int64
    public var retries: Int
  }

  /// Whether the repository holds a blob.
  public func hasBlob(_ digest: Digest, in repository: Reference) async throws(RegistryFailure) -> Bool {
    try await retrying { () async throws(RegistryFailure) in
      try await findBlob(digest, .pull(repository))
    }.value
  }

  /// Uploads a blob from a file unless the repository has it: one POST, one PUT with its length.
  ///
  /// A failure that may pass starts a new upload session: half a session is worth nothing to most registries.
  /// - Parameter onSent: called on the transport's thread with the bytes sent so far; falls back on a retry.
  public func pushBlob(
    _ blob: Descriptor, from path: FilePath, to repository: Reference, onSent: (@Sendable (Int64) -> Void)? = nil
  ) async throws(RegistryFailure) -> BlobPush {
    let (status, retries) = try await retrying { () async throws(RegistryFailure) -> BlobPush.Status in
      if try await findBlob(blob.digest, .push(repository)) { return .present }
      try await upload(blob, path, repository, onSent)
      return .uploaded
    }
    return BlobPush(status: status, bytesUploaded: status == .uploaded ? blob.size : 0, retries: retries)
  }

  /// Whether the credential may push to a repository: begins an upload and gives it up.
  public func checkPushAccess(to repository: Reference) async throws(RegistryFailure) {
    let attempt = "checking that `\(repository.repository)` can be pushed to"
    _ = try await retrying { () async throws(RegistryFailure) in
      let location = try await beginUpload(repository, attempt)
      await abandon(location, repository)
    }
  }

  private func findBlob(_ digest: Digest, _ access: Access) async throws(RegistryFailure) -> Bool {
    let url = try await url("\(access.path)/blobs/\(digest)")
    let attempt = "looking for blob `\(digest.short)` in `\(domain)/\(access.path)`"
    return try await send(HTTPRequest(.head, url), access, attempt, accepting: [404]).isSuccess
  }

  private func upload(
    _ blob: Descriptor, _ path: FilePath, _ repository: Reference, _ onSent: (@Sendable (Int64) -> Void)?
  ) async throws(RegistryFailure) {
    let attempt = "pushing blob `\(blob.digest.short)` to `\(repository.repository)`"
    let location = try await beginUpload(repository, attempt)
    do throws(RegistryFailure) {
      let url: HTTPURL
      do throws(HTTPFailure) {
        url = try location.appending(query: [(name: "digest", value: blob.digest.description)])
      } catch {
        throw RegistryFailure(attempt, error)
      }
      var request = HTTPRequest(
        .put, url, headers: ["Content-Type": "application/octet-stream"],
        body: .file(path, offset: 0, length: blob.size))
      request.onSent = onSent
      let response = try await send(request, .push(repository), attempt)
      if let stored = response.headers["Docker-Content-Digest"], stored != blob.digest.description {
        throw RegistryFailure(
          .digestMismatch, "\(attempt) failed: the registry stored it as `\(stored)`", status: response.status)
      }
    } catch {
      await abandon(location, repository)
      throw error
    }
  }

  /// - Returns: where to send the bytes; its query must be kept.
  private func beginUpload(_ repository: Reference, _ attempt: String) async throws(RegistryFailure) -> HTTPURL {
    let url = try await url("\(repository.path)/blobs/uploads/")
    let response = try await send(HTTPRequest(.post, url, body: .bytes([])), .push(repository), attempt)
    guard let location = response.headers["Location"] else {
      throw RegistryFailure(
        .registryError, "\(attempt) failed: the registry names no place for the upload", status: response.status)
    }
    return try target(of: location, from: url, attempt)
  }

  /// Tidies an upload session away. What goes wrong here changes nothing: registries drop old sessions themselves.
  private func abandon(_ location: HTTPURL, _ repository: Reference) async {
    let request = HTTPRequest(.delete, location, timeouts: HTTPTimeouts(total: .seconds(5)))
    _ = try? await send(request, .push(repository), "giving up an upload")
  }

  /// Downloads a blob into a file, which appears only when size and digest are right.
  public func pullBlob(
    _ blob: Descriptor, from repository: Reference, to path: FilePath
  ) async throws(RegistryFailure) {
    let attempt = "pulling blob `\(blob.digest.short)` from `\(repository.repository)`"
    let url = try await url("\(repository.path)/blobs/\(blob.digest)")
    _ = try await retrying { () async throws(RegistryFailure) in
      let receiver: BlobReceiver
      do throws(FileFailure) {
        receiver = try BlobReceiver(blob, path: path)
      } catch {
        throw RegistryFailure(.localFile, error.description, underlying: error)
      }
      let request = HTTPRequest(.get, url, receiving: .stream { bytes in try receiver.take(bytes) })
      do throws(RegistryFailure) {
        _ = try await send(request, .pull(repository), attempt)
        try receiver.finish(attempt)
      } catch {
        receiver.discard()
        throw error
      }
    }
  }
}
