import AgentManifest
import Diagnostics
import PipelineCore
import Settings
import Versioning

/// The `tag` settings as the decision wants them.
struct TagPolicies {
  var version: VersionPolicy

  init(_ manifest: AgentManifest, _ settings: Settings, hasSeveralAgents: Bool) throws(Failure) {
    let name = manifest.metadata.name.value
    let profile = settings(Settings.tagCompat).flatMap(VersionProfile.init) ?? .standard
    // What is not set anywhere has the default `false`, which the profile may know better.
    let isMajorSet = settings.origin(of: Settings.tagMajorOnZero) != .default
    let initial = try Self.initialVersion(manifest, settings, profile)
    version = VersionPolicy(
      prefix: settings(Settings.tagPrefix) ?? (hasSeveralAgents ? "\(name)/v" : "v"),
      rules: try Self.rules(settings, profile),
      majorOnZero: isMajorSet ? settings(Settings.tagMajorOnZero) ?? false : profile.majorOnZero,
      initialVersion: initial.version, initialVersionSource: initial.source,
      branches: manifest.spec.pipeline.branches.map { rule in
        switch rule.kind {
        case .release: VersionPolicy.BranchRule(rule.pattern, .release)
        case .prerelease(let name): VersionPolicy.BranchRule(rule.pattern, .prerelease(name))
        }
      },
      readsSquashBodies: settings(Settings.tagSquashBodies) ?? false, forced: try Self.forced(settings),
      profile: profile)
  }

  static func imageTags(_ settings: Settings) throws(Failure) -> ImageTagPolicy {
    var policy = ImageTagPolicy()
    policy.latest = settings(Settings.tagLatest).flatMap(ImageTagPolicy.Latest.init) ?? .auto
    guard let names = settings(Settings.tagFloating) else { return policy }
    policy.floating = []
    for name in names where name != "none" {
      guard let floating = ImageTagPolicy.Floating(rawValue: name) else {
        throw malformed(Settings.tagFloating, name, "`major`, `major.minor` or `none`", settings)
      }
      policy.floating.insert(floating)
    }
    return policy
  }

  private static func rules(_ settings: Settings, _ profile: VersionProfile) throws(Failure) -> BumpRules {
    var changes: [String: VersionBump] = [:]
    for (type, text) in settings(Settings.tagRules) ?? [:] {
      guard let bump = VersionBump(rawValue: text), bump != .prerelease else {
        throw malformed(Settings.tagRules, "\(type)=\(text)", "`major`, `minor`, `patch` or `none`", settings)
      }
      changes[type] = bump
    }
    return BumpRules(changes, profile: profile)
  }

  /// The setting, else what the profile begins with, else what the manifest says the agent's version is.
  private static func initialVersion(
    _ manifest: AgentManifest, _ settings: Settings, _ profile: VersionProfile
  ) throws(Failure) -> (version: SemanticVersion, source: String) {
    if let version = try version(Settings.tagInitialVersion, settings) { return (version, "`tag.initialVersion`") }
    if let version = profile.initialVersion { return (version, "the profile `\(profile.rawValue)`") }
    if let version = manifest.metadata.version.flatMap({ SemanticVersion($0.value) }) {
      return (version, "`metadata.version`")
    }
    return (SemanticVersion(0, 1, 0), "the default")
  }

  /// What people decided instead of the commits; the version goes before the step.
  private static func forced(_ settings: Settings) throws(Failure) -> ForcedVersion? {
    if let version = try version(Settings.tagVersion, settings) { return .version(version) }
    guard let text = settings(Settings.tagBump), text != "auto" else { return nil }
    return VersionBump(rawValue: text).map { .bump($0) }
  }

  private static func version(_ setting: Setting<String>, _ settings: Settings) throws(Failure) -> SemanticVersion? {
    guard let text = settings(setting) else { return nil }
    guard let version = SemanticVersion(text) else {
      throw malformed(setting, text, "a version such as `0.1.0`", settings)
    }
    return version
  }

  private static func malformed<Value>(
    _ setting: Setting<Value>, _ found: String, _ expectation: String, _ settings: Settings
  ) -> Failure {
    let origin = settings.origin(of: setting)
    return Failure(
      .usage,
      .error(
        "malformed-setting",
        "the setting `\(setting.definition.name)` is malformed: expected \(expectation), found `\(found)`",
        at: origin?.location, hints: origin.map { ["it comes from \($0)"] } ?? []))
  }
}
