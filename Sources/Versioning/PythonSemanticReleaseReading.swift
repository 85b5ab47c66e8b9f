/// How python-semantic-release 10 reads messages by default: its parser `conventional`, with `parse_squash_commits`.
struct PythonSemanticReleaseReading: MessageReading {
  func changes(in message: String) -> [ConventionalCommit] {
    PythonSquash.messages(in: message).compactMap(Self.change).map { change in
      var change = change
      change.footers += ConventionalCommit.releaseAsFooters(in: message)
      return change
    }
  }

  func reason(toIgnore message: String) -> String {
    let subject = ConventionalCommit.firstLine(of: message)
    guard let commit = ConventionalCommit(parsing: subject) else { return NearMiss.reason(toIgnore: subject) }
    return Self.types.contains(commit.type)
      ? "python-semantic-release reads types in lower case only"
      : "`\(commit.type)` is not a type that python-semantic-release knows"
  }

  /// The types that it knows; any other makes a message unconventional.
  static let types = ["feat", "fix", "perf", "build", "chore", "ci", "docs", "style", "refactor", "test"]

  private static func change(_ message: String) -> ConventionalCommit? {
    guard let header = PythonHeader(message) else { return nil }
    // The text has to follow an empty line; otherwise none of it is read.
    let body = header.rest.hasPrefix("\n\n") ? paragraphs(String(header.rest.dropFirst(2))) : []
    let footers = ([header.description] + body).compactMap(breaking)
    return ConventionalCommit(
      type: header.type, scope: header.scope, isBreaking: header.isBreaking || !footers.isEmpty,
      description: header.description, footers: footers)
  }

  /// A paragraph that starts with it, in these letters.
  private static func breaking(_ paragraph: String) -> ConventionalCommit.Footer? {
    guard let mark = ["BREAKING CHANGE:", "BREAKING-CHANGE:"].first(where: paragraph.hasPrefix) else { return nil }
    let value = paragraph.dropFirst(mark.count).trimmed
    return value.isEmpty ? nil : ConventionalCommit.Footer(token: String(mark.dropLast()), value: value)
  }

  /// Between empty lines, and around each `Token: value` that another line with a colon follows.
  private static func paragraphs(_ text: String) -> [String] {
    var paragraphs: [String] = []
    var isOpen = false
    var followsFooter = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let text = line.trimmed
      let splits = followsFooter && text.contains(":") && text.first != ":"
      if text.isEmpty {
        isOpen = false
      } else if isOpen, !splits {
        paragraphs[paragraphs.count - 1] += "\n" + text
      } else {
        paragraphs.append(text)
        isOpen = true
      }
      followsFooter = isFooter(line)
    }
    return paragraphs
  }

  private static func isFooter(_ line: Substring) -> Bool {
    let indent = line.prefix { $0 == " " }.count
    let rest = line.dropFirst(indent).drop { $0.isLetter || $0.isNumber || "_-".contains($0) }
    return indent <= 2 && rest.hasPrefix(": ") && rest.count > 2
  }
}
