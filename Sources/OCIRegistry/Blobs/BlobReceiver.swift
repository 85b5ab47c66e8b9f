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
  private let path: FilePath
  private let temporary: FilePath
  private let file: FileDescriptor
  private var hash = SHA256()
  /// Bytes that have arrived.
  private(set) var count: Int64 = 0
  /// Whether it was put together of parts: then a mistake may be in how.
  private var isResumed = false

  init(_ blob: Descriptor, path: FilePath) throws(FileFailure) {
    self.blob = blob
    self.path = path
    temporary = FilePath("\(path.string).\(getpid()).\(UInt32.random(in: .min ... .max)).part")
    file = try PartialFile.create(temporary)
  }

  deinit {
    try? file.close()
  }

  /// Decides what a body is: the rest that was asked for, or the blob from its beginning (RFC 9110, 14.4).
  func begin(_ response: HTTPResponse) throws {
    guard response.status == 206, count > 0 else { return restart() }
    isResumed = true
    guard response.headers["Content-Range"]?.hasPrefix("bytes \(count)-") == true else {
      throw RegistryFailure(
        .registryError, "the registry sent a different part of blob `\(blob.digest.short)` than was asked for",
        isRetryable: true)
    }
  }

  /// Forgets what has arrived.
  func restart() {
    count = 0
    isResumed = false
    hash = SHA256()
    ftruncate(file.rawValue, 0)
    lseek(file.rawValue, 0, SEEK_SET)
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
    do {
      try file.writeAll(bytes)
    } catch {
      throw FileFailure("write", path, error as? Errno ?? .ioError)
    }
  }

  /// Checks size and digest, then moves the file to its place.
  func finish(_ attempt: String) throws(RegistryFailure) {
    var hash = SHA256()
    swap(&hash, &self.hash)
    let digest = hash.finish()
    guard count == blob.size, digest == blob.digest else {
      throw RegistryFailure(
        .digestMismatch, "\(attempt) failed: received \(count) of \(blob.size) bytes with the digest `\(digest)`",
        isRetryable: true)
    }
    let isFlushed = fsync(file.rawValue) == 0
    guard isFlushed, temporary.withPlatformString({ old in path.withPlatformString { rename(old, $0) } }) == 0 else {
      let failure = FileFailure("write", path, Errno(rawValue: errno))
      throw RegistryFailure(.localFile, failure.description, underlying: failure)
    }
  }

  /// Removes what did not become a blob.
  func discard() {
    _ = temporary.withPlatformString { unlink($0) }
  }
}
