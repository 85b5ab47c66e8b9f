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

  /// As written.
  var message: String { decode(messageBytes[...]) }

  /// Bytes of a message, and of the lines before it, that are read. Anyone can propose a commit of hundreds of megabytes,
  /// whose text would keep the tool busy for minutes; no person writes more than this.
  static let sizeLimit = 256 << 10

  /// Up to a zero byte, where it ends for git too, or to the limit.
  var messageBytes: UnsafeRawBufferPointer {
    let start = endOfHeaders + 2
    return UnsafeRawBufferPointer(rebasing: object.bytes.dropFirst(start).prefix(Self.sizeLimit).prefix { $0 != 0 })
  }

  /// The lines between the parents and the empty line.
  private var headers: UnsafeRawBufferPointer.SubSequence { object.bytes[rest..<endOfHeaders].prefix(Self.sizeLimit) }

  /// Where the empty line before the message begins.
  private var endOfHeaders: Int {
    guard let start = object.bytes.baseAddress else { return 0 }
    let (newline, count) = (UInt8(ascii: "\n"), object.bytes.count)
    var place = rest
    while place + 1 < count, let found = memchr(start + place, Int32(newline), count - place - 1) {
      place = UnsafeRawPointer(found) - start
      if object.bytes[place + 1] == newline { return place }
      place += 1
    }
    return count
  }

  private func bytes(of header: String) -> UnsafeRawBufferPointer.SubSequence? {
    headers.split(separator: UInt8(ascii: "\n")).first { $0.starts(with: header.utf8) }?.dropFirst(header.utf8.count)
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
