/// A commit of the range, as the decision takes it.
public struct VersionCommit: Sendable, Hashable {
  public var id: String
  public var message: String
  public var isMerge: Bool
  /// Already in the pre-release that the history holds; false for all where it holds none.
  public var isPrereleased: Bool

  public init(id: String, message: String, isMerge: Bool = false, isPrereleased: Bool = false) {
    self.id = id
    self.message = message
    self.isMerge = isMerge
    self.isPrereleased = isPrereleased
  }
}

/// What one commit did to the version, and why: one line of the explanation.
public struct CommitVote: Sendable, Hashable, Codable {
  /// The id of the commit.
  public var commit: String
  /// The first line of its message.
  public var subject: String
  /// Nothing where the message is not conventional.
  public var type: String?
  public var scope: String?
  public var isBreaking: Bool
  public var bump: VersionBump
  /// Why it did not count; nothing where it did.
  public var ignoredBecause: String?
  /// Something its author may have meant otherwise.
  public var note: String?
}

extension CommitVote {
  /// The vote of each commit, in the order of the commits; the order changes no vote.
  static func votes(
    of commits: [VersionCommit], rules: BumpRules, keepsMajorAtZero: Bool
  ) -> [CommitVote] {
    let parsed = commits.map { ConventionalCommit(parsing: $0.message) }
    let reverted = RevertedCommits(
      zip(commits, parsed).map { (id: $0.id, isMerge: $0.isMerge, reverts: $1?.reverts ?? []) })
    return commits.indices.map { place in
      var vote = CommitVote(commits[place], parsed[place])
      if commits[place].isMerge {
        vote.ignoredBecause = "a merge commit: what it brings counts by itself"
        return vote
      }
      guard let commit = parsed[place] else {
        vote.ignoredBecause = "not a conventional commit"
        return vote
      }
      if let reverter = reverted.reverter(of: place) {
        vote.ignoredBecause = "undone by `\(short(commits[reverter].id))`"
        return vote
      }
      if let target = reverted.targets(of: place).first, !reverted.reachingOut.contains(place) {
        vote.ignoredBecause = "undoes `\(short(commits[target].id))`, which is not released yet"
        return vote
      }
      vote.bump = commit.isBreaking ? .major : rules.bump(for: commit.type)
      if vote.bump == .major, keepsMajorAtZero { vote.bump = .minor }
      if vote.bump == .none { vote.ignoredBecause = "`\(commit.type)` does not release" }
      return vote
    }
  }

  private init(_ commit: VersionCommit, _ parsed: ConventionalCommit?) {
    self.commit = commit.id
    subject = ConventionalCommit.lines(of: commit.message).first ?? ""
    type = parsed?.type
    scope = parsed?.scope
    isBreaking = parsed?.isBreaking ?? false
    bump = .none
    ignoredBecause = nil
    note = nil
    if !isBreaking, let line = ConventionalCommit.uncountedBreakingLine(in: commit.message) {
      note =
        parsed == nil
        ? "`\(line.trimmed)` counts only under a first line such as `feat: …`"
        : "`\(line.trimmed)` does not count: write `BREAKING CHANGE: …` after an empty line"
    }
  }

  static func short(_ id: String) -> String { String(id.prefix(7)) }
}
