/// A decision in progress.
struct VersionDraft {
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

  var forcedBump: VersionBump? { if case .bump(let bump)? = policy.forced { bump } else { nil } }
  /// The strongest vote since the last final release.
  var bump: VersionBump { forcedBump ?? votes.map(\.bump).max() ?? .none }
  /// The strongest vote since the last version of any kind.
  var newBump: VersionBump {
    forcedBump ?? zip(commits, votes).filter { !$0.0.isPrereleased }.map(\.1.bump).max() ?? .none
  }
  /// What the newest `Release-As` footer asks for; a forced step goes without the commits.
  var releaseAs: SemanticVersion? { forcedBump == nil ? votes.lazy.compactMap(\.releaseAs).first : nil }

  /// HEAD carries the version: a build of a tag, or a commit that was tagged before.
  func taggedAlready() -> VersionDecision? {
    if let name = build.tag {
      guard let version = ReleaseTags.version(of: name, prefix: policy.prefix) else { return nil }
      return decision(
        version, previous: version, base: name, .none, release: build.changeRequest == nil,
        "tag `\(name)` is being built")
    }
    guard let entry = tagOfHead else { return nil }
    if case .version(let forced)? = policy.forced, forced != entry.version { return nil }
    if isPromoted(entry) { return nil }
    let isElsewhere = role == nil && (build.changeRequest != nil || build.tag != nil || build.branch != nil)
    return decision(
      entry.version, previous: entry.version, base: entry.name, .none, release: !isElsewhere,
      "HEAD is tagged `\(entry.name)`" + (isElsewhere ? ", but \(unreleased)" : ""))
  }

  /// The highest; among pre-releases, that of the branch.
  private var tagOfHead: ReleaseTags.Entry? {
    let own = tags.entries.filter { $0.commit == build.commit }
    guard case .prerelease(let name) = role, own.first?.version.isPrerelease == true else { return own.first }
    return own.first { $0.version.prerelease.first == name } ?? own.first
  }

  /// A pre-release becomes the final release on a release branch, and one of a higher name on the branch of that name:
  /// an alpha becomes a release candidate, but not the other way around.
  func isPromoted(_ entry: ReleaseTags.Entry) -> Bool {
    guard entry.version.isPrerelease, policy.hasPrereleaseBranch || policy.profile.ignoresPrereleases else {
      return false
    }
    switch role {
    case .release: return true
    case .prerelease(let name):
      guard entry.version.prerelease.first != name else { return false }
      return nextNumber(of: entry.version.core, name).map(entry.version.precedes) ?? false
    case nil: return false
    }
  }

  /// The next final release.
  func final() -> VersionDecision {
    guard let highest = base.highest else {
      let first = releaseAs ?? policy.initialVersion
      return decision(
        first, isFirstWanted ? .first(first) : .none, release: isFirstWanted && role == .release, firstReason)
    }
    guard isWorthy(highest) else { return nothingNew(since: highest) }
    if policy.profile.continuesPrereleases, let next = continued(highest) {
      return decision(next, .prerelease, release: role == .release, reason(highest))
    }
    let next = target(highest)
    let raised: VersionBump =
      if next.isPrerelease { .prerelease } else if let final = base.final { .between(final.version, next) } else {
        .first(next)
      }
    return decision(next, raised, release: role == .release, reason(highest))
  }

  /// The version that `tag.version` sets.
  func forced(_ version: SemanticVersion) -> VersionDecision {
    let raised: VersionBump = if let start = base.start { .between(start.version, version) } else { .first(version) }
    return decision(
      version, version.isPrerelease ? .prerelease : raised, release: role != nil, "set by `tag.version`")
  }

  /// Without a tag, the first version is due whatever the commits say, unless people or the profile decide otherwise.
  var isFirstWanted: Bool {
    if let forcedBump { return forcedBump != .none }
    return !policy.profile.firstReleaseNeedsCommit || bump != .none
  }

  /// Whether there is a reason for another version.
  func isWorthy(_ highest: ReleaseTags.Entry) -> Bool {
    if forcedBump == VersionBump.none { return false }
    if policy.profile.leavesZero, highest.version.major == 0 { return true }
    guard isPromoted(highest) else { return newBump != .none }
    // A commit that is tagged itself is wanted as it is; otherwise what led to the pre-release may be undone since.
    if policy.profile.firstReleaseNeedsCommit { return bump != .none }
    return bump != .none || base.final == nil || highest.commit == build.commit
  }

  /// The final release that the commits lead to, never below the one that a pre-release announced.
  func target(_ highest: ReleaseTags.Entry) -> SemanticVersion {
    if let releaseAs { return max(releaseAs, highest.version.core) }
    guard let final = base.final else {
      return policy.profile.ignoresPrereleases
        ? max(policy.initialVersion, highest.version.core) : highest.version.core
    }
    let raised = final.version.core.raised(by: bump)
    let lowest = policy.profile.leavesZero && forcedBump == nil ? SemanticVersion(1, 0, 0) : raised
    return max(raised, lowest, highest.version.core)
  }

  /// The pre-release after a pre-release, if no branch has pre-releases of its own.
  private func continued(_ highest: ReleaseTags.Entry) -> SemanticVersion? {
    guard !policy.hasPrereleaseBranch, forcedBump == nil, releaseAs == nil else { return nil }
    return highest.version.nextPrerelease
  }

  func nothingNew(since highest: ReleaseTags.Entry) -> VersionDecision {
    decision(highest.version, .none, release: false, nothingReason(since: highest))
  }

  func decision(
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
