extension VersionDecision {
  /// What the image says is its version: the released one, or before a release `1.4.0-dev.3+1a2b3c4`, where 3 is the number
  /// of commits since the last release and `1.4.0` the version they lead to.
  ///
  /// In the order of semantic versions it stands between the last release and the next.
  /// - Parameter commit: the full id.
  public func label(of commit: String) -> String {
    guard !release else { return "\(next)" }
    let isOut = bump == .none && previous == next
    var version = isOut && !next.isPrerelease ? next.core.raised(by: .patch) : next
    let count = "\(explanation.count)"
    // After `1.3.0-rc.1` comes `1.3.0-rc.1.dev.2`; before the next pre-release it is not known which one that will be.
    version.prerelease = isOut ? next.prerelease + ["dev", count] : ["dev", count]
    version.build = [CommitVote.short(commit)]
    return "\(version)"
  }
}
