/// Texts as YAML writes them, whatever they hold.
public enum YAMLText {
  /// What some parser takes for a truth value or for nothing (YAML 1.1, "Language-Independent Types").
  private static let words: Set<String> = ["true", "false", "yes", "no", "on", "off", "y", "n", "null"]
  private static let punctuation = Set(" ._/-+()'".utf8)

  /// - Returns: plain where every parser takes it for the same text, else in double quotes.
  public static func scalar(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

  /// A list in one line.
  public static func list(_ items: [String]) -> String { "[" + items.map(quoted).joined(separator: ", ") + "]" }

  /// What follows a value in its line.
  public static func comment(_ text: String?) -> String {
    guard let text else { return "" }
    // A file's name may hold anything.
    return "  # " + text.withoutControlCharacters
  }

  /// In double quotes. What no reader can see is escaped.
  public static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"", "\\": "\\\(scalar)"
      case "\n": "\\n"
      case "\t": "\\t"
      default: isVisible(scalar) ? "\(scalar)" : "\\U" + hexadecimal(scalar)
      }
    }
    return "\"\(escaped.joined())\""
  }

  private static func isPlain(_ text: String) -> Bool {
    // A digit may begin a number or a date.
    guard let first = text.utf8.first, let last = text.utf8.last,
      ASCII.isLetter(first) || first == UInt8(ascii: "/"),
      ASCII.isAlphanumeric(last) || last == UInt8(ascii: ")") || last == UInt8(ascii: ".")
    else { return false }
    return text.utf8.allSatisfy { ASCII.isAlphanumeric($0) || punctuation.contains($0) }
      && !words.contains(text.lowercased())
  }

  private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
    default: true
    }
  }

  private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
