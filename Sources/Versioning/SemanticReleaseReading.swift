/// How semantic-release 25 reads messages by default: `conventional-changelog-angular` 8, the parser
/// `conventional-commits-parser` 6, and the filter of reverted commits `conventional-commits-filter` 5.
struct SemanticReleaseReading: MessageReading {
  var countsMerges: Bool { true }

  func changes(in message: String) -> [ConventionalCommit] {
    let text = message.trimmed
    var lines = ConventionalCommit.lines(of: text)
    guard !lines.isEmpty else { return [] }
    let subject = lines.removeFirst()
    let footers = Self.notes(in: lines) + ConventionalCommit.releaseAsFooters(in: message)
    let isBreaking = footers.contains(where: \.isBreaking)
    var change = ConventionalCommit(type: "", isBreaking: isBreaking, description: subject, footers: footers)
    if let id = Self.revert(text)?.id {
      change.type = "revert"
      change.reverts = [id]
    } else if let header = Self.header(subject) {
      (change.type, change.scope, change.description) = header
    }
    return change.type.isEmpty && !isBreaking ? [] : [change]
  }

  /// A revert cancels what it undoes only if it names the first line and the whole id.
  func reverts(of commits: [VersionCommit], changes: [[ConventionalCommit]]) -> [[String]] {
    let subjects = Dictionary(
      commits.map { ($0.id, ConventionalCommit.firstLine(of: $0.message.trimmed).trimmed) },
      uniquingKeysWith: { first, _ in first })
    return commits.map { commit in
      guard let revert = Self.revert(commit.message.trimmed), subjects[revert.id] == revert.subject else { return [] }
      return [revert.id]
    }
  }

  func reason(toIgnore message: String) -> String {
    let subject = ConventionalCommit.firstLine(of: message)
    guard let commit = ConventionalCommit(parsing: subject) else { return NearMiss.reason(toIgnore: subject) }
    if commit.type == "revert" { return "semantic-release counts a revert only with a line `This reverts commit ID`" }
    if commit.isBreaking { return "semantic-release does not read `!`: add `BREAKING CHANGE: …` to the body" }
    return "semantic-release reads types in lower case only"
  }

  /// `type(scope): description`, without `!`; the letter case of the type matters to semantic-release's rules.
  private static func header(_ line: String) -> (type: String, scope: String?, description: String)? {
    let type = line.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    guard type == type.lowercased() || ["FEAT", "FIX"].contains(type), type != "revert" else { return nil }
    var rest = line[type.endIndex...]
    var scope: Substring?
    if rest.first == "(", let end = rest.ranges(of: "): ").last {
      scope = rest[..<end.lowerBound].dropFirst()
      rest = rest[end.lowerBound...].dropFirst()
    }
    guard !type.isEmpty, rest.hasPrefix(": ") else { return nil }
    return (type.lowercased(), scope.flatMap { $0.isEmpty ? nil : $0.lowercased() }, rest.dropFirst(2).trimmed)
  }

  /// Lines that start with `BREAKING CHANGE` in any letter case, after white space, `*` or `|`, and with a colon or a
  /// space behind. A line such as `---` begins a field, which takes all that follows.
  private static func notes(in lines: [String]) -> [ConventionalCommit.Footer] {
    let phrase = "BREAKING CHANGE"
    return lines.prefix { $0.count < 3 || !($0.hasPrefix("-") && $0.hasSuffix("-")) }.compactMap { line in
      let text = line.drop { $0.isWhitespace || "*|".contains($0) }
      let rest = text.dropFirst(phrase.count)
      guard text.prefix(phrase.count).uppercased() == phrase, let mark = rest.first, mark == ":" || mark.isWhitespace
      else { return nil }
      return ConventionalCommit.Footer(token: phrase, value: rest.drop { $0 == ":" || $0.isWhitespace }.trimmed)
    }
  }

  /// `Revert "…"` or `revert: …`, at any distance before `This reverts commit ID`.
  private static func revert(_ text: String) -> (subject: String, id: String)? {
    let start = text.lowercased()
    guard let word = ["revert:", "revert"].first(where: start.hasPrefix),
      text.dropFirst(word.count).first?.isWhitespace == true
    else { return nil }
    var rest = text.dropFirst(word.count + 1)
    if rest.first == "\"" { rest.removeFirst() }
    for mark in rest.ranges(of: #/(?i)this reverts commit /#) {
      let id = rest[mark.upperBound...].prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
      guard (7...40).contains(id.count) else { continue }
      var subject = rest[..<mark.lowerBound].trimmed
      if subject.hasSuffix("\"") { subject.removeLast() }
      return subject.isEmpty ? nil : (subject.trimmed, String(id))
    }
    return nil
  }
}
