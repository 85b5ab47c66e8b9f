public import Diagnostics

/// The version of a build, whether it is a release, and why: a pure function of tags, commits, build and policy.
public struct VersionDecision: Sendable, Hashable {
  public var next: SemanticVersion
  /// The highest version in the history; `nil` before the first.
  public var previous: SemanticVersion?
  /// The bump that the commits cause; `prerelease` for a pre-release, `none` if there is nothing new.
  public var bump: VersionBump
  /// The name of the tag of `previous`.
  public var base: String?
  public var release: Bool
  /// The reason in one sentence.
  public var reason: String
  /// Each commit since the last final release, in the order it was given.
  public var explanation: [CommitVote]
  public var ignoredTags: [IgnoredTag]
}

/// The next version is taken by a tag outside of the history of HEAD, or a forced one is not above the last.
public struct VersionTaken: DiagnosableError, Hashable {
  public var version: SemanticVersion
  public var tag: String
  public var commit: String
  /// The forced version is not above the one of `tag`.
  public var isOvertaken = false

  public var failureKind: FailureKind { .agent }

  public var diagnostic: Diagnostic {
    if isOvertaken {
      return .error(
        "version-overtaken",
        "`\(version)` was requested, but it is not above `\(tag)` on commit `\(CommitVote.short(commit))`",
        hints: ["set `tag.version` to a higher version, or unset it"])
    }
    return .error(
      "version-taken", "`\(version)` is next, but `\(tag)` already exists on commit `\(CommitVote.short(commit))`",
      hints: ["build a newer commit of this branch, merge the tagged commit into it, or release from another version"])
  }
}

extension VersionDecision {
  /// - Parameters:
  ///   - base: what `tags.base(isAncestor:)` found.
  ///   - commits: those after `base.start` that concern the agent, or all if there is none. The order matters to nothing
  ///     but `Release-As`, of which the first counts: give the newest first.
  ///   - merges: for merges after `base.start` that one of the commits undoes: the ids of what the merge brought.
  /// - Throws: if a release needs a version that already exists or is not above the last one.
  public static func decide(
    tags: ReleaseTags, base: ReleaseTags.Base, commits: [VersionCommit], merges: [String: [String]] = [:],
    build: VersionContext, policy: VersionPolicy
  ) throws(VersionTaken) -> VersionDecision {
    let votes = CommitVote.votes(of: commits, after: base.start?.version, policy: policy, merges: merges)
    let draft = Draft(tags: tags, base: base, commits: commits, votes: votes, build: build, policy: policy)
    if let settled = draft.taggedAlready() { return settled }
    let decision: VersionDecision
    if case .version(let version)? = policy.forced {
      if let highest = base.highest, !highest.version.precedes(version) {
        throw VersionTaken(version: version, tag: highest.name, commit: highest.commit, isOvertaken: true)
      }
      decision = draft.forced(version)
    } else if case .prerelease(let name) = draft.role {
      decision = draft.prerelease(name)
    } else {
      decision = draft.final()
    }
    if decision.release,
      let taken = tags.entries.first(where: { $0.version.hasSamePrecedence(as: decision.next) })
    {
      throw VersionTaken(version: decision.next, tag: taken.name, commit: taken.commit)
    }
    return decision
  }
}

/// A decision in progress.
private struct Draft {
  let tags: ReleaseTags
  let base: ReleaseTags.Base
  let commits: [VersionCommit]
  let votes: [CommitVote]
  let build: VersionContext
  let policy: VersionPolicy

  /// The build of a tag makes that version or none, whatever branch the CI system reports.
  var role: VersionPolicy.BranchRole? {
    guard build.changeRequest == nil, build.tag == nil, let branch = build.branch else { return nil }
    return policy.role(of: branch, defaultBranch: build.defaultBranch)
  }

  private var forcedBump: VersionBump? { if case .bump(let bump)? = policy.forced { bump } else { nil } }
  /// The strongest vote since the last final release.
  private var bump: VersionBump { forcedBump ?? votes.map(\.bump).max() ?? .none }
  /// The strongest vote since the last version of any kind.
  private var newBump: VersionBump {
    forcedBump ?? zip(commits, votes).filter { !$0.0.isPrereleased }.map(\.1.bump).max() ?? .none
  }
  /// What the newest `Release-As` footer asks for.
  private var releaseAs: SemanticVersion? { votes.lazy.compactMap(\.releaseAs).first }

  /// HEAD carries the version: a build of a tag, or a commit that was tagged before.
  func taggedAlready() -> VersionDecision? {
    if let name = build.tag {
      guard let version = ReleaseTags.version(of: name, prefix: policy.prefix) else { return nil }
      return decision(
        version, previous: version, base: name, .none, release: build.changeRequest == nil,
        "tag `\(name)` is being built")
    }
    guard let entry = tags.entries.first(where: { $0.commit == build.commit }) else { return nil }
    if case .version(let forced)? = policy.forced, forced != entry.version { return nil }
    // If pre-releases have a branch, their commit on a release branch becomes the final release.
    if entry.version.isPrerelease, policy.hasPrereleaseBranch, role == .release { return nil }
    let isElsewhere = role == nil && (build.changeRequest != nil || build.tag != nil || build.branch != nil)
    return decision(
      entry.version, previous: entry.version, base: entry.name, .none, release: !isElsewhere,
      "HEAD is tagged `\(entry.name)`" + (isElsewhere ? ", but \(unreleased)" : ""))
  }

  /// The next final release.
  func final() -> VersionDecision {
    guard let highest = base.highest else {
      let first = releaseAs ?? policy.initialVersion
      let isWanted = policy.forced != .bump(.none)
      return decision(
        first, isWanted ? .first(first) : .none, release: isWanted && role == .release, firstReason)
    }
    let pending = base.final != highest
    let isWorthy = pending && policy.hasPrereleaseBranch ? base.final == nil || bump != .none : newBump != .none
    guard isWorthy else { return nothingNew(since: highest) }
    let next = target(highest)
    let raised: VersionBump =
      if next.isPrerelease { .prerelease } else if let final = base.final { .between(final.version, next) } else {
        .first(next)
      }
    return decision(next, raised, release: role == .release, "\(summary) since `\((base.start ?? highest).name)`")
  }

  /// The version that `tag.version` sets.
  func forced(_ version: SemanticVersion) -> VersionDecision {
    let raised: VersionBump = if let start = base.start { .between(start.version, version) } else { .first(version) }
    return decision(
      version, version.isPrerelease ? .prerelease : raised, release: role != nil, "set by `tag.version`")
  }

  /// The next pre-release, counted from all tags: a number that exists on another branch is not used twice.
  func prerelease(_ name: String) -> VersionDecision {
    let core: SemanticVersion
    let reason: String
    if let highest = base.highest {
      guard newBump != .none else { return nothingNew(since: highest) }
      core = target(highest).core
      reason = "\(summary) since `\((base.start ?? highest).name)`"
    } else {
      core = (releaseAs ?? policy.initialVersion).core
      reason = firstReason
    }
    guard var next = nextNumber(of: core, name) else {
      return decision(core, .none, release: false, "`\(name)` is not a valid pre-release name")
    }
    // After `1.1.0-beta.2` an alpha can only lead to a later version.
    if let highest = base.highest, next.precedes(highest.version) {
      next = nextNumber(of: core.raised(by: newBump), name) ?? next
    }
    return decision(next, .prerelease, release: true, reason)
  }

  /// - Returns: `nil` if the name is not a pre-release identifier.
  private func nextNumber(of core: SemanticVersion, _ name: String) -> SemanticVersion? {
    let numbers = tags.entries.compactMap { entry -> UInt64? in
      let identifiers = entry.version.prerelease
      guard entry.version.core == core, identifiers.count == 2, identifiers[0] == name else { return nil }
      return UInt64(identifiers[1])
    }
    return core.prerelease(name, (numbers.max() ?? 0) + 1)
  }

  /// The final release that the commits lead to, never below the one that a pre-release announced.
  private func target(_ highest: ReleaseTags.Entry) -> SemanticVersion {
    if let releaseAs { return max(releaseAs, highest.version.core) }
    guard let final = base.final else { return highest.version.core }
    let raised = final.version.core.raised(by: bump)
    let lowest = policy.profile.leavesZero ? SemanticVersion(1, 0, 0) : raised
    return max(raised, lowest, highest.version.core)
  }

  private func nothingNew(since highest: ReleaseTags.Entry) -> VersionDecision {
    let newCount = commits.count { !$0.isPrereleased }
    let reason =
      newCount == 0
      ? "no commit since `\(highest.name)`" : "\(Self.count(newCount)) since `\(highest.name)`, none triggers a release"
    return decision(
      highest.version, .none, release: false, forcedBump.map { "`tag.bump` is \($0)" } ?? reason)
  }

  private var firstReason: String {
    if let releaseAs { return "there is no version tag yet, and `Release-As: \(releaseAs)` sets the first version" }
    return "there is no version tag yet; the first version comes from \(policy.initialVersionSource)"
  }

  private var summary: String {
    if let forcedBump { return "`tag.bump: \(forcedBump)`" }
    if let releaseAs { return "`Release-As: \(releaseAs)`" }
    let counted = votes.count { $0.bump != .none }
    if counted == votes.count, counted > 0 {
      return counted == 1 ? "1 releasing commit" : "\(counted) releasing commits"
    }
    return counted == 0 ? Self.count(votes.count) : "\(Self.count(votes.count)), \(counted) of them releasing,"
  }

  private static func count(_ number: Int) -> String { number == 1 ? "1 commit" : "\(number) commits" }

  private var unreleased: String {
    if let request = build.changeRequest { return "change request `\(request)` does not release" }
    if let tag = build.tag { return "tag `\(tag)` is not a version with prefix `\(policy.prefix)`" }
    if let branch = build.branch { return "branch `\(branch)` is not a release branch" }
    return "no branch is known, so nothing is released"
  }

  private func decision(
    _ next: SemanticVersion, previous: SemanticVersion? = nil, base tag: String? = nil, _ bump: VersionBump,
    release: Bool, _ reason: String
  ) -> VersionDecision {
    let isHeldBack = bump != .none && !release
    let unmerged = base.unmerged.map { IgnoredTag(name: $0.name, reason: "not in the history of HEAD") }
    return VersionDecision(
      next: next, previous: previous ?? base.highest?.version, bump: bump, base: tag ?? base.highest?.name,
      release: release, reason: isHeldBack ? "\(reason); \(unreleased)" : reason, explanation: votes,
      ignoredTags: unmerged + tags.ignored)
  }
}

extension VersionBump {
  /// The bump that a version without a predecessor looks like: its last number that is not zero.
  static func first(_ version: SemanticVersion) -> VersionBump {
    if version.isPrerelease { return .prerelease }
    if version.patch > 0 { return .patch }
    return version.minor > 0 ? .minor : .major
  }

  static func between(_ old: SemanticVersion, _ new: SemanticVersion) -> VersionBump {
    if new.major != old.major { return .major }
    return new.minor != old.minor ? .minor : .patch
  }
}
