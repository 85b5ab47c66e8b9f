import TextFormats

/// The reason of a decision in one sentence.
extension VersionDraft {
  func reason(_ highest: ReleaseTags.Entry) -> String {
    if let forcedBump { return forcedReason(forcedBump, highest) }
    if releaseAs == nil, newBump == .none {
      return isPromoted(highest)
        ? "promotes `\(highest.name)`" : "the profile `\(policy.profile.rawValue)` ends 0.x, whatever the commits"
    }
    if let releaseAs, releaseAs.precedes(highest.version.core) { return "\(summary), but \(announced(highest))" }
    return "\(summary) since `\((base.start ?? highest).name)`"
  }

  private func announced(_ highest: ReleaseTags.Entry) -> String {
    "`\(highest.name)` has announced \(highest.version.core)"
  }

  /// A step starts from the last final release; a pre-release may have announced more.
  private func forcedReason(_ bump: VersionBump, _ highest: ReleaseTags.Entry) -> String {
    let setting = "`tag.bump: \(bump)`"
    guard let final = base.final else { return "\(setting) changes nothing: \(announced(highest))" }
    let raised = final.version.core.raised(by: bump)
    let step = "\(setting) raises `\(final.name)` to \(raised)"
    return raised.precedes(highest.version.core) ? "\(step), but \(announced(highest))" : step
  }

  func nothingReason(since highest: ReleaseTags.Entry) -> String {
    if let forcedBump { return "`tag.bump` is \(forcedBump)" }
    let newCount = commits.count { !$0.isPrereleased }
    if newCount == 0 { return "no commit since `\(highest.name)`" }
    return "\(HumanText.count(newCount, "commit")) since `\(highest.name)`, none triggers a release"
  }

  var firstReason: String {
    if forcedBump == VersionBump.none { return "`tag.bump` is none" }
    if let releaseAs { return "there is no version tag yet, and `Release-As: \(releaseAs)` sets the first version" }
    if !isFirstWanted { return "there is no version tag yet, and no commit triggers a release" }
    return "there is no version tag yet; the first version comes from \(policy.initialVersionSource)"
  }

  private var summary: String {
    if let releaseAs { return "`Release-As: \(releaseAs)`" }
    let counted = votes.count { $0.bump != .none }
    if counted == votes.count, counted > 0 {
      return HumanText.count(counted, "releasing commit")
    }
    let commits = HumanText.count(votes.count, "commit")
    return counted == 0 ? commits : "\(commits), \(counted) of them releasing,"
  }

  var unreleased: String {
    if let request = build.changeRequest { return "change request `\(request)` does not release" }
    if let tag = build.tag { return "tag `\(tag)` is not a version with prefix `\(policy.prefix)`" }
    if let branch = build.branch { return "branch `\(branch)` is not a release branch" }
    return "no branch is known, so nothing is released"
  }
}
