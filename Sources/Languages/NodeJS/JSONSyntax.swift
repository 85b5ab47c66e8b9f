import FoundationEssentials
import TextFormats

/// Finds the first place where a text is not JSON (RFC 8259).
struct JSONSyntax {
  struct Problem: Error, Hashable {
    var message: String
    /// From 1, the column in Unicode scalars.
    var line: Int
    var column: Int
  }

  /// `nil` if the text is one JSON value.
  static func problem(in bytes: [UInt8]) -> Problem? {
    var reader = JSONSyntax(bytes: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...])
    do throws(Problem) {
      try reader.value(depth: 0)
      reader.skipSpace()
      return reader.rest.isEmpty ? nil : reader.problem("unexpected text after the end of the value")
    } catch {
      return error
    }
  }

  /// The text with `\u0041` and the like as the characters that they stand for, as far as those are ASCII.
  static func withoutEscapes(_ text: String) -> String {
    var parts = text.components(separatedBy: "\\u")
    for (index, part) in parts.enumerated().dropFirst() {
      guard let code = UInt8(part.prefix(4), radix: 16), code < 0x80 else { continue }
      parts[index] = String(Unicode.Scalar(code)) + part.dropFirst(4)
    }
    return parts.joined()
  }

  private let bytes: ArraySlice<UInt8>
  private var rest: ArraySlice<UInt8>

  private init(bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    rest = bytes
  }

  private mutating func value(depth: Int) throws(Problem) {
    skipSpace()
    guard depth < 200 else { throw problem("brackets are nested too deeply") }
    switch rest.first {
    case nil: throw problem("the text ends where a value is expected")
    case UInt8(ascii: "{"): try members(depth, close: UInt8(ascii: "}"), hasKeys: true)
    case UInt8(ascii: "["): try members(depth, close: UInt8(ascii: "]"), hasKeys: false)
    case UInt8(ascii: "\""): try string()
    default:
      let word = rest.prefix { ASCII.isAlphanumeric($0) || "+-.".utf8.contains($0) }
      let text = String(decoding: word, as: UTF8.self)
      let isNumber = (try? JSONDecoder().decode(Double.self, from: Data(word))) != nil
      guard ["true", "false", "null"].contains(text) || isNumber else {
        throw problem("expected a value: text in double quotes, a number, `true`, `false` or `null`")
      }
      rest = rest[word.endIndex...]
    }
  }

  private mutating func members(_ depth: Int, close: UInt8, hasKeys: Bool) throws(Problem) {
    rest = rest.dropFirst()
    skipSpace()
    if take(close) { return }
    while true {
      skipSpace()
      if hasKeys {
        guard rest.first == UInt8(ascii: "\"") else { throw problem("expected a key in double quotes") }
        try string()
        skipSpace()
        guard take(UInt8(ascii: ":")) else { throw problem("expected `:` after the key") }
      }
      try value(depth: depth + 1)
      skipSpace()
      if take(close) { return }
      guard rest.first == UInt8(ascii: ",") else {
        throw problem("expected `,` or `\(Character(Unicode.Scalar(close)))`")
      }
      let comma = self
      rest = rest.dropFirst()
      skipSpace()
      if rest.first == close { throw comma.problem("trailing comma after the last entry") }
    }
  }

  private mutating func string() throws(Problem) {
    let start = self
    rest = rest.dropFirst()
    while let byte = rest.first {
      if byte == UInt8(ascii: "\"") {
        rest = rest.dropFirst()
        return
      }
      if byte < 0x20 {
        throw byte == 0x0A ? start.problem("the quote opened here is not closed") : problem("a control character")
      }
      rest = rest.dropFirst(byte == UInt8(ascii: "\\") ? 2 : 1)
    }
    throw start.problem("the quote opened here is not closed")
  }

  private mutating func skipSpace() {
    rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard rest.first == byte else { return false }
    rest = rest.dropFirst()
    return true
  }

  private func problem(_ message: String) -> Problem {
    let before = bytes[..<rest.startIndex]
    let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? before.startIndex
    return Problem(
      message: message, line: before.count { $0 == 0x0A } + 1,
      column: before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1)
  }
}
