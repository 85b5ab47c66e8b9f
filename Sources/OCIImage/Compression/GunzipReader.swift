import CZlib

/// Decompresses gzip as a stream, whatever the number of members; zero bytes after the last are padding, as in gzip(1).
public final class GunzipReader: ByteSource {
  private let source: any ByteSource
  private let input = RawBuffer(count: 128 << 10)
  /// zlib keeps a pointer to it, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private var hasEnded = false
  private var isInsideMember = true

  public init(_ source: any ByteSource) throws(ImageFailure) {
    self.source = source
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 16: expect gzip's header and trailer, and check its checksum.
    let status = inflateInit2_(stream, MAX_WBITS + 16, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw failure("zlib does not start (\(status))") }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(ImageFailure) -> Int {
    let output = buffer.bindMemory(to: UInt8.self)
    stream.pointee.next_out = output.baseAddress
    stream.pointee.avail_out = UInt32(min(output.count, Int(UInt32.max)))
    let space = stream.pointee.avail_out
    while stream.pointee.avail_out == space, !hasEnded {
      let hasInput = try refill()
      if !isInsideMember {
        hasEnded = try !startNextMember(hasInput)
        continue
      }
      guard hasInput else { throw failure("it ends too early") }
      switch inflate(stream, Z_NO_FLUSH) {
      case Z_OK: break
      case Z_STREAM_END: isInsideMember = false
      default: throw failure(stream.pointee.msg.map { String(cString: $0) } ?? "unknown error")
      }
    }
    return Int(space - stream.pointee.avail_out)
  }

  /// Whether there is any input left.
  private func refill() throws(ImageFailure) -> Bool {
    if stream.pointee.avail_in > 0 { return true }
    let count = try source.read(into: input.bytes)
    stream.pointee.next_in = input.bytes.bindMemory(to: UInt8.self).baseAddress
    stream.pointee.avail_in = UInt32(count)
    return count > 0
  }

  /// Whether another member follows.
  private func startNextMember(_ hasInput: Bool) throws(ImageFailure) -> Bool {
    guard hasInput else { return false }
    if stream.pointee.next_in.pointee != 0 {
      inflateReset(stream)
      isInsideMember = true
      return true
    }
    repeat {
      let count = Int(stream.pointee.avail_in)
      let padding = UnsafeBufferPointer(start: stream.pointee.next_in, count: count)
      guard padding.allSatisfy({ $0 == 0 }) else { throw failure("unexpected data follows it") }
      stream.pointee.avail_in = 0
    } while try refill()
    return false
  }

  private func failure(_ problem: String) -> ImageFailure { .malformedCompression(problem) }
}
