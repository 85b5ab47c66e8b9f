extension VersionDraft {
  /// The next pre-release of a name. A version that is out anywhere is neither made again nor undercut: its number, its
  /// core or its whole line is left behind.
  func prerelease(_ name: String) -> VersionDecision {
    guard let highest = base.highest else {
      let first = (releaseAs ?? policy.initialVersion).core
      return isFirstWanted ? free(from: first, name, firstReason) : decision(first, .none, release: false, firstReason)
    }
    guard isWorthy(highest) else { return nothingNew(since: highest) }
    var core = target(highest).core
    // The announced release may be out on another branch: then what is new raises that one.
    let out = highest.version.isPrerelease ? tags.highestFinal(upTo: highest.version) : nil
    let raised = out?.version.core.raised(by: step) ?? core
    let isOut = core.precedes(raised)
    if isOut { core = raised }
    return free(from: core, name, reason(highest), because: isOut ? out : nil)
  }

  /// What a core is raised by that cannot be used.
  private var step: VersionBump { max(newBump == .none ? bump : newBump, .patch) }

  /// The first pre-release of the name that is free, from a core on.
  ///
  /// - Parameter out: the release that made an earlier core impossible.
  private func free(
    from first: SemanticVersion, _ name: String, _ reason: String, because out: ReleaseTags.Entry? = nil
  ) -> VersionDecision {
    guard var next = nextNumber(of: first, name) else {
      return decision(
        first, .none, release: false, "`\(name)` is not a valid pre-release name, or has no number left")
    }
    var out = out
    while let above = tags.overtaking(next, raisedFrom: base.final?.version ?? first) {
      let raised = max(next.core, above.version.core).raised(by: step)
      guard next.core.precedes(raised), let higher = nextNumber(of: raised, name) else { break }
      next = higher
      out = above
    }
    return decision(
      next, .prerelease, release: true, reason + (out.map { "; `\($0.name)` is out already" } ?? ""))
  }

  /// Counted from all tags: a number that exists on another branch is not used twice.
  ///
  /// - Returns: `nil` if the name is not a pre-release identifier.
  func nextNumber(of core: SemanticVersion, _ name: String) -> SemanticVersion? {
    let numbers = tags.entries.compactMap { entry -> UInt64? in
      let identifiers = entry.version.prerelease
      guard entry.version.core == core, identifiers.count == 2, identifiers[0] == name else { return nil }
      return UInt64(identifiers[1])
    }
    // The last number that there is has no next one.
    let (number, isBeyond) = (numbers.max() ?? 0).addingReportingOverflow(1)
    return isBeyond ? nil : core.prerelease(name, number)
  }
}
