/// A commit object as git stores it, read in place: header lines, an empty line, the message.
///
/// Parsing it here instead of through `git_commit_lookup` halves the time of a long walk.
struct RawCommit {
  let tree: ObjectID
  let parents: [ObjectID]
  /// Seconds since 1970; 0 where the line is damaged, as git reads it.
  let time: Int64
  /// The whole object, where somebody keeps it for those who will read the message too.
  var contents: [UInt8]?

  /// - Returns: nothing where the object has no tree line.
  init?(_ bytes: UnsafeRawBufferPointer) {
    var tree: ObjectID?
    var parents: [ObjectID] = []
    var time: Int64 = 0
    for line in HeaderLines(bytes) {
      if tree == nil, let value = Self.value(of: "tree ", in: line) {
        tree = ObjectID(hex: UnsafeRawBufferPointer(rebasing: value))
      } else if let value = Self.value(of: "parent ", in: line) {
        if let parent = ObjectID(hex: UnsafeRawBufferPointer(rebasing: value)) { parents.append(parent) }
      } else if let value = Self.value(of: "committer ", in: line) {
        time = Self.time(value)
      }
    }
    guard let tree else { return nil }
    self.tree = tree
    self.parents = parents
    self.time = time
  }

  private static func value(of key: StaticString, in line: Slice<UnsafeRawBufferPointer>) -> Slice<
    UnsafeRawBufferPointer
  >? {
    let key = UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount)
    return line.starts(with: key) ? line.dropFirst(key.count) : nil
  }

  /// `Name <mail> 1700000000 +0100`: the digits after the last `>`.
  private static func time(_ identity: Slice<UnsafeRawBufferPointer>) -> Int64 {
    guard let end = identity.lastIndex(of: UInt8(ascii: ">")) else { return 0 }
    let digits = identity[identity.index(after: end)...].drop { $0 == UInt8(ascii: " ") }
      .prefix { $0 != UInt8(ascii: " ") }
    return Int64(String(decoding: digits, as: UTF8.self)) ?? 0
  }

  /// The parts of a commit that only people read.
  static func texts(_ bytes: UnsafeRawBufferPointer) -> (author: String, message: String) {
    var author = Slice(base: bytes, bounds: 0..<0)
    var isLatin1 = false
    let lines = HeaderLines(bytes)
    for line in lines {
      if let value = value(of: "author ", in: line) {
        author = value.prefix { $0 != UInt8(ascii: "<") }
      } else if let value = value(of: "encoding ", in: line) {
        let name = String(decoding: value, as: UTF8.self).uppercased()
        isLatin1 = ["ISO-8859-1", "ISO8859-1", "LATIN1", "LATIN-1"].contains(name)
      }
    }
    func decode(_ text: Slice<UnsafeRawBufferPointer>) -> String {
      guard isLatin1 else { return String(decoding: text, as: UTF8.self) }
      return String(String.UnicodeScalarView(text.map { Unicode.Scalar($0) }))
    }
    let name = decode(author)
    return (name.hasSuffix(" ") ? String(name.dropLast()) : name, decode(bytes[lines.end...]))
  }
}

/// The lines before the first empty line.
private struct HeaderLines: Sequence, IteratorProtocol {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  mutating func next() -> Slice<UnsafeRawBufferPointer>? {
    let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
    guard end > position else { return nil }
    defer { position = Swift.min(end + 1, bytes.count) }
    return bytes[position..<end]
  }

  /// Where the message begins.
  var end: Int {
    var copy = self
    while copy.next() != nil {}
    return Swift.min(copy.position + 1, bytes.count)
  }
}
