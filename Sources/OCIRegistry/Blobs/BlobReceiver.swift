import Diagnostics
import FileIO
import Glibc
import HTTPTransport
import OCIImage
import SystemPackage

/// Writes a blob to a temporary file next to its path while counting and hashing, and renames it once it is verified.
///
/// What has arrived stays for the next attempt, which may ask for the rest.
///
/// Unchecked, because the transport calls `begin` and `take` from one thread only, and the others come after the
/// response has.
final class BlobReceiver: @unchecked Sendable {
  private let blob: Descriptor
  private let file: PartialFile
  private let onCount: @Sendable (Int64) -> Void
  private var hash: ContentHash
  /// Bytes that have arrived.
  private(set) var count: Int64 = 0
  /// Whether it was put together of parts: then a mistake may be in how.
  private var isResumed = false

  /// - Parameter onCount: called with the bytes that have arrived; they fall back when it begins again.
  init(
    _ blob: Descriptor, path: FilePath, onCount: @escaping @Sendable (Int64) -> Void = { _ in }
  ) throws(FileFailure) {
    self.blob = blob
    self.onCount = onCount
    hash = ContentHash(blob.digest.algorithm)
    // The directory of an algorithm comes with its first blob.
    if blob.digest.algorithm != .sha256 { try Directory.create(path.removingLastComponent()) }
    file = try PartialFile(for: path, ending: "part")
  }

  /// Decides what a body is: the rest that was asked for, or the blob from its beginning (RFC 9110, 14.4).
  func begin(_ response: HTTPResponse) throws {
    guard response.status == 206, count > 0 else { return restart() }
    isResumed = true
    guard response.headers["Content-Range"]?.hasPrefix("bytes \(count)-") == true else {
      throw RegistryFailure(
        .registryError, "the registry sent a different part of blob `\(blob.digest.short)` than requested",
        isRetryable: true)
    }
  }

  /// Forgets what has arrived.
  func restart() {
    count = 0
    isResumed = false
    hash = ContentHash(blob.digest.algorithm)
    ftruncate(file.descriptor.rawValue, 0)
    lseek(file.descriptor.rawValue, 0, SEEK_SET)
  }

  /// Takes the next bytes. More than the blob's size is refused at once: a body can be endless.
  func take(_ bytes: UnsafeRawBufferPointer) throws {
    count += Int64(bytes.count)
    hash.update(bytes)
    guard count <= blob.size else {
      throw RegistryFailure(
        .digestMismatch, "blob `\(blob.digest.short)` is longer than the \(blob.size) bytes in its manifest",
        isRetryable: isResumed)
    }
    try file.append(bytes)
    onCount(count)
  }

  /// Checks size and digest, then moves the file to its place.
  func finish(_ attempt: String) throws(RegistryFailure) {
    var hash = ContentHash(blob.digest.algorithm)
    swap(&hash, &self.hash)
    let digest = hash.finish()
    guard count == blob.size, digest == blob.digest else {
      throw RegistryFailure(
        .digestMismatch, "\(attempt) failed: received \(count) of \(blob.size) bytes with the digest `\(digest)`",
        isRetryable: true)
    }
    try RegistryFailure.local(file.finish())
  }

  /// Removes what did not become a blob.
  func discard() { file.discard() }
}
