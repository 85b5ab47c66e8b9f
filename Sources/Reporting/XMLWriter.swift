/// Writes well-formed XML 1.0 for any text.
///
/// Escape sequences of terminals are dropped, scalars that XML 1.0 forbids become U+FFFD, and white space that a
/// parser would normalize is escaped. CDATA is never used: it cannot contain `]]>`.
struct XMLWriter {
  private var output = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
  private var depth = 0

  typealias Attributes = [(name: String, value: String)]

  var bytes: [UInt8] { Array(output.utf8) }

  /// An element with child elements.
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

  /// An element with text, or an empty one.
  mutating func element(_ name: String, _ attributes: Attributes, text: String = "") {
    startTag(name, attributes)
    output += text.isEmpty ? "/>\n" : ">\(Self.escaped(text, inAttribute: false))</\(name)>\n"
  }

  private mutating func startTag(_ name: String, _ attributes: Attributes) {
    indent()
    output += "<\(name)"
    for (name, value) in attributes { output += " \(name)=\"\(Self.escaped(value, inAttribute: true))\"" }
  }

  private mutating func indent() {
    for _ in 0..<depth { output += "  " }
  }

  static func escaped(_ text: String, inAttribute: Bool) -> String {
    // Nearly every text, and a thousand agents have many.
    var text = text
    if text.withUTF8({ $0.allSatisfy { 0x3F...0x7E ~= $0 || 0x27...0x3B ~= $0 || $0 == 0x20 } }) { return text }
    var escaped = ""
    for scalar in PlainText.withoutEscapeSequences(text).unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      // `]]>` is not allowed in text.
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

  /// The production `Char` of XML 1.0, section 2.2.
  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }
}
