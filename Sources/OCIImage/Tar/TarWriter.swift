/// Writes a tar archive: ustar blocks, pax extended headers where needed; the same entries give the same bytes.
///
/// No user or group names, no access times, no sparse entries, no extended attributes: nothing depends on the machine.
public final class TarWriter {
  private let sink: any ByteSink
  private let buffer = RawBuffer(count: 256 << 10)

  public init(to sink: any ByteSink) {
    self.sink = sink
  }

  /// An entry without contents.
  public func add(_ entry: TarEntry) throws(ImageFailure) {
    try add(entry, contents: MemorySource([]))
  }

  /// An entry with exactly `entry.size` bytes of contents.
  /// - Throws: if the source is shorter or longer.
  public func add(_ entry: TarEntry, contents: any ByteSource) throws(ImageFailure) {
    try sink.write(TarHeaderEncoder.blocks(for: entry))
    var rest = entry.size
    while rest > 0 {
      let wanted = Int(min(rest, Int64(buffer.bytes.count)))
      let count = try contents.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[..<wanted]))
      guard count > 0 else { throw .invalidLayer(path: entry.name, problem: "it became shorter while it was read") }
      try sink.write(buffer.prefix(count))
      rest -= Int64(count)
    }
    guard try contents.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[..<1])) == 0 else {
      throw .invalidLayer(path: entry.name, problem: "it became longer while it was read")
    }
    try sink.write([UInt8](repeating: 0, count: TarBlock.padding(after: entry.size)))
  }

  /// Ends the archive with its two empty blocks.
  public func finish() throws(ImageFailure) {
    try sink.write([UInt8](repeating: 0, count: 2 * TarBlock.size))
  }
}
