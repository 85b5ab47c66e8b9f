import Diagnostics
import FileIO
import OCIImage

/// The entries of a jar (APPNOTE.TXT of ZIP 6.3). It may be hostile: names that lead out are refused.
struct JarReader {
  struct Entry {
    var name: String
    fileprivate var method: Int
    fileprivate var size: Int
    /// Of the compressed contents in the archive.
    fileprivate var range: Range<Int>
    fileprivate var checksum: [UInt8]
    fileprivate var length: [UInt8]
  }

  /// Bytes of all entries together.
  static let sizeLimit = 2 << 30

  let entries: [Entry]
  private let bytes: [UInt8]

  /// - Throws: if the bytes are no archive that Java would read the same way.
  init(_ bytes: [UInt8]) throws(JarProblem) {
    self.bytes = bytes
    func number(_ place: Int, _ length: Int) throws(JarProblem) -> Int {
      guard place >= 0, place + length <= bytes.count else { throw JarProblem("it ends too early") }
      return (0..<length).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
    let earliest = max(0, bytes.count - 22 - 0xffff)
    guard
      let end = stride(from: bytes.count - 22, through: earliest, by: -1).first(where: {
        $0 >= 0 && bytes[$0...].starts(with: [0x50, 0x4b, 5, 6])
      })
    else { throw JarProblem("it is not an archive") }
    let (count, size, start) = (try number(end + 10, 2), try number(end + 12, 4), try number(end + 16, 4))
    guard count < 0xffff, start < 0xffff_ffff else { throw JarProblem("it has too many entries") }
    // A script may stand before the archive.
    let shift = end - size - start
    guard shift >= 0 else { throw JarProblem("its directory is damaged") }
    var (entries, seen, total, place): ([Entry], Set<String>, Int, Int) = ([], [], 0, start + shift)
    for _ in 0..<count {
      guard try number(place, 4) == 0x0201_4b50 else { throw JarProblem("its directory is damaged") }
      let nameLength = try number(place + 28, 2)
      let next = place + 46 + nameLength + (try number(place + 30, 2)) + (try number(place + 32, 2))
      guard next <= bytes.count else { throw JarProblem("it ends too early") }
      let name = String(decoding: bytes[place + 46..<place + 46 + nameLength], as: UTF8.self)
      let local = try number(place + 42, 4) + shift
      let first = local + 30 + (try number(local + 26, 2)) + (try number(local + 28, 2))
      let (packed, plain) = (try number(place + 20, 4), try number(place + 24, 4))
      guard first + packed <= bytes.count else { throw JarProblem("it ends too early") }
      total += plain
      guard total <= Self.sizeLimit else { throw JarProblem("it is too large") }
      try Self.check(name)
      guard seen.insert(name).inserted else { throw JarProblem("it has `\(name)` twice") }
      entries.append(
        Entry(
          name: name, method: try number(place + 10, 2), size: plain, range: first..<first + packed,
          checksum: Array(bytes[place + 16..<place + 20]), length: Array(bytes[place + 24..<place + 28])))
      place = next
    }
    self.entries = entries
  }

  private static func check(_ name: String) throws(JarProblem) {
    let path = name.hasSuffix("/") ? name.dropLast() : name[...]
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    if parts.contains(where: { ["", ".", ".."].contains($0) }) || name.contains("\\") || name.contains("\0") {
      throw JarProblem("the name `\(name)` leads out of it")
    }
  }

  /// - Throws: if the contents are not what the directory says.
  func contents(of entry: Entry) throws -> [UInt8] {
    let packed = Array(bytes[entry.range])
    if entry.method == 0 { return packed }
    guard entry.method == 8 else { throw JarProblem("`\(entry.name)` is compressed in a way that Java cannot read") }
    // The same data with another frame.
    let header: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]
    let reader = try GunzipReader(MemorySource(header + packed + entry.checksum + entry.length))
    var plain = [UInt8](repeating: 0, count: entry.size + 1)
    var count = 0
    try plain.withUnsafeMutableBytes { buffer in
      while count < buffer.count {
        let read = try reader.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
        if read == 0 { break }
        count += read
      }
    }
    guard count == entry.size else { throw JarProblem("`\(entry.name)` is not of the size that it says") }
    plain.removeLast()
    return plain
  }

  /// A digest of names and contents.
  func digest(of entries: [Entry]) -> String {
    var hash = SHA256()
    for entry in entries {
      hash.update(Array("\(entry.name.utf8.count):\(entry.name) \(entry.method) \(entry.range.count) ".utf8))
      hash.update(Array(bytes[entry.range]))
    }
    return "\(hash.finish())"
  }
}

struct JarProblem: Error {
  var message: String

  init(_ message: String) {
    self.message = message
  }
}
