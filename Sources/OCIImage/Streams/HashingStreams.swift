/// The number and the digest of bytes that are passed on.
class HashingStream {
  private let algorithm: Digest.Algorithm
  private var hash: ContentHash?
  /// Bytes so far.
  private(set) final var count: Int64 = 0

  fileprivate init(_ algorithm: Digest.Algorithm) {
    self.algorithm = algorithm
    hash = ContentHash(algorithm)
  }

  fileprivate final func note(_ bytes: UnsafeRawBufferPointer) {
    hash?.update(bytes)
    count += Int64(bytes.count)
  }

  /// The digest of everything that has passed; call it once, at the end.
  final func finish() -> Digest {
    guard let hash = hash.take() else { return algorithm.digest(of: []) }
    return hash.finish()
  }
}

final class HashingSink: HashingStream, ByteSink {
  private let next: any ByteSink

  init(to next: any ByteSink, _ algorithm: Digest.Algorithm = .sha256) {
    self.next = next
    super.init(algorithm)
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(ImageFailure) {
    note(bytes)
    try next.write(bytes)
  }
}

final class HashingSource: HashingStream, ByteSource {
  private let source: any ByteSource

  init(_ source: any ByteSource, _ algorithm: Digest.Algorithm = .sha256) {
    self.source = source
    super.init(algorithm)
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ImageFailure) -> Int {
    let read = try source.read(into: buffer)
    note(UnsafeRawBufferPointer(rebasing: buffer[..<read]))
    return read
  }
}
