import FoundationEssentials
import TextFormats

/// How lists and maps are written in a flag or a variable.
enum SettingText {
  /// Comma-separated, one a line, or a JSON array (for items that contain a comma).
  static func list(_ text: String) -> [String]? {
    let start = text.drop(while: \.isWhitespace)
    if start.hasPrefix("["), !isAddress(start) {
      return try? JSONDecoder().decode([String].self, from: Data(text.utf8))
    }
    return text.split { $0 == "," || $0.isNewline }.map { ASCII.trimmed($0) }.filter { !$0.isEmpty }
  }

  /// Whether the text begins with an IPv6 address as hosts write it: `[::1]:5000`.
  private static func isAddress(_ text: Substring) -> Bool {
    guard let end = text.firstIndex(of: "]") else { return false }
    let address = text[..<end].utf8.dropFirst()
    return address.allSatisfy { ASCII.isHexadecimal($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }
      && address.count { $0 == UInt8(ascii: ":") } > 1
  }

  /// `NAME=VALUE` separated by commas or lines, or a JSON object as Drone and Woodpecker pass maps.
  static func map(_ texts: [String]) -> [String: String]? {
    var pairs: [String: String] = [:]
    for text in texts {
      if text.drop(while: \.isWhitespace).hasPrefix("{") {
        guard let object = try? JSONDecoder().decode([String: String].self, from: Data(text.utf8)) else { return nil }
        pairs.merge(object) { $1 }
        continue
      }
      guard let items = list(text) else { return nil }
      for pair in items {
        guard let equals = pair.firstIndex(of: "="), equals > pair.startIndex else { return nil }
        pairs[ASCII.trimmed(pair[..<equals])] = ASCII.trimmed(pair[pair.index(after: equals)...])
      }
    }
    return pairs
  }
}
