/// Passes bytes on and computes their number and SHA-256.
final class HashingSink: ByteSink {
  private let next: any ByteSink
  private var hash: SHA256? = SHA256()
  /// Bytes so far.
  private(set) var count: Int64 = 0

  init(to next: any ByteSink) {
    self.next = next
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(ImageFailure) {
    hash?.update(bytes)
    count += Int64(bytes.count)
    try next.write(bytes)
  }

  /// The digest of everything written; call it once, at the end.
  func finish() -> Digest {
    guard let hash = hash.take() else { return SHA256.digest(of: []) }
    return hash.finish()
  }
}

/// Passes bytes on and computes their number and SHA-256.
final class HashingSource: ByteSource {
  private let source: any ByteSource
  private var hash: SHA256? = SHA256()
  /// Bytes so far.
  private(set) var count: Int64 = 0

  init(_ source: any ByteSource) {
    self.source = source
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ImageFailure) -> Int {
    let read = try source.read(into: buffer)
    hash?.update(UnsafeRawBufferPointer(rebasing: buffer[..<read]))
    count += Int64(read)
    return read
  }

  /// The digest of everything read; call it once, at the end.
  func finish() -> Digest {
    guard let hash = hash.take() else { return SHA256.digest(of: []) }
    return hash.finish()
  }
}
