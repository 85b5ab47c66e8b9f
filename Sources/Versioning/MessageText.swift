/// What follows the first line of a commit message: the body, then the footers (Conventional Commits, rules 6 to 12).
///
/// The footer section begins with the first paragraph that starts with `Token: value` or `Token #value`. From there on
/// every such line starts a footer, and any other line continues the one before. Nothing in a code fence is a footer.
struct MessageText {
  private(set) var body = ""
  private(set) var footers: [ConventionalCommit.Footer] = []
  private(set) var linesOutsideFences: [String] = []

  init(_ lines: [String]) {
    var bodyLines: [String] = []
    var fence: CodeFence?
    // The body starts one blank line after the description: what follows the first line at once is not a footer.
    var followsBlank = false
    for line in lines {
      let wasInFence = fence != nil
      fence = CodeFence.after(line, in: fence)
      let isCode = wasInFence || fence != nil
      if !isCode { linesOutsideFences.append(line) }
      if !isCode, !footers.isEmpty || followsBlank, let footer = Self.footer(line) {
        footers.append(footer)
      } else if let last = footers.indices.last {
        // GitHub writes `---------` between the message and the co-authors of a squash merge.
        if !Self.isBlank(line) || line.trimmed.isEmpty { footers[last].value += "\n" + line }
      } else {
        bodyLines.append(line)
      }
      followsBlank = Self.isBlank(line)
    }
    body = bodyLines.joined(separator: "\n").trimmed
    for place in footers.indices { footers[place].value = footers[place].value.trimmed }
  }

  /// Empty, or a line such as `---` that separates paragraphs in Markdown and in mails.
  private static func isBlank(_ line: String) -> Bool {
    let text = line.trimmed
    guard let first = text.first else { return true }
    return text.count >= 3 && "-*_".contains(first) && text.allSatisfy { $0 == first }
  }

  private static func footer(_ line: String) -> ConventionalCommit.Footer? {
    var token = line.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    if line.hasPrefix("BREAKING CHANGE") { token = line.prefix("BREAKING CHANGE".count) }
    let rest = line[token.endIndex...]
    guard let first = token.first, first != "-", rest.hasPrefix(":") || rest.hasPrefix(" #") else { return nil }
    let footer = ConventionalCommit.Footer(token: String(token), value: String(rest.dropFirst(2)))
    if rest.hasPrefix(": ") || rest.hasPrefix(" #") { return footer }
    // Editors cut the space where the text starts on the next line; only a breaking change is worth guessing.
    return footer.isBreaking && rest == ":" ? footer : nil
  }
}

/// A block of code in Markdown: from a line of three or more back-ticks or tildes to the next such line at least as
/// long, or to the end (CommonMark 0.31, section 4.5).
private struct CodeFence {
  var mark: Character
  var length: Int

  /// - Returns: the fence that is open after a line; `nil` outside of code.
  static func after(_ line: String, in open: CodeFence?) -> CodeFence? {
    let indent = line.prefix { $0 == " " }.count
    let text = line.dropFirst(indent)
    guard indent <= 3, let mark = text.first, mark == "`" || mark == "~" else { return open }
    let length = text.prefix { $0 == mark }.count
    let info = text.dropFirst(length)
    if let open {
      return open.mark == mark && length >= open.length && info.trimmed.isEmpty ? nil : open
    }
    return length >= 3 && !(mark == "`" && info.contains("`")) ? CodeFence(mark: mark, length: length) : nil
  }
}
