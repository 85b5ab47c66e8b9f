import AgentManifest
import Diagnostics
import Settings
import Versioning

/// The `tag` settings in the form that the decision needs.
enum TagPolicies {
  static func version(_ manifest: AgentManifest, _ settings: Settings, hasSeveralAgents: Bool) -> VersionPolicy {
    let profile = settings(Settings.tagCompat) ?? .standard
    var policy = VersionPolicy(profile: profile)
    let name = manifest.metadata.name.value
    let prefix = settings(Settings.tagPrefix).map { $0 == "none" ? "" : $0.replacing("{name}", with: name) }
    policy.prefix = prefix ?? (hasSeveralAgents ? "\(name)/v" : "v")
    let changes = settings(Settings.tagRules) ?? [:]
    policy.rules = BumpRules(changes.compactMapValues { VersionBump(rawValue: $0.rawValue) }, profile: profile)
    // The profile overrides the default `false`, but not a value that is set.
    let isMajorSet = settings.origin(of: Settings.tagMajorOnZero) != .default
    policy.majorOnZero = isMajorSet ? settings(Settings.tagMajorOnZero) ?? false : profile.majorOnZero
    (policy.initialVersion, policy.initialVersionSource) = initialVersion(manifest, settings, profile)
    policy.branches = manifest.spec.pipeline.branches.map { rule in
      switch rule.kind {
      case .release: VersionPolicy.BranchRule(rule.pattern, .release)
      case .prerelease(let name): VersionPolicy.BranchRule(rule.pattern, .prerelease(name))
      }
    }
    policy.readsSquashBodies = settings(Settings.tagSquashBodies) ?? false
    policy.forced = forced(settings)
    return policy
  }

  static func imageTags(_ settings: Settings) -> ImageTagPolicy {
    var policy = ImageTagPolicy()
    policy.latest = settings(Settings.tagLatest) ?? .auto
    // Settings has checked them.
    if let templates = settings(Settings.tagImage) { policy.rules = templates.compactMap { try? ImageTagRule($0) } }
    if let names = settings(Settings.tagFloating) {
      policy.floating = Set(names.compactMap { ImageTagPolicy.Floating(rawValue: $0.rawValue) })
    }
    return policy
  }

  /// The setting, else the profile's first version, else the version in the manifest.
  private static func initialVersion(
    _ manifest: AgentManifest, _ settings: Settings, _ profile: VersionProfile
  ) -> (version: SemanticVersion, source: String) {
    if let version = settings(Settings.tagInitialVersion) { return (version, "`tag.initialVersion`") }
    if let version = profile.initialVersion { return (version, "the profile `\(profile.rawValue)`") }
    if let version = manifest.metadata.version.flatMap({ SemanticVersion($0.value) }) {
      return (version, "`metadata.version`")
    }
    return (SemanticVersion(0, 1, 0), "the default")
  }

  /// What people decide instead of the commits; the version overrides the step.
  private static func forced(_ settings: Settings) -> ForcedVersion? {
    if let version = settings(Settings.tagVersion) { return .version(version) }
    // `auto` is not a step.
    return settings(Settings.tagBump).flatMap { VersionBump(rawValue: $0.rawValue) }.map { .bump($0) }
  }
}
