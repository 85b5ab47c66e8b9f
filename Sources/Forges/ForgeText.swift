import FoundationEssentials
import TextFormats

/// Parts of paths (RFC 3986, section 3.3).
enum URLPath {
  /// With everything encoded that could mean something else in a path, slashes too.
  static func part(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    let bytes = text.utf8.flatMap { byte -> [UInt8] in
      isUnreserved(byte) ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Whether a text can be one: `..` would lead elsewhere.
  static func isPart(_ text: String) -> Bool { !["", ".", ".."].contains(text) }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-._~".utf8.contains(byte)
    }
  }
}

extension JSONValue {
  /// `nil` if it is not a string.
  var text: String? { if case .string(let text) = self { text } else { nil } }

  var bytes: [UInt8] {
    // No value of this type fails to encode.
    (try? JSONEncoder().encode(self)).map(Array.init) ?? []
  }

  /// What a forge says about a failure: GitHub in `message` and `errors`, GitLab in `message`, of any shape, or `error`.
  var words: String {
    ["message", "error", "error_description", "errors"].compactMap { value(at: "/\($0)")?.flattened }
      .filter { !$0.isEmpty }.joined(separator: ": ")
  }

  private var flattened: String {
    switch self {
    case .null: ""
    case .boolean(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .string(let text): text
    case .array(let items): items.map(\.flattened).joined(separator: ", ")
    case .object(let members):
      members.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.flattened)" }.joined(separator: ", ")
    }
  }
}

extension String {
  /// Without white space around it: secrets often end with a line break.
  var trimmed: String {
    var text = self[...].drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  /// A forge's words as messages quote them: they must not draw on the user's terminal, nor fill it.
  var shown: String { String(withoutControlCharacters.prefix(300)) }
}
