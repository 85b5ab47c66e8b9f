import TextFormats

/// Values as YAML writes them, whatever they hold.
enum YAMLText {
  /// - Returns: plain where every reader takes it for the same text, else in double quotes.
  static func scalar(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

  /// A list in one line.
  static func list(_ items: [String]) -> String { "[" + items.map(quoted).joined(separator: ", ") + "]" }

  /// What follows a value in its line.
  static func comment(_ text: String?) -> String {
    guard let text else { return "" }
    // A file's name may hold anything.
    return "  # " + text.withoutControlCharacters
  }

  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      default:
        let isVisible = ![.control, .format, .lineSeparator, .paragraphSeparator, .surrogate]
          .contains(scalar.properties.generalCategory)
        quoted += isVisible ? String(scalar) : "?"
      }
    }
    return quoted + "\""
  }

  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last,
      ASCII.isLetter(first) || first == UInt8(ascii: "/"),
      ASCII.isAlphanumeric(last) || last == UInt8(ascii: ")") || last == UInt8(ascii: ".")
    else { return false }
    let others = Array(" ._/-+()'".utf8)
    let isSafe = text.utf8.allSatisfy { ASCII.isAlphanumeric($0) || others.contains($0) }
    let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
    return isSafe && !words.contains(text.lowercased()) && !text.contains(" #")
  }
}
