public import Diagnostics
import PipelineCore
public import Settings

/// What builds the image, and why: `build.engine`, and for `auto`, whether a Dockerfile is asked for.
public struct BuilderChoice: CustomStringConvertible {
  /// Whether a Docker Engine builds by a Dockerfile; else the embedded builder does, without a daemon and a Dockerfile.
  let usesEngine: Bool
  public let description: String

  public init(_ settings: Settings) throws(Failure) {
    let origin = settings.origin(of: Settings.buildEngine) ?? .default
    let dockerfile = settings(Settings.buildDockerfile)
    switch settings(Settings.buildEngine) ?? .auto {
    case .docker:
      usesEngine = true
      description = "built by an engine: `build.engine` is `docker` (\(origin))"
    case .oci:
      usesEngine = false
      description = "built without an engine: `build.engine` is `oci` (\(origin))"
    case .auto:
      usesEngine = dockerfile != nil
      description =
        dockerfile.map { "built by an engine: `build.dockerfile` names `\($0)`" }
        ?? "built without an engine: `build.engine` is `auto`, and no Dockerfile is asked for"
    }
    if !usesEngine { try Self.refuseWhatNeedsAnEngine(settings) }
  }

  private static func refuseWhatNeedsAnEngine(_ settings: Settings) throws(Failure) {
    let asked: [(String, SettingOrigin?)] = [
      ("build.dockerfile", settings.origin(of: Settings.buildDockerfile)),
      ("build.args", settings.origin(of: Settings.buildArgs)),
      ("build.target", settings.origin(of: Settings.buildTarget)),
      ("build.cacheFrom", settings.origin(of: Settings.buildCacheFrom)),
      ("build.network", settings.origin(of: Settings.buildNetwork)),
    ]
    for (name, origin) in asked {
      guard let origin else { continue }
      throw Failure(
        .usage, "setting-needs-engine", "`\(name)` applies only to builds by an engine", at: origin.location,
        hints: ["set `build.engine` to `docker`, or leave `\(name)` out; it comes from \(origin)"])
    }
  }
}
