/// Messages that were meant as conventional, or as breaking, and what to write instead.
enum NearMiss {
  /// Why a message with this first line is not a conventional commit.
  static func reason(toIgnore subject: String) -> String {
    "not a conventional commit" + (remedy(for: subject).map { ": \($0)" } ?? "")
  }

  /// - Returns: `nil` if the line does not look like anything.
  private static func remedy(for subject: String) -> String? {
    let text = subject.trimmed
    // Editors hide a space, and a byte order mark even more.
    let bare = subject.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    if bare.startIndex != subject.startIndex, ConventionalCommit(parsing: String(bare)) != nil {
      return "remove the space or invisible character before `\(bare.prefix { $0 != ":" })`"
    }
    for command in ["fixup! ", "squash! ", "amend! "] where text.hasPrefix(command) {
      return "combine it with its commit by `git rebase --autosquash`"
    }
    if BreakingLine(text) != nil { return "write `feat!: …` or `fix!: …` for a breaking change" }
    guard let header = LooseHeader(text) else { return nil }
    return header.isPlain
      ? "write `type: description`, with a colon and a space after the type" : "write `\(header.corrected): …`"
  }

  /// What to know about a message that has no breaking change, although its author may have meant one.
  ///
  /// - Parameter changes: what was read of it.
  static func note(on message: String, _ changes: [ConventionalCommit]) -> String? {
    guard !changes.contains(where: \.isBreaking) else { return nil }
    if let header = changes.first, header.scope?.hasSuffix("!") == true {
      let scope = header.scope?.dropLast() ?? ""
      return "the `!` in the scope is ignored: write `\(header.type)\(scope.isEmpty ? "" : "(\(scope))")!: …`"
    }
    if let header = changes.first, BreakingLine(header.description) != nil {
      return "`\(header.description)` is ignored in the first line: write `\(header.type)!: …`"
    }
    guard let line = breakingLine(in: message) else { return nil }
    let remedy = "`\(line)` is ignored: write `BREAKING CHANGE: …` after an empty line"
    return changes.isEmpty ? "\(remedy) and under a first line such as `feat: …`" : remedy
  }

  /// The first line below the subject that looks like a breaking change; not one in a code fence.
  private static func breakingLine(in message: String) -> String? {
    // Most messages have none: looking at the bytes is quicker than taking the message apart.
    guard message.utf8.contains(where: { $0 == UInt8(ascii: "\n") }) else { return nil }
    let lines = ConventionalCommit.lines(of: message).dropFirst()
    guard lines.contains(where: { BreakingLine($0) != nil }) else { return nil }
    return MessageText(Array(lines)).linesOutsideFences.first { BreakingLine($0) != nil }?.trimmed
  }
}

/// `Breaking change: …` in any letter case, plural, hyphenated, with a scope, in a list or in bold; `BREAKING CHANGE`
/// in these letters also without a colon.
private struct BreakingLine {
  init?(_ line: String) {
    let text = line.drop { $0.isWhitespace || "*-+>#_|`:⚠️💥".contains($0) }
    guard text.first == "B" || text.first == "b" else { return nil }
    var rest = text.dropFirst("breaking".count)
    guard text.prefix("breaking".count).lowercased() == "breaking" else { return nil }
    var hasNoun = false
    if let separator = rest.first, " -_".contains(separator), rest.dropFirst().prefix(6).lowercased() == "change" {
      hasNoun = true
      rest = rest.dropFirst(7)
      if rest.first == "s" || rest.first == "S" { rest = rest.dropFirst() }
    }
    if hasNoun, text.hasPrefix("BREAKING CHANGE "), rest.dropFirst().first?.isLetter == true { return }
    rest = rest.drop { "*_`!".contains($0) }
    if rest.first == " " { rest = rest.dropFirst() }
    if rest.first == "(", let end = rest.firstIndex(of: ")") { rest = rest[end...].dropFirst() }
    rest = rest.drop { "*_`! ".contains($0) }
    guard rest.first == ":" || (hasNoun && ["- ", "– ", "— "].contains { rest.hasPrefix($0) }) else { return nil }
  }
}

/// A first line with a usual type whose `!`, scope, colon or spaces are not where they belong.
private struct LooseHeader {
  /// `feat(scope)!`.
  let corrected: String
  /// Only the space around the colon is wrong.
  let isPlain: Bool

  private static let types: Set = ["build", "chore", "ci", "docs", "refactor", "style", "test"]

  init?(_ line: String) {
    let text = line.drop { "*-+[ ".contains($0) }
    let type = text.prefix { $0.isASCII && $0.isLetter }
    guard Self.types.contains(type.lowercased()) || BumpRules.standard[type.lowercased()] != nil else { return nil }
    guard let colon = text.firstIndex(of: ":") else { return nil }
    var scope: Substring?
    var isBreaking = false
    var rest = text[type.endIndex..<colon]
    while let character = rest.first {
      switch character {
      case "!": isBreaking = true
      case " ", "]": break
      case "(":
        guard scope == nil, let end = rest.firstIndex(of: ")") else { return nil }
        scope = rest[..<end].dropFirst()
        rest = rest[end...]
      default: return nil
      }
      rest.removeFirst()
    }
    guard !text[colon...].dropFirst().trimmed.isEmpty else { return nil }
    let own = type + (scope.map { "(\($0))" } ?? "") + (isBreaking ? "!" : "")
    isPlain = text.startIndex == line.startIndex && text[..<colon].trimmed == own
    corrected = String(own)
  }
}
