import CGit2
import SystemPackage

/// Reads the numbers and texts of an index in their order; all numbers are big-endian.
struct IndexBytes {
  private let bytes: ArraySlice<UInt8>
  private let path: FilePath
  private(set) var place: Int

  init(_ bytes: ArraySlice<UInt8>, _ path: FilePath) {
    (self.bytes, self.path, place) = (bytes, path, bytes.startIndex)
  }

  /// What is thrown where the file ends too early or contradicts itself.
  var damage: GitFailure { .damagedIndex(path) }

  var isAtEnd: Bool { place == bytes.endIndex }

  private mutating func take(_ count: Int) throws(GitFailure) -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.endIndex - place else { throw damage }
    defer { place += count }
    return bytes[place..<(place + count)]
  }

  mutating func skip(_ count: Int) throws(GitFailure) { _ = try take(count) }

  mutating func number() throws(GitFailure) -> UInt32 { try take(4).reduce(0) { $0 << 8 | UInt32($1) } }

  mutating func longNumber() throws(GitFailure) -> UInt64 { try take(8).reduce(0) { $0 << 8 | UInt64($1) } }

  mutating func shortNumber() throws(GitFailure) -> UInt16 { try take(2).reduce(0) { $0 << 8 | UInt16($1) } }

  /// Seven bits a byte, as offsets in packs are stored (gitformat-pack).
  mutating func variableNumber() throws(GitFailure) -> Int {
    var value = 0
    while let byte = try take(1).first {
      value = value << 7 | Int(byte & 127)
      if byte & 128 == 0 { break }
      value += 1
      guard value < 1 << 32 else { throw damage }
    }
    return value
  }

  mutating func id() throws(GitFailure) -> ObjectID {
    ObjectID(try take(Int(GIT_OID_RAWSZ)))
  }

  mutating func text(_ count: Int) throws(GitFailure) -> String { String(decoding: try take(count), as: UTF8.self) }

  mutating func zeroTerminated() throws(GitFailure) -> [UInt8] {
    guard let end = bytes[place...].firstIndex(of: 0) else { throw damage }
    defer { place = end + 1 }
    return Array(bytes[place..<end])
  }

  /// The next bytes as an extent of their own.
  mutating func part(_ count: Int) throws(GitFailure) -> IndexBytes { IndexBytes(try take(count), path) }
}
