public import TextFormats

/// Which image tags a build gets: the `tag` settings that concern the image.
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

  /// `tag.image` where nothing is set.
  ///
  /// A change request gets no `sha-…`: a stranger can make a commit whose id begins like that of one on the main branch.
  public static let standard = [
    "{version}", "{major}.{minor}", "{major}", "latest", "pr-{number}", "pr-{number}-{sha}", "{branch}",
    "{branch}-{sha}", "sha-{sha}",
  ]

  public var rules: [ImageTagRule]
  public var floating: Set<Floating>
  public var latest: Latest

  public init(
    rules: [ImageTagRule] = standard.compactMap { try? ImageTagRule($0) },
    floating: Set<Floating> = [.major, .majorMinor], latest: Latest = .auto
  ) {
    self.rules = rules
    self.floating = floating
    self.latest = latest
  }
}

/// The image tags to push: legal for every registry, each once, in the order of the rules.
public enum ImageTags {
  /// - Parameters:
  ///   - tags: all version tags, merged or not, so that a backport does not move what is ahead of it.
  ///   - isScheduled: whether a schedule started the build.
  ///   - time: of the run, for dates.
  public static func tags(
    for decision: VersionDecision, tags: ReleaseTags, build: VersionContext, policy: ImageTagPolicy,
    isScheduled: Bool = false, time: Timestamp
  ) -> [ImageTag] {
    let filling = ImageTagFilling(
      decision: decision, tags: tags, build: build, policy: policy, isScheduled: isScheduled, time: time)
    var seen: Set<String> = []
    return policy.rules.compactMap(filling.tag).filter { seen.insert($0.name).inserted }
  }
}
