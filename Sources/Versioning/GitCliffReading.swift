/// How git-cliff 2.14 reads messages with its default configuration: by its own parser, git-conventional 1.1, without
/// the commits that its default `commit_parsers` skip.
struct GitCliffReading: MessageReading {
  var countsMerges: Bool { true }

  func changes(in message: String) -> [ConventionalCommit] {
    guard !isSkipped(message), let (header, rest) = Self.parts(of: message), rest.first?.isEmpty != false,
      let footers = Self.footers(rest.dropFirst())
    else { return [] }
    return [
      ConventionalCommit(
        type: header.type, scope: header.scope, isBreaking: header.isBreaking || footers.contains(where: \.isBreaking),
        description: header.description, footers: footers)
    ]
  }

  /// The header, and the lines below its description, which may be on a later line than the type.
  private static func parts(of message: String) -> (header: Header, rest: ArraySlice<String>)? {
    var rest = ConventionalCommit.lines(of: message)[...]
    while rest.last?.trimmed.isEmpty == true { rest.removeLast() }
    guard var header = rest.popFirst().flatMap({ Header($0) }) else { return nil }
    if header.description.isEmpty {
      rest = rest.drop { $0.trimmed.isEmpty }
      guard let line = rest.popFirst() else { return nil }
      header.description = line.trimmed
    }
    return (header, rest)
  }

  /// Even a breaking change, and in these letters only.
  private func isSkipped(_ message: String) -> Bool {
    let subject = ConventionalCommit.firstLine(of: message)
    return ["chore(release): prepare for", "chore(pr)", "chore(pull)"].contains { subject.hasPrefix($0) }
      || (subject.hasPrefix("chore(deps") && subject.contains(")"))
  }

  func reason(toIgnore message: String) -> String {
    let subject = ConventionalCommit.firstLine(of: message)
    if isSkipped(message) { return "git-cliff skips `\(subject.prefix { $0 != ":" })` by default" }
    guard let rest = Self.parts(of: message)?.rest else { return NearMiss.reason(toIgnore: subject) }
    return rest.first?.isEmpty == false
      ? "git-cliff rejects a message without an empty line after the first"
      : "git-cliff rejects a message that ends with an empty footer"
  }

  /// The type is any word, and no space is needed after the colon; nothing may follow it on the line.
  private struct Header {
    var type: String
    var scope: String?
    var isBreaking = false
    var description: String

    init?(_ line: String) {
      guard let (type, tail) = GitCliffReading.word(line[...]) else { return nil }
      var rest = tail
      if rest.first == "(" {
        let inside = rest.dropFirst().prefix { !"()".contains($0) }
        rest = rest[inside.endIndex...]
        guard !inside.isEmpty, rest.first == ")" else { return nil }
        scope = inside.lowercased()
        rest.removeFirst()
      }
      if rest.first == "!" {
        isBreaking = true
        rest.removeFirst()
      }
      guard rest.first == ":" else { return nil }
      self.type = type.lowercased()
      description = rest.dropFirst().trimmed
    }
  }

  /// The footers begin with the first paragraph that starts with a token; code fences do not matter.
  ///
  /// - Returns: `nil` if the last footer is empty, which the parser rejects.
  private static func footers(_ lines: ArraySlice<String>) -> [ConventionalCommit.Footer]? {
    var footers: [ConventionalCommit.Footer] = []
    var followsBlank = true
    for line in lines {
      let isBlank = line.trimmed.isEmpty
      let isWaiting = footers.last?.value.isEmpty == true
      // An empty footer takes the next text, whatever that is.
      if !isWaiting, !footers.isEmpty || followsBlank, let footer = footer(line) {
        footers.append(footer)
      } else if let last = footers.indices.last, !isWaiting || !isBlank {
        footers[last].value += (isWaiting ? "" : "\n") + line
      }
      followsBlank = isBlank
    }
    return footers.last?.value.isEmpty == true ? nil : footers
  }

  private static func footer(_ line: String) -> ConventionalCommit.Footer? {
    let phrase = "BREAKING CHANGE"
    let found = line.hasPrefix(phrase) ? (line.prefix(phrase.count), line.dropFirst(phrase.count)) : word(line[...])
    guard let (token, rest) = found else { return nil }
    let mark = [":", " #"].first { rest.hasPrefix($0) }
    return mark.map { ConventionalCommit.Footer(token: String(token), value: rest.dropFirst($0.count).trimmed) }
  }

  /// The text before a space, a parenthesis, `:` or `!`, and what follows.
  private static func word(_ text: Substring) -> (word: Substring, rest: Substring)? {
    let word = text.prefix { !$0.isWhitespace && !"():!".contains($0) }
    return word.isEmpty ? nil : (word, text[word.endIndex...])
  }
}
