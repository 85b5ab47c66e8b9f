/// The number and the SHA-256 of bytes that are passed on.
class HashingStream {
  private var hash: SHA256? = SHA256()
  /// Bytes so far.
  private(set) final var count: Int64 = 0

  fileprivate final func note(_ bytes: UnsafeRawBufferPointer) {
    hash?.update(bytes)
    count += Int64(bytes.count)
  }

  /// The digest of everything that has passed; call it once, at the end.
  final func finish() -> Digest {
    guard let hash = hash.take() else { return SHA256.digest(of: []) }
    return hash.finish()
  }
}

final class HashingSink: HashingStream, ByteSink {
  private let next: any ByteSink

  init(to next: any ByteSink) {
    self.next = next
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(ImageFailure) {
    note(bytes)
    try next.write(bytes)
  }
}

final class HashingSource: HashingStream, ByteSource {
  private let source: any ByteSource

  init(_ source: any ByteSource) {
    self.source = source
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ImageFailure) -> Int {
    let read = try source.read(into: buffer)
    note(UnsafeRawBufferPointer(rebasing: buffer[..<read]))
    return read
  }
}
