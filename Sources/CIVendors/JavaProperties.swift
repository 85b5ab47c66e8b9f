/// Java's format of `key=value` lines, as `java.util.Properties` stores it: one line an entry, special characters
/// escaped with `\`.
enum JavaProperties {
  static func parse(_ file: [UInt8]) -> [String: String] {
    var properties: [String: String] = [:]
    for line in String(decoding: file, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let line = line.drop { $0 == " " || $0 == "\t" }
      guard let first = line.first, first != "#", first != "!" else { continue }
      let (key, rest) = unescaped(line, until: ["=", ":"])
      properties[key] = unescaped(rest, until: []).text
    }
    return properties
  }

  /// - Returns: the text up to the first of the ends that is not escaped, and what follows that.
  private static func unescaped(_ line: Substring, until ends: Set<Character>) -> (text: String, rest: Substring) {
    var text = ""
    var rest = line
    while let character = rest.popFirst() {
      if ends.contains(character) { break }
      guard character == "\\", let escaped = rest.popFirst() else {
        text.append(character)
        continue
      }
      switch escaped {
      case "n": text.append("\n")
      case "t": text.append("\t")
      case "r": text.append("\r")
      case "u":
        let code = UInt32(rest.prefix(4), radix: 16).flatMap(Unicode.Scalar.init)
        text.append(Character(code ?? "\u{FFFD}"))
        rest = rest.dropFirst(4)
      default: text.append(escaped)
      }
    }
    return (text, rest)
  }
}
