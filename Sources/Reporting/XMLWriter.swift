/// Writes well-formed XML 1.0, whatever the texts hold.
///
/// Escape sequences of terminals are dropped, scalars that XML 1.0 forbids become U+FFFD, and white space that a
/// parser would normalize is escaped. CDATA is never used: it cannot hold `]]>`.
struct XMLWriter {
  private var output = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
  private var depth = 0

  typealias Attributes = [(name: String, value: String)]

  var bytes: [UInt8] { Array(output.utf8) }

  /// An element that holds elements.
  mutating func element(_ name: String, _ attributes: Attributes, _ content: (inout XMLWriter) -> Void) {
    startTag(name, attributes)
    let start = output.utf8.count
    output += ">\n"
    depth += 1
    content(&self)
    depth -= 1
    if output.utf8.count == start + 2 {
      output.removeLast(2)
      output += "/>\n"
    } else {
      indent()
      output += "</\(name)>\n"
    }
  }

  /// An element that holds text or nothing.
  mutating func element(_ name: String, _ attributes: Attributes, text: String = "") {
    startTag(name, attributes)
    output += text.isEmpty ? "/>\n" : ">\(Self.escaped(text, inAttribute: false))</\(name)>\n"
  }

  private mutating func startTag(_ name: String, _ attributes: Attributes) {
    indent()
    output += "<"
    output += name
    for (name, value) in attributes {
      output += " "
      output += name
      output += "=\""
      output += Self.escaped(value, inAttribute: true)
      output += "\""
    }
  }

  private mutating func indent() {
    for _ in 0..<depth { output += "  " }
  }

  static func escaped(_ text: String, inAttribute: Bool) -> String {
    // Nearly every text, and a thousand agents have many.
    if text.utf8.allSatisfy(isPlain) { return text }
    var escaped = ""
    escaped.reserveCapacity(text.utf8.count)
    for scalar in PlainText.withoutEscapeSequences(text).unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      // `]]>` must not stand in text.
      case ">": escaped += "&gt;"
      case "\r": escaped += "&#13;"
      case "\"" where inAttribute: escaped += "&quot;"
      case "\t" where inAttribute: escaped += "&#9;"
      case "\n" where inAttribute: escaped += "&#10;"
      default: escaped.unicodeScalars.append(isAllowed(scalar) ? scalar : "\u{FFFD}")
      }
    }
    return escaped
  }

  /// Whether a byte stands for itself anywhere.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""): false
    default: (0x20..<0x7F).contains(byte)
    }
  }

  /// The production `Char` of XML 1.0, section 2.2.
  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }
}
