/// Reads a tar archive as a stream: ustar, pax, GNU long names and base-256 numbers.
///
/// Global pax headers and extended attributes are skipped. Sparse entries are refused: their contents would be wrong.
public final class TarReader: ByteSource {
  /// The longest extended header that is read into memory, in bytes. Real ones have a few hundred.
  static let headerLimit: Int64 = 1 << 20

  /// The largest file that is believed, in bytes: 8 EiB could not be added to anything.
  private static let sizeLimit: Int64 = 1 << 50

  private let source: any ByteSource
  private let scratch = RawBuffer(count: 64 << 10)
  /// Bytes of the current entry's contents that were not read yet, and of the padding after them.
  private var rest: Int64 = 0
  private var padding = 0
  private var lastName = "(first)"

  public init(_ source: any ByteSource) {
    self.source = source
  }

  /// The next entry, or `nil` at the archive's end. Contents that were not read are skipped.
  public func next() throws(ImageFailure) -> TarEntry? {
    try skipContents()
    var overrides = TarOverrides()
    while let header = try readHeader() {
      let size = try number(header, TarBlock.length, "size")
      switch header.block[TarBlock.type] {
      case UInt8(ascii: "x"):
        try overrides.apply(pax: readSmallContents(size), entry: lastName)
      case UInt8(ascii: "g"):
        (rest, padding) = (size, TarBlock.padding(after: size))
        try skipContents()
      case UInt8(ascii: "L"):
        overrides.path = try readSmallContents(size).prefix { $0 != 0 }
      case UInt8(ascii: "K"):
        overrides.linkTarget = try readSmallContents(size).prefix { $0 != 0 }
      default:
        let entry = try entry(header, overrides)
        (rest, padding) = (entry.size, TarBlock.padding(after: entry.size))
        return entry
      }
    }
    guard overrides == TarOverrides() else { throw malformed("the archive ends after an extended header") }
    return nil
  }

  /// Reads the current entry's contents.
  /// - Returns: how many bytes were read; 0 only at the contents' end.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(ImageFailure) -> Int {
    let wanted = Int(min(rest, Int64(buffer.count)))
    if wanted == 0 { return 0 }
    let count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
    guard count > 0 else { throw malformed("the archive ends inside the contents") }
    rest -= Int64(count)
    return count
  }

  /// What is left of the current entry's contents, in memory: for small entries only.
  public func remainingContents() throws(ImageFailure) -> [UInt8] {
    var contents: [UInt8] = []
    while case let count = try read(into: scratch.bytes), count > 0 {
      contents.append(contentsOf: scratch.prefix(count))
    }
    return contents
  }

  private func skipContents() throws(ImageFailure) {
    while try read(into: scratch.bytes) > 0 { try ImageFailure.checkCancellation(of: "read") }
    let pad = UnsafeMutableRawBufferPointer(rebasing: scratch.bytes[..<padding])
    guard try source.fill(pad) == padding else { throw malformed("the archive ends inside the padding") }
    padding = 0
  }

  private func readSmallContents(_ size: Int64) throws(ImageFailure) -> [UInt8] {
    guard size <= Self.headerLimit else { throw malformed("an extended header of \(size) bytes") }
    (rest, padding) = (size, TarBlock.padding(after: size))
    let contents = try remainingContents()
    try skipContents()
    return contents
  }

  /// `nil` at the end: an empty block, or no more blocks, which some writers omit.
  private func readHeader() throws(ImageFailure) -> TarHeaderDecoder? {
    let bytes = UnsafeMutableRawBufferPointer(rebasing: scratch.bytes[..<TarBlock.size])
    let count = try source.fill(bytes)
    if count == 0 { return nil }
    guard count == TarBlock.size else { throw malformed("the archive ends inside a header") }
    let header = TarHeaderDecoder(block: Array(bytes))
    if header.isEmpty { return nil }
    guard header.hasValidChecksum else { throw malformed("the checksum of the next header is wrong") }
    return header
  }

  private func entry(_ header: TarHeaderDecoder, _ overrides: TarOverrides) throws(ImageFailure) -> TarEntry {
    let path = overrides.path ?? header.path
    lastName = String(decoding: path, as: UTF8.self)
    let kind = try kind(header, path)
    var entry = TarEntry(path: path, kind: kind, mode: 0)
    entry.mode = UInt16(truncatingIfNeeded: try number(header, TarBlock.mode, "mode") & 0o7777)
    entry.uid = try number(header, TarBlock.uid, "owner", unless: overrides.uid)
    entry.gid = try number(header, TarBlock.gid, "group", unless: overrides.gid)
    entry.modified = try number(header, TarBlock.modified, "time", unless: overrides.modified)
    // Only files have contents; other writers' sizes of directories and links are ignored.
    if kind == .file { entry.size = try number(header, TarBlock.length, "size", unless: overrides.size) }
    if kind == .symbolicLink || kind == .hardLink {
      entry.linkTarget = overrides.linkTarget ?? header.text(TarBlock.linkName)
    }
    guard !path.isEmpty, entry.size >= 0, entry.uid >= 0, entry.gid >= 0 else {
      throw malformed(path.isEmpty ? "an entry without a name" : "a negative number")
    }
    guard entry.size <= Self.sizeLimit else { throw malformed("a file of \(entry.size) bytes") }
    return entry
  }

  private func kind(_ header: TarHeaderDecoder, _ path: [UInt8]) throws(ImageFailure) -> TarEntry.Kind {
    func device(_ field: Range<Int>) throws(ImageFailure) -> Int64 { try number(header, field, "device") }
    return switch header.block[TarBlock.type] {
    // Before ustar, a directory was a file whose name ends with a slash.
    case 0, UInt8(ascii: "0"), UInt8(ascii: "7"): path.last == UInt8(ascii: "/") ? .directory : .file
    case UInt8(ascii: "1"): .hardLink
    case UInt8(ascii: "2"): .symbolicLink
    case UInt8(ascii: "3"):
      .characterDevice(major: try device(TarBlock.deviceMajor), minor: try device(TarBlock.deviceMinor))
    case UInt8(ascii: "4"):
      .blockDevice(major: try device(TarBlock.deviceMajor), minor: try device(TarBlock.deviceMinor))
    case UInt8(ascii: "5"): .directory
    case UInt8(ascii: "6"): .pipe
    case UInt8(ascii: "S"): throw malformed("sparse entries are not supported")
    case let type: throw malformed("unknown entry type `\(Character(UnicodeScalar(type)))`")
    }
  }

  private func number(
    _ header: TarHeaderDecoder, _ field: Range<Int>, _ what: String, unless override: Int64? = nil
  ) throws(ImageFailure) -> Int64 {
    if let override { return override }
    guard let number = header.number(field), number >= 0 || field == TarBlock.modified else {
      throw malformed("its \(what) is not a number")
    }
    return number
  }

  private func malformed(_ problem: String) -> ImageFailure { .malformedArchive(entry: lastName, problem: problem) }
}
