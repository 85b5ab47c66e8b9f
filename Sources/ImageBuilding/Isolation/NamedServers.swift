import Sandbox

/// The servers and files that trusted texts name: values of variables, and configuration files of the user and the system.
enum NamedServers {
  /// The servers of all `http` and `https` URLs in a text.
  static func servers(in text: String) -> [NetworkRules.Server] {
    var found: [NetworkRules.Server] = []
    var rest = text[...]
    while let range = rest.firstRange(of: "://") {
      let scheme = rest[..<range.lowerBound].reversed().prefix { $0.isASCII && $0.isLetter }.reversed()
      let url = rest[range.upperBound...].prefix { !$0.isWhitespace && !ends.contains($0) }
      if let server = NetworkRules.Server(url: "\(String(scheme))://\(url)") { found.append(server) }
      rest = rest[range.upperBound...]
    }
    return found
  }

  private static let ends: Set<Character> = ["\"", "'", "<", ">", ",", "|", ";", ")", "}", "\\"]

  /// Whether a URL in the text has a user or a password.
  static func hasLogin(_ text: String) -> Bool {
    var rest = text[...]
    while let range = rest.firstRange(of: "://") {
      rest = rest[range.upperBound...]
      if rest.prefix(while: { !$0.isWhitespace && !"/?#,|;\"'".contains($0) }).contains("@") { return true }
    }
    return false
  }

  /// The text without users and passwords of URLs: they decide nothing of what is built.
  static func withoutLogins(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let range = rest.firstRange(of: "://") {
      result += rest[..<range.upperBound]
      rest = rest[range.upperBound...]
      let authority = rest.prefix { !$0.isWhitespace && !"/?#,|;\"'".contains($0) }
      if let at = authority.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
    }
    return result + rest
  }

  /// The absolute paths in a text, also those of `file` URLs.
  static func paths(in text: String) -> [String] {
    text.split { $0.isWhitespace || "=,;|\"'<>:".contains($0) }
      .map { $0.hasPrefix("///") ? $0.dropFirst(2) : $0 }
      .filter { $0.hasPrefix("/") && !$0.hasPrefix("//") && $0.utf8.count > 1 }.map(String.init)
  }
}
