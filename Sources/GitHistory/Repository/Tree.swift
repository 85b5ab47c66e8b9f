import CGit2
import Glibc

/// An entry of a directory.
struct TreeEntry: Hashable {
  /// It tells an executable from a plain file.
  var mode: UInt32
  var id: ObjectID

  var isDirectory: Bool { mode == GIT_FILEMODE_TREE.rawValue }
}

/// A directory as git stores it: for each entry the mode in octal digits, a space, the name, a zero byte and the id.
///
/// `git_tree` copies all entries before it returns one: in a directory of 200 agents that is a third of a walk.
struct Tree {
  private let object: StoredObject
  private let id: ObjectID

  init(_ object: StoredObject, _ id: ObjectID) {
    (self.object, self.id) = (object, id)
  }

  func entry(named name: String) throws(GitFailure) -> TreeEntry? {
    var (place, name) = (0, name)
    while let bytes = try next(&place) {
      if name.withUTF8(bytes.isNamed) { return bytes.entry }
    }
    return nil
  }

  func entries() throws(GitFailure) -> [(name: String, entry: TreeEntry)] {
    var (place, entries) = (0, [(name: String, entry: TreeEntry)]())
    while let bytes = try next(&place) { entries.append((bytes.text, bytes.entry)) }
    return entries
  }

  /// With the names as stored, which need not be UTF-8.
  func rawEntries() throws(GitFailure) -> [(name: [UInt8], entry: TreeEntry)] {
    var (place, entries) = (0, [(name: [UInt8], entry: TreeEntry)]())
    while let bytes = try next(&place) { entries.append((bytes.nameBytes, bytes.entry)) }
    return entries
  }

  /// The names that differ or are in one of them only.
  static func differences(_ one: Tree?, _ other: Tree?) throws(GitFailure) -> [String] {
    var (place, otherPlace, names) = (0, 0, [String]())
    while true {
      var (next, otherNext) = (place, otherPlace)
      let left = try one?.next(&next)
      if let left, let other, other.has(left, at: otherPlace) {
        (place, otherPlace) = (next, otherPlace + left.count)
        continue
      }
      let right = try other?.next(&otherNext)
      guard let first = left ?? right else { return names }
      let (isLater, isEarlier) =
        if let left, let right { (right.isBefore(left), left.isBefore(right)) } else { (left == nil, right == nil) }
      names.append((isLater ? right ?? first : first).text)
      if !isLater { place = next }
      if !isEarlier { otherPlace = otherNext }
    }
  }

  /// Whether an entry stands at a place, byte for byte.
  private func has(_ entry: Bytes, at place: Int) -> Bool {
    guard place + entry.count <= object.bytes.count, let start = object.bytes.baseAddress else { return false }
    return memcmp(start + place, entry.start, entry.count) == 0
  }

  /// Moves a place from the start of an entry to its end.
  private func next(_ place: inout Int) throws(GitFailure) -> Bytes? {
    guard place < object.bytes.count, let base = object.bytes.baseAddress else { return nil }
    let (start, rest) = (base + place, object.bytes.count - place)
    guard let space = memchr(start, 0x20, rest).map({ UnsafeRawPointer($0) }),
      let end = memchr(space, 0, rest - (space - start)), UnsafeRawPointer(end) - start < rest - Bytes.hash
    else { throw .damaged(id) }
    let bytes = Bytes(start: start, name: space + 1, nameLength: UnsafeRawPointer(end) - space - 1)
    place += bytes.count
    return bytes
  }

  /// Where an entry lies in the object.
  private struct Bytes {
    var start: UnsafeRawPointer
    var name: UnsafeRawPointer
    var nameLength: Int

    static let hash = Int(GIT_OID_RAWSZ)

    var count: Int { name - start + nameLength + 1 + Self.hash }

    var text: String { String(decoding: UnsafeRawBufferPointer(start: name, count: nameLength), as: UTF8.self) }

    var nameBytes: [UInt8] { Array(UnsafeRawBufferPointer(start: name, count: nameLength)) }

    var entry: TreeEntry {
      let mode = UnsafeRawBufferPointer(start: start, count: name - start - 1)
      return TreeEntry(
        mode: mode.reduce(0) { $0 << 3 | UInt32($1 & 7) },
        id: ObjectID(UnsafeRawBufferPointer(start: name + nameLength + 1, count: Self.hash)))
    }

    func isNamed(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
      other.count == nameLength && other.baseAddress.map { memcmp(name, $0, nameLength) == 0 } ?? false
    }

    /// git's order: as if a slash followed the name of a directory.
    func isBefore(_ other: Bytes) -> Bool {
      let length = min(nameLength, other.nameLength)
      let order = memcmp(name, other.name, length)
      return order == 0 ? byte(after: length) < other.byte(after: length) : order < 0
    }

    private func byte(after length: Int) -> UInt8 {
      if length < nameLength { return (name + length).load(as: UInt8.self) }
      return entry.isDirectory ? UInt8(ascii: "/") : 0
    }
  }
}
