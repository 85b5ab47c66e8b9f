import FoundationEssentials
import TextFormats

/// How lists and maps are written in a flag or a variable.
enum SettingText {
  /// Comma-separated, one a line, or a JSON array (for items that contain a comma).
  static func list(_ text: String) -> [String]? {
    if text.drop(while: \.isWhitespace).hasPrefix("[") {
      return try? JSONDecoder().decode([String].self, from: Data(text.utf8))
    }
    return text.split { $0 == "," || $0.isNewline }.map { ASCII.trimmed($0) }.filter { !$0.isEmpty }
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
