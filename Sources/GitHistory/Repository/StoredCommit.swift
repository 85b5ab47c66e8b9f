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

  /// Up to a zero byte, where it ends for git too.
  var messageBytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: object.bytes.dropFirst(headers.endIndex + 2).prefix { $0 != 0 })
  }

  /// The lines between the parents and the empty line.
  private var headers: UnsafeRawBufferPointer.SubSequence {
    let newline = UInt8(ascii: "\n")
    let lines = object.bytes[rest...]
    let end = zip(lines.indices, zip(lines, lines.dropFirst())).first { $0.1 == (newline, newline) }?.0
    return lines[..<(end ?? lines.endIndex)]
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
