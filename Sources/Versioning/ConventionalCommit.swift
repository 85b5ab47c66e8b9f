/// A commit message by Conventional Commits 1.0.0, or one that `git revert` wrote.
public struct ConventionalCommit: Sendable, Hashable {
  public struct Footer: Sendable, Hashable {
    /// As written; `BREAKING CHANGE` is the only one with a space.
    public var token: String
    /// May have several lines.
    public var value: String

    /// `BREAKING-CHANGE` is the same (rule 16); letter case matters here and nowhere else (rule 15).
    public var isBreaking: Bool { token == "BREAKING CHANGE" || token == "BREAKING-CHANGE" }

    var isReleaseAs: Bool { token.lowercased() == "release-as" }
  }

  /// In lower case (rule 15); `revert` for what `git revert` wrote.
  public var type: String
  /// In lower case.
  public var scope: String?
  public var isBreaking: Bool
  public var description: String
  public var body: String
  public var footers: [Footer]
  /// Ids, or their beginnings of at least seven digits, of the commits that this one undoes.
  public var reverts: [String]
  /// `git revert` wrote the first line; to other tools it is not a conventional commit.
  public var isQuotedRevert: Bool

  /// - Returns: `nil` if the first line is not `type(scope)!: description`.
  public init?(parsing message: String) {
    var lines = Self.lines(of: message)
    let first = lines.isEmpty ? "" : lines.removeFirst()
    let text = MessageText(lines)
    let quoted = QuotedRevert(first)
    guard let header = quoted.map({ $0.header }) ?? Header(first) else { return nil }
    type = header.type
    scope = header.scope
    description = header.description
    body = text.body
    // Under the subject of `git revert` they would be those of the reverted message.
    footers = quoted == nil ? text.footers : []
    isQuotedRevert = quoted != nil
    isBreaking = header.isBreaking || footers.contains(where: \.isBreaking)
    // The specification leaves reverts to the tools and suggests a `Refs` footer.
    let references = type == "revert" ? footers.filter { $0.token.lowercased() == "refs" }.map(\.value) : []
    // A sentence about a revert in another commit's body undoes nothing.
    let isRevert = isQuotedRevert || type == "revert"
    reverts = isRevert ? RevertedCommits.named(in: lines) + references.flatMap { RevertedCommits.ids(in: $0) } : []
  }

  /// A change as a tool reads it whose rules differ.
  init(
    type: String, scope: String? = nil, isBreaking: Bool, description: String, footers: [Footer]
  ) {
    self.type = type
    self.scope = scope
    self.isBreaking = isBreaking
    self.description = description
    self.footers = footers
    body = ""
    reverts = []
    isQuotedRevert = false
  }

  /// `Release-As` is ours: it counts however the rest of a message is read.
  static func releaseAsFooters(in message: String) -> [Footer] {
    MessageText(Array(lines(of: message).dropFirst())).footers.filter(\.isReleaseAs)
  }

  /// What the `Release-As` footer says (release-please, "How do I change the version number?").
  var releaseAs: String? { footers.first(where: \.isReleaseAs).map { Self.firstLine(of: $0.value).trimmed } }

  /// What `git revert` undoes, even if that was not conventional, as with a merge.
  public static func quotedReverts(_ message: String) -> [String] {
    let lines = lines(of: message)
    guard let first = lines.first, QuotedRevert(first) != nil else { return [] }
    return RevertedCommits.named(in: Array(lines.dropFirst()))
  }

  /// The subject of the change that GitHub's button `Revert` undoes: `Revert "feat: x (#12)" (#14)` names no commit.
  static func subjectReverted(by message: String) -> String? { QuotedRevert(firstLine(of: message))?.undoneSubject }

  static func firstLine(of message: String) -> String { lines(of: message).first ?? "" }

  /// Splits at LF and CRLF.
  static func lines(of message: String) -> [String] {
    message.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
      String(Substring(line.last == UInt8(ascii: "\r") ? line.dropLast() : line))
    }
  }
}

/// The first line of a message.
private struct Header {
  var type: String
  var scope: String?
  var isBreaking: Bool
  var description: String

  /// What `git revert` undoes.
  init(reverting subject: String) {
    type = "revert"
    isBreaking = false
    description = subject
  }

  init?(_ line: String) {
    // By bytes: a search for text compares characters, which for thousands of commits takes a while.
    let bytes = line.utf8
    let colons = bytes.indices.lazy.filter { bytes[$0] == UInt8(ascii: ":") }
    guard let colon = colons.first(where: { bytes[bytes.index(after: $0)...].first == UInt8(ascii: " ") }) else {
      return nil
    }
    description = line[bytes.index(colon, offsetBy: 2)...].trimmed
    var rest = line[..<colon]
    isBreaking = rest.last == "!"
    if isBreaking { rest.removeLast() }
    scope = nil
    if rest.last == ")", let open = rest.firstIndex(of: "(") {
      let inside = rest[rest.index(after: open)...].dropLast()
      guard !inside.contains(where: { "()".contains($0) }) else { return nil }
      scope = inside.trimmed.isEmpty ? nil : inside.trimmed.lowercased()
      rest = rest[..<open]
    }
    type = rest.lowercased()
    guard !description.isEmpty, type.first?.isLetter == true,
      type.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" })
    else { return nil }
  }
}

/// The subject that `git revert` writes: `Revert "feat: x"`; and those that bring the change back, which count as the
/// change itself: `Revert "Revert "feat: x""`, `Reapply "feat: x"`.
private struct QuotedRevert {
  private let subject: String
  private let bringsBack: Bool

  var undoneSubject: String? { bringsBack ? nil : subject }

  /// `nil` if an unconventional change is brought back.
  var header: Header? { bringsBack ? Header(subject) : Header(reverting: subject) }

  init?(_ line: String) {
    var rest = Substring(line.trimmed)
    // GitHub adds the number of the pull request that reverts.
    if let number = rest.firstMatch(of: /" \(#[0-9]+\)$/) { rest = rest[...number.range.lowerBound] }
    var flips = 0
    while rest.hasSuffix("\"") {
      if rest.hasPrefix("Revert \"") {
        rest = rest.dropFirst("Revert \"".count).dropLast()
        flips += 1
      } else if rest.hasPrefix("Reapply \"") {
        // What git 2.43 writes instead of a second `Revert`.
        rest = rest.dropFirst("Reapply \"".count).dropLast()
        flips += 2
      } else {
        break
      }
    }
    guard flips > 0 else { return nil }
    subject = String(rest)
    bringsBack = flips % 2 == 0
  }
}

extension StringProtocol {
  /// Without white space at both ends.
  var trimmed: String {
    var rest = self[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
