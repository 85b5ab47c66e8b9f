import CGit2
import Glibc

/// A commit as git stores it: lines of a name and a value, an empty line, the message.
///
/// `git_commit` refuses what git itself accepts, such as an author without an address.
struct StoredCommit {
  let tree: ObjectID
  let parents: [ObjectID]
  let object: StoredObject
  /// Where the lines after the parents begin, in bytes.
  private let rest: Int

  /// - Returns: `nil` if it does not begin with a tree.
  init?(_ object: StoredObject) {
    var place = 0
    func id(_ name: StaticString) -> ObjectID? {
      let start = place + name.utf8CodeUnitCount
      let end = start + 2 * Int(GIT_OID_RAWSZ)
      var oid = git_oid()
      guard let bytes = object.bytes.baseAddress, end < object.bytes.count,
        memcmp(bytes + place, name.utf8Start, start - place) == 0,
        git_oid_fromstr(&oid, (bytes + start).assumingMemoryBound(to: CChar.self)) == 0
      else { return nil }
      place = end + 1
      return ObjectID(oid)
    }
    guard let tree = id("tree ") else { return nil }
    var parents: [ObjectID] = []
    while let parent = id("parent ") { parents.append(parent) }
    (self.tree, self.parents, self.object, rest) = (tree, parents, object, place)
  }

  /// The committer's, in seconds since 1970; 0 if it cannot be read.
  var time: Int64 {
    let words = header("committer").split(separator: ">").last?.split(separator: " ") ?? []
    return words.first.flatMap { Int64($0) } ?? 0
  }

  var authorName: String {
    let name = header("author").prefix { $0 != "<" }
    return name.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
  }

  /// As written, but without blank lines before the first other one: git takes that as the subject.
  var message: String {
    let text = messageBytes
    var start = text.startIndex
    while case let end = text[start...].firstIndex(of: UInt8(ascii: "\n")), let end,
      text[start..<end].allSatisfy(Self.isSpace)
    {
      start = end + 1
    }
    return decode(text[start...])
  }

  /// White space to git: of ASCII alone.
  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  /// Bytes of a message, and of the lines before it, that are read. Anyone can propose a commit of hundreds of megabytes,
  /// whose text would keep the tool busy for minutes; no person writes more than this.
  static let sizeLimit = 256 << 10

  /// Up to a zero byte, where it ends for git too, or to the limit.
  var messageBytes: UnsafeRawBufferPointer {
    let message = object.bytes.dropFirst(endOfHeaders + 2).prefix(Self.sizeLimit)
    return UnsafeRawBufferPointer(rebasing: message[..<position(of: 0, from: message.startIndex, to: message.endIndex)])
  }

  /// The lines between the parents and the empty line.
  private var headers: UnsafeRawBufferPointer.SubSequence { object.bytes[rest..<endOfHeaders].prefix(Self.sizeLimit) }

  /// Where the empty line before the message begins.
  private var endOfHeaders: Int {
    var place = rest
    while place < object.bytes.count {
      let newline = position(of: UInt8(ascii: "\n"), from: place, to: object.bytes.count)
      if newline + 1 < object.bytes.count, object.bytes[newline + 1] == UInt8(ascii: "\n") { return newline }
      place = newline + 1
    }
    return object.bytes.count
  }

  /// Where a byte stands first, or the end.
  private func position(of byte: UInt8, from start: Int, to end: Int) -> Int {
    guard start < end, let base = object.bytes.baseAddress,
      let found = memchr(base + start, Int32(byte), end - start)
    else { return end }
    return UnsafeRawPointer(found) - base
  }

  private func bytes(of header: String) -> UnsafeRawBufferPointer.SubSequence? {
    let (headers, length) = (headers, header.utf8.count)
    guard let base = object.bytes.baseAddress else { return nil }
    var place = headers.startIndex
    while place < headers.endIndex {
      let end = position(of: UInt8(ascii: "\n"), from: place, to: headers.endIndex)
      if end - place >= length, memcmp(base + place, header, length) == 0 { return headers[(place + length)..<end] }
      place = end + 1
    }
    return nil
  }

  private func header(_ name: String) -> String { bytes(of: name + " ").map { decode($0) } ?? "" }

  private func decode(_ text: UnsafeRawBufferPointer.SubSequence) -> String {
    let encoding = bytes(of: "encoding ").map { String(decoding: $0, as: UTF8.self).uppercased() }
    guard ["ISO-8859-1", "ISO8859-1", "LATIN1", "LATIN-1"].contains(encoding) else {
      return String(decoding: text, as: UTF8.self)
    }
    return String(String.UnicodeScalarView(text.map { Unicode.Scalar($0) }))
  }
}
