/// A commit of the range, as the decision takes it.
public struct VersionCommit: Sendable, Hashable {
  public var id: String
  public let message: String
  public var isMerge: Bool
  /// Already in the pre-release of the history; false if there is none.
  public var isPrereleased: Bool
  /// Who wrote it; for the release notes.
  public var author: String

  public init(
    id: String, message: String, isMerge: Bool = false, isPrereleased: Bool = false, author: String = ""
  ) {
    self.author = author
    self.id = id
    self.message = message
    self.isMerge = isMerge
    self.isPrereleased = isPrereleased
  }
}

/// What one commit did to the version, and why: one line of the explanation.
public struct CommitVote: Sendable, Hashable {
  /// The id of the commit.
  public var commit: String
  /// The first line of its message.
  public var subject: String
  /// `nil` if the message is not conventional.
  public var type: String?
  public var bump = VersionBump.none
  /// Why it did not count; `nil` if it did.
  public var ignoredBecause: String?
  /// Why this bump, if that is not obvious, or what its author may have meant differently.
  public var note: String?
  /// The version that its `Release-As` footer requests, if that is possible.
  public var releaseAs: SemanticVersion?
  /// What was read of it, for the release notes: those that a squashed merge lists if its first line says nothing.
  var changes: [ConventionalCommit] = []
}

extension CommitVote {
  /// The vote of each commit, in the order of the commits, which does not affect the votes.
  ///
  /// - Parameters:
  ///   - base: the version that the commits come after; `nil` before the first.
  ///   - merges: for merges that a commit of these undoes: the ids of the commits that the merge brought.
  static func votes(
    of commits: [VersionCommit], after base: SemanticVersion?, policy: VersionPolicy, merges: [String: [String]] = [:]
  ) -> [CommitVote] {
    let reading = policy.profile.reading
    let changes = commits.map { reading.changes(in: $0.message) }
    let reverts = reading.reverts(of: commits, changes: changes)
    let reverted = RevertedCommits(
      commits.indices.map { (commits[$0].id, commits[$0].isMerge && !reading.countsMerges, reverts[$0]) },
      merges: reading.countsMerges ? [:] : merges)
    return commits.indices.map { place in
      let parts = policy.readsSquashBodies ? SquashBody.commits(in: commits[place].message) : []
      var vote = CommitVote(commits[place], changes[place])
      if commits[place].isMerge, !reading.countsMerges {
        vote.ignoredBecause = "a merge commit: the commits it merges count instead"
      } else if changes[place].isEmpty, parts.isEmpty {
        vote.ignoredBecause = reading.reason(toIgnore: commits[place].message)
      } else if let reverter = reverted.reverter(of: place) {
        vote.ignoredBecause = "undone by `\(short(commits[reverter].id))`"
      } else if let target = reverted.undoneByAlone(place) {
        vote.ignoredBecause = "undoes `\(short(target))`, which is not released yet"
      } else {
        vote.changes = changes[place].isEmpty ? parts : changes[place]
        vote.weigh(changes[place] + parts, after: base, policy)
      }
      return vote
    }
  }

  /// - Parameter changes: the commit itself, and those that a squashed merge lists in its body.
  private mutating func weigh(_ changes: [ConventionalCommit], after base: SemanticVersion?, _ policy: VersionPolicy) {
    let keepsMajor = base?.major == 0 && !policy.majorOnZero
    func step(of change: ConventionalCommit) -> VersionBump {
      let step = change.isBreaking ? .major : policy.rules.bump(for: change.type)
      return step == .major && keepsMajor ? .minor : step
    }
    guard let strongest = changes.map(step).max(), let deciding = changes.first(where: { step(of: $0) == strongest })
    else { return }
    bump = strongest
    let isOwn = deciding.description == changes[0].description && (type ?? "") == deciding.type
    if !isOwn { note = "by `\(deciding.type): \(deciding.description)` in its body" }
    explainBreak(deciding, keepsMajor: keepsMajor)
    type = type ?? (deciding.type.isEmpty ? nil : deciding.type)
    readReleaseAs(changes, after: base)
    if bump == .none { ignoredBecause = "`\(deciding.type)` does not trigger a release" }
  }

  /// A `!` is plain to see; a footer is not, nor why a breaking change raises no more than the minor.
  private mutating func explainBreak(_ change: ConventionalCommit, keepsMajor: Bool) {
    guard change.isBreaking else { return }
    var reasons = [note].compactMap(\.self)
    if let footer = change.footers.first(where: \.isBreaking) {
      reasons.append("`\(footer.token): \(ConventionalCommit.firstLine(of: footer.value))`")
    }
    if keepsMajor { reasons.append("breaking, which raises the minor below 1.0.0") }
    note = reasons.isEmpty ? nil : reasons.joined(separator: "; ")
  }

  /// A `Release-As` footer sets the version that comes next, as release-please has it.
  private mutating func readReleaseAs(_ changes: [ConventionalCommit], after base: SemanticVersion?) {
    guard let text = changes.lazy.compactMap(\.releaseAs).first else { return }
    guard let version = SemanticVersion(text.hasPrefix("v") ? String(text.dropFirst()) : text) else {
      note = "`Release-As: \(text)` is ignored: it is not a version such as `2.0.0`"
      return
    }
    if let base, !base.precedes(version) {
      note = "`Release-As: \(text)` is ignored: \(base) is already released"
      return
    }
    releaseAs = version
    bump = base.map { .between($0, version) } ?? .first(version)
    note = "`Release-As` sets the version"
  }

  private init(_ commit: VersionCommit, _ changes: [ConventionalCommit]) {
    self.commit = commit.id
    subject = ConventionalCommit.firstLine(of: commit.message)
    type = changes.first.flatMap { $0.type.isEmpty ? nil : $0.type }
    note = NearMiss.note(on: commit.message, changes)
  }

  static func short(_ id: String) -> String { String(id.prefix(7)) }
}
