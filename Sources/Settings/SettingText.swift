import FoundationEssentials

/// How lists and maps are written in a flag or a variable.
enum SettingText {
  /// Comma-separated, one a line, or a JSON array (for items that hold a comma).
  static func list(_ text: String) throws(MalformedSetting) -> [String] {
    if text.drop(while: \.isWhitespace).hasPrefix("[") {
      guard let items = try? JSONDecoder().decode([String].self, from: Data(text.utf8)) else {
        throw MalformedSetting(expectation: "a JSON array of texts, or texts separated by commas")
      }
      return items
    }
    return text.split { $0 == "," || $0.isNewline }.map(trimmed).filter { !$0.isEmpty }
  }

  /// The items of several texts, each written as in a flag.
  static func items(of texts: [String]) throws(MalformedSetting) -> [String] {
    var items: [String] = []
    for text in texts { items += try list(text) }
    return items
  }

  /// `NAME=VALUE` separated by commas or lines, or a JSON object as Drone and Woodpecker hand over maps.
  static func map(_ texts: [String]) throws(MalformedSetting) -> [String: String] {
    let expectation = "`NAME=VALUE` pairs separated by commas, or a JSON object of texts"
    var pairs: [String: String] = [:]
    for text in texts {
      if text.drop(while: \.isWhitespace).hasPrefix("{") {
        guard let object = try? JSONDecoder().decode([String: String].self, from: Data(text.utf8)) else {
          throw MalformedSetting(expectation: expectation)
        }
        pairs.merge(object) { $1 }
        continue
      }
      for pair in try list(text) {
        guard let equals = pair.firstIndex(of: "="), equals > pair.startIndex else {
          throw MalformedSetting(expectation: expectation)
        }
        pairs[trimmed(pair[..<equals])] = trimmed(pair[pair.index(after: equals)...])
      }
    }
    return pairs
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    let start = text.firstIndex { !$0.isWhitespace } ?? text.endIndex
    let end = text.lastIndex { !$0.isWhitespace }.map(text.index(after:)) ?? start
    return String(text[start..<end])
  }
}
