/// A text as a scalar of YAML.
enum YAMLText {
  /// What some YAML parser takes for a truth value or for nothing (YAML 1.1, "Language-Independent Types").
  private static let words: Set<String> = ["true", "false", "yes", "no", "on", "off", "y", "n", "null"]

  private static let plain = Set("abcdefghijklmnopqrstuvwxyz0123456789._-".utf8)

  /// Plain if every parser reads that as the same text, else quoted.
  static func scalar(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy(plain.contains)
    // A digit may begin a number or a date.
    let begins = text.unicodeScalars.first.map { ("a"..."z").contains($0) } ?? false
    return isPlain && begins && !words.contains(text) ? text : quoted(text)
  }

  private static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"", "\\": "\\\(scalar)"
      case " "..."~": "\(scalar)"
      default: "\\U" + String(repeating: "0", count: 8 - hexadecimal(scalar).count) + hexadecimal(scalar)
      }
    }
    return "\"\(escaped.joined())\""
  }

  private static func hexadecimal(_ scalar: Unicode.Scalar) -> String { String(scalar.value, radix: 16) }
}
