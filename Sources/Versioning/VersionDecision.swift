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
    let draft = VersionDraft(tags: tags, base: base, commits: commits, votes: votes, build: build, policy: policy)
    if let settled = draft.taggedAlready() { return settled }
    if case .version(let version)? = policy.forced {
      let highest = base.highest.flatMap { $0.version.precedes(version) ? nil : $0 }
      if let above = highest ?? tags.overtaking(version) {
        throw VersionTaken(version: version, tag: above.name, commit: above.commit, isOvertaken: true, isForced: true)
      }
      return try draft.forced(version).checked(by: tags)
    }
    if case .prerelease(let name) = draft.role { return try draft.prerelease(name).checked(by: tags) }
    let decision = try draft.final().checked(by: tags)
    if decision.release, decision.bump != .none, let highest = base.highest,
      let above = tags.overtaking(decision.next, raisedFrom: (base.final ?? highest).version)
    {
      throw VersionTaken(version: decision.next, tag: above.name, commit: above.commit, isOvertaken: true)
    }
    return decision
  }

  /// - Throws: if the release needs a version that exists.
  private func checked(by tags: ReleaseTags) throws(VersionTaken) -> VersionDecision {
    if release, bump != .none, let taken = tags.entries.first(where: { $0.version.hasSamePrecedence(as: next) }) {
      throw VersionTaken(version: next, tag: taken.name, commit: taken.commit)
    }
    return self
  }
}
