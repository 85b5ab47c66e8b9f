/// Which image tags a release moves besides its full version: the `tag` settings that concern the image.
public struct ImageTagPolicy: Sendable, Hashable {
  public enum Floating: String, Sendable, Hashable, CaseIterable {
    case major
    case majorMinor = "major.minor"
  }

  public enum Latest: String, Sendable, Hashable, CaseIterable {
    /// Only for the highest final release of all tags.
    case auto
    /// For every final release.
    case always
    case never
  }

  public var floating: Set<Floating>
  public var latest: Latest

  public init(floating: Set<Floating> = [.major, .majorMinor], latest: Latest = .auto) {
    self.floating = floating
    self.latest = latest
  }
}

/// The image tags to push: legal for every registry, each once, the most specific first.
public enum ImageTags {
  /// - Release: the full version; for a final one also `1.4` and `1` if it is the highest of its line, and `latest`.
  /// - Change request: `pr-12` and `pr-12-1a2b3c4`, and no other: a stranger can make a commit whose id begins like that of
  ///   one on the main branch, and must not replace its `sha-1a2b3c4`.
  /// - Any other branch: `main` and `main-1a2b3c4`.
  /// - Always but for change requests: `sha-1a2b3c4`.
  ///
  /// - Parameter tags: all version tags, merged or not, so that a backport does not move what is ahead of it.
  public static func names(
    for decision: VersionDecision, tags: ReleaseTags, build: VersionContext, policy: ImageTagPolicy
  ) -> [String] {
    let short = CommitVote.short(build.commit)
    var names: [String] = []
    if decision.release {
      names = release(decision.next, tags: tags, policy: policy)
    } else if let request = build.changeRequest {
      names = [ImageTagName.legal("pr-\(request)"), ImageTagName.legal("pr-\(request)", suffix: "-\(short)")]
    } else if let branch = build.branch, build.tag == nil {
      names = [ImageTagName.branch(branch), ImageTagName.branch(branch, suffix: "-\(short)")]
    }
    if build.changeRequest == nil { names.append("sha-\(short)") }
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }

  private static func release(_ version: SemanticVersion, tags: ReleaseTags, policy: ImageTagPolicy) -> [String] {
    var names = [ImageTagName.legal(version.description)]
    if version.isPrerelease { return names }
    let inMajor = { (other: SemanticVersion) in other.major == version.major }
    let inMinor = { (other: SemanticVersion) in inMajor(other) && other.minor == version.minor }
    if policy.floating.contains(.majorMinor), tags.isHighest(version, where: inMinor) {
      names.append("\(version.major).\(version.minor)")
    }
    // Below 1.0.0 every minor may break, so there is no tag `0`.
    if policy.floating.contains(.major), version.major > 0, tags.isHighest(version, where: inMajor) {
      names.append("\(version.major)")
    }
    if policy.latest == .always || (policy.latest == .auto && tags.isHighest(version)) { names.append("latest") }
    return names
  }
}
