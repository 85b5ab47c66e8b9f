public import Diagnostics

/// A comment that is meant for a program: `# marker what follows`.
public struct YAMLComment: Sendable, Hashable {
  /// What follows the marker, without spaces around it.
  public var text: String
  /// From `#` to the end of the line.
  public var location: SourceLocation
  /// Whether nothing stands before it on its line.
  public var standsAlone: Bool
  /// The lines it is about: its own, or if it is alone there, the next that is not empty. Of an item of a list that
  /// begins there, all.
  public var subject: ClosedRange<Int>
}

/// Finds the comments that begin with a marker.
///
/// libyaml drops comments, so they are sought in the text; what lies inside a scalar is none.
struct CommentSearch {
  private var candidates: [(index: Int, comment: YAMLComment)] = []

  init() {}

  init(for marker: String, in source: SourceText) {
    let bytes = source.bytes
    var rest = bytes
    while let hash = rest.firstIndex(of: UInt8(ascii: "#")) {
      rest = bytes[(hash + 1)...]
      let text = rest.drop(while: SourceText.isBlank)
      guard text.starts(with: marker.utf8) else { continue }
      if let candidate = source.comment(at: hash, text: text.dropFirst(marker.utf8.count)) {
        candidates.append(candidate)
      }
    }
  }

  var comments: [YAMLComment] { candidates.map(\.comment) }

  /// Drops what lies in the range of a scalar.
  mutating func exclude(_ start: Int, _ end: Int, _ style: YAMLScalar.Style, line: Int) {
    guard !candidates.isEmpty else { return }
    candidates.removeAll { index, comment in
      // The range of a block scalar begins with its indicator, which a comment may follow.
      let isBlock = style == .literal || style == .folded
      return (start..<max(start, end)).contains(index) && !(isBlock && comment.location.line == line)
    }
  }
}

extension SourceText {
  /// The comment whose `#` stands at an offset of bytes; nil if that is the middle of a word.
  fileprivate func comment(at hash: Int, text: ArraySlice<UInt8>) -> (index: Int, comment: YAMLComment)? {
    let line = line(ofByte: hash)
    guard hash == line.offset || Self.isBlank(bytes[hash - 1]) else { return nil }
    let end = text.firstIndex { $0 == 0x0A || $0 == 0x0D } ?? text.endIndex
    let index = line.scalar + scalarCount(line.offset..<hash)
    let trimmed = text[..<end].drop(while: Self.isBlank).reversed().drop(while: Self.isBlank).reversed()
    let location = location(index, index + scalarCount(hash..<end))
    let standsAlone = bytes[line.offset..<hash].allSatisfy(Self.isBlank)
    return (
      index,
      YAMLComment(
        text: String(decoding: Array(trimmed), as: UTF8.self), location: location, standsAlone: standsAlone,
        subject: standsAlone ? subject(below: location.line) : location.line...location.line)
    )
  }

  private func subject(below line: Int) -> ClosedRange<Int> {
    var first = line + 1
    // Each comment looks for itself: the bound keeps thousands of them from taking the square of their number.
    while first <= min(lineCount, line + 20), isEmptyOrComment(first) { first += 1 }
    guard first <= min(lineCount, line + 20) else { return (line + 1)...(line + 1) }
    let text = lineBytes(first)
    let indentation = text.prefix { $0 == 0x20 }.count
    guard text.dropFirst(indentation).first == UInt8(ascii: "-") else { return first...first }
    var last = first
    var next = first + 1
    while next <= min(lineCount, first + 50) {
      if !isEmptyOrComment(next) {
        guard lineBytes(next).prefix(while: { $0 == 0x20 }).count > indentation else { break }
        last = next
      }
      next += 1
    }
    return first...last
  }

  private func isEmptyOrComment(_ number: Int) -> Bool {
    let first = lineBytes(number).drop(while: Self.isBlank).first
    return first == nil || first == 0x0A || first == 0x0D || first == UInt8(ascii: "#")
  }

  private func scalarCount(_ range: Range<Int>) -> Int {
    bytes[range].count { $0 & 0xC0 != 0x80 }
  }

  fileprivate static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
