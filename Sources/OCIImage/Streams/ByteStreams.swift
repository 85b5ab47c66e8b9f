/// Where bytes flow to: a file, a hash, a compressor.
public protocol ByteSink: AnyObject {
  /// Takes all the bytes; the buffer is only valid during the call.
  func write(_ bytes: UnsafeRawBufferPointer) throws(ImageFailure)
}

/// Where bytes come from.
public protocol ByteSource: AnyObject {
  /// - Parameter buffer: not empty.
  /// - Returns: the number of bytes written to the start of the buffer; 0 only at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ImageFailure) -> Int
}

extension ByteSource {
  /// Reads until the buffer is full or the source ends.
  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(ImageFailure) -> Int {
    var count = 0
    while count < buffer.count {
      let read = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
      if read == 0 { break }
      count += read
    }
    return count
  }

  /// Writes everything that is left to the sink.
  func copy(to sink: any ByteSink) throws(ImageFailure) {
    let buffer = RawBuffer(count: 256 << 10)
    while case let count = try read(into: buffer.bytes), count > 0 {
      // A few bytes of a file can be gigabytes once they are decompressed.
      try ImageFailure.checkCancellation(of: "copy")
      try sink.write(buffer.prefix(count))
    }
  }

  /// Reads to the end and discards the bytes.
  func drain() throws(ImageFailure) {
    let buffer = RawBuffer(count: 256 << 10)
    while try read(into: buffer.bytes) > 0 { try ImageFailure.checkCancellation(of: "read") }
  }
}

/// A piece of memory at a fixed address, freed with its last owner.
final class RawBuffer {
  let bytes: UnsafeMutableRawBufferPointer

  init(count: Int) {
    bytes = .allocate(byteCount: count, alignment: 16)
  }

  deinit {
    bytes.deallocate()
  }

  func prefix(_ count: Int) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[..<count]) }
}

/// Bytes in memory as a source.
public final class MemorySource: ByteSource {
  private let contents: [UInt8]
  private var position = 0

  public init(_ contents: [UInt8]) {
    self.contents = contents
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, contents.count - position)
    buffer.copyBytes(from: contents[position..<position + count])
    position += count
    return count
  }
}

extension ByteSink {
  /// Writes bytes that are in memory already.
  func write(_ bytes: [UInt8]) throws(ImageFailure) {
    let buffer = RawBuffer(count: max(bytes.count, 1))
    buffer.bytes.copyBytes(from: bytes)
    try write(buffer.prefix(bytes.count))
  }
}
