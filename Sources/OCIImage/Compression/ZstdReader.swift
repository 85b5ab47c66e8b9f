import CZstd

/// Decompresses zstd as a stream, whatever the number of frames.
///
/// A frame that wants a window of more than 128 MiB is refused (zstd's own limit): memory is bounded.
public final class ZstdReader: ByteSource {
  private let source: any ByteSource
  private let input = RawBuffer(count: 128 << 10)
  private let context: OpaquePointer
  private var position = 0
  private var count = 0
  /// Whether the input so far ends with a frame.
  private var isAtEnd = true

  public init(_ source: any ByteSource) throws(ImageFailure) {
    self.source = source
    guard let context = ZSTD_createDStream() else { throw .malformedCompression("zstd does not start") }
    self.context = context
  }

  deinit {
    ZSTD_freeDStream(context)
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(ImageFailure) -> Int {
    var output = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
    while output.pos == 0 {
      if position == count {
        (position, count) = (0, try source.read(into: input.bytes))
        // What was read before may still be inside the context, and comes out without more input.
        if count == 0, isAtEnd { return 0 }
      }
      var piece = ZSTD_inBuffer(src: input.bytes.baseAddress, size: count, pos: position)
      let result = ZSTD_decompressStream(context, &output, &piece)
      guard ZSTD_isError(result) == 0 else {
        throw .malformedCompression(String(cString: ZSTD_getErrorName(result)))
      }
      guard piece.pos > position || output.pos > 0 else { throw .malformedCompression("it ends too early") }
      position = piece.pos
      isAtEnd = result == 0
    }
    return output.pos
  }
}
