import TextFormats

/// A piece of source code, without comments and white space.
struct SourceToken: Sendable, Hashable {
  enum Kind: Sendable, Hashable { case word, text, number, sign }

  var kind: Kind
  /// Of a text without its quotes.
  var text: String
  /// From 1.
  var line: Int
  /// Bytes before it in its line, from 0.
  var column = 0

  /// Splits code of C's or Python's family; close enough to find calls and literals, and it never fails.
  /// - Parameter language: decides what comments and single quotes mean.
  static func all(in bytes: [UInt8], of language: SourceLanguage) -> [SourceToken] {
    var reader = Reader(bytes: bytes, language: language)
    return reader.all()
  }
}

/// How the source files of a language are told apart.
enum SourceLanguage: String, Sendable, CaseIterable {
  case python, nodejs, go, rust, java

  init?(file: String) {
    guard let dot = file.lastIndex(of: ".") else { return nil }
    switch file[dot...] {
    case ".py": self = .python
    case ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts": self = .nodejs
    case ".go": self = .go
    case ".rs": self = .rust
    case ".java", ".kt": self = .java
    default: return nil
    }
  }

  /// Otherwise they stand around one character.
  fileprivate var hasTextsInSingleQuotes: Bool { self == .python || self == .nodejs }
}

private struct Reader {
  let bytes: [UInt8]
  let language: SourceLanguage
  var place = 0
  var line = 1
  /// Where the line begins; of one in a comment or a text, the line before it.
  var lineStart = 0

  init(bytes: [UInt8], language: SourceLanguage) {
    self.bytes = bytes
    self.language = language
  }

  mutating func all() -> [SourceToken] {
    var tokens: [SourceToken] = []
    while place < bytes.count {
      let byte = bytes[place]
      let column = place - lineStart
      if byte == UInt8(ascii: "\n") {
        line += 1
        place += 1
        lineStart = place
      } else if byte <= 0x20 {
        place += 1
      } else if isComment {
        skipComment()
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "`")
        || (byte == UInt8(ascii: "'") && language.hasTextsInSingleQuotes)
      {
        let start = line
        tokens.append(SourceToken(kind: .text, text: quoted(byte), line: start))
      } else if ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte >= 0x80 {
        if var token = word() {
          token.column = column
          tokens.append(token)
        }
      } else {
        tokens.append(SourceToken(kind: .sign, text: String(UnicodeScalar(byte)), line: line))
        place += 1
      }
    }
    return tokens
  }

  private func at(_ offset: Int) -> UInt8 { place + offset < bytes.count ? bytes[place + offset] : 0 }

  private var isComment: Bool {
    if language == .python { return bytes[place] == UInt8(ascii: "#") }
    return bytes[place] == UInt8(ascii: "/") && [UInt8(ascii: "/"), UInt8(ascii: "*")].contains(at(1))
  }

  private mutating func skipComment() {
    let isBlock = language != .python && at(1) == UInt8(ascii: "*")
    while place < bytes.count {
      if bytes[place] == UInt8(ascii: "\n") {
        if !isBlock { return }
        line += 1
      }
      if isBlock, bytes[place] == UInt8(ascii: "*"), at(1) == UInt8(ascii: "/") {
        place += 2
        return
      }
      place += 1
    }
  }

  private mutating func word() -> SourceToken? {
    let start = place
    let isNumber = ASCII.isDigit(bytes[place])
    while place < bytes.count {
      let byte = bytes[place]
      guard ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte >= 0x80 else { break }
      place += 1
    }
    let text = String(decoding: bytes[start..<place], as: UTF8.self)
    // `f"…"`, `rb'…'`: the text follows.
    let isPrefix = language == .python && place - start <= 2 && [UInt8(ascii: "\""), UInt8(ascii: "'")].contains(at(0))
    if isPrefix, text.lowercased().allSatisfy({ "frbu".contains($0) }) { return nil }
    return SourceToken(kind: isNumber ? .number : .word, text: isNumber ? text.filter { $0 != "_" } : text, line: line)
  }

  private mutating func quoted(_ quote: UInt8) -> String {
    let isTriple = language == .python && at(1) == quote && at(2) == quote
    let isLong = isTriple || quote == UInt8(ascii: "`")
    place += isTriple ? 3 : 1
    var text: [UInt8] = []
    while place < bytes.count {
      let byte = bytes[place]
      if byte == quote, !isTriple || (at(1) == quote && at(2) == quote) {
        place += isTriple ? 3 : 1
        break
      }
      if byte == UInt8(ascii: "\n") {
        // A quote that is not closed on its line is none of a text.
        if !isLong { break }
        line += 1
      }
      if byte == UInt8(ascii: "\\"), place + 1 < bytes.count {
        if bytes[place + 1] == UInt8(ascii: "\n") { line += 1 }
        text.append(bytes[place + 1])
        place += 2
        continue
      }
      text.append(byte)
      place += 1
    }
    return String(decoding: text, as: UTF8.self)
  }
}
