/// A link of a `Link` header (RFC 8288, section 3).
struct WebLink: Sendable, Hashable {
  /// Absolute, or relative to the page that names it.
  var target: String
  /// What the target is to the page, in lower case: `next`.
  var relations: [String]

  /// Every link of all header lines; several may share one line.
  static func parse(_ headers: [String]) -> [WebLink] {
    var links: [WebLink] = []
    for header in headers {
      var reader = Reader(rest: header[...])
      while let (target, parameters) = reader.nextLink() {
        // With an anchor it starts at another page than this one.
        if parameters.contains(where: { $0.name == "anchor" }) { continue }
        // The first counts (section 3.3); it may name several, with spaces between them.
        let relations = parameters.first { $0.name == "rel" }?.value ?? ""
        links.append(
          WebLink(
            target: target, relations: relations.lowercased().split(whereSeparator: \.isWhitespace).map(String.init)))
      }
    }
    return links
  }

  private struct Reader {
    var rest: Substring

    /// Skips what is no link.
    mutating func nextLink() -> (target: String, parameters: [(name: String, value: String)])? {
      guard let start = rest.firstIndex(of: "<"), let end = rest[start...].firstIndex(of: ">") else { return nil }
      let target = String(rest[rest.index(after: start)..<end])
      rest = rest[rest.index(after: end)...]
      var parameters: [(name: String, value: String)] = []
      while let parameter = nextParameter() { parameters.append(parameter) }
      return (target, parameters)
    }

    private mutating func nextParameter() -> (name: String, value: String)? {
      skipSpace()
      guard rest.first == ";" else { return nil }
      rest.removeFirst()
      skipSpace()
      let name = take { $0 != "=" && $0 != ";" && $0 != "," && !$0.isWhitespace }.lowercased()
      skipSpace()
      guard rest.first == "=" else { return (name, "") }
      rest.removeFirst()
      skipSpace()
      return (name, rest.first == "\"" ? takeQuoted() : take { $0 != ";" && $0 != "," && !$0.isWhitespace })
    }

    private mutating func takeQuoted() -> String {
      rest.removeFirst()
      var text = ""
      while let character = rest.popFirst(), character != "\"" {
        if character == "\\", let escaped = rest.popFirst() { text.append(escaped) } else { text.append(character) }
      }
      return text
    }

    private mutating func take(while isPart: (Character) -> Bool) -> String {
      let text = rest.prefix(while: isPart)
      rest = rest[text.endIndex...]
      return String(text)
    }

    private mutating func skipSpace() { rest = rest.drop(while: \.isWhitespace) }
  }
}
