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
      description = "built by a Docker Engine: `build.engine` is `docker` (\(origin))"
    case .oci:
      usesEngine = false
      description = "built by the embedded builder: `build.engine` is `oci` (\(origin))"
    case .auto:
      usesEngine = dockerfile != nil
      description =
        dockerfile.map { "built by a Docker Engine: `build.dockerfile` names `\($0)`" }
        ?? "built by the embedded builder: `build.engine` is `auto`, and no Dockerfile is set"
    }
    if !usesEngine { try Self.refuseWhatNeedsAnEngine(settings) }
  }

  private static func refuseWhatNeedsAnEngine(_ settings: Settings) throws(Failure) {
    let asked: [(String, SettingOrigin?)] = [
      ("build.dockerfile", settings.origin(of: Settings.buildDockerfile)),
      ("build.args", settings.origin(of: Settings.buildArgs)),
      ("build.target", settings.origin(of: Settings.buildTarget)),
      ("build.cacheFrom", settings.origin(of: Settings.buildCacheFrom)),
      // Those that the embedded builder has as well, it has for its tools.
      (
        "build.network",
        ["host", "none"].contains(settings(Settings.buildNetwork)) ? nil : settings.origin(of: Settings.buildNetwork)
      ),
    ]
    for (name, origin) in asked {
      guard let origin else { continue }
      throw Failure(
        .usage, "setting-needs-engine", "`\(name)` applies only to builds with a Docker Engine", at: origin.location,
        hints: ["set `build.engine` to `docker`, or remove `\(name)`; it comes from \(origin)"])
    }
  }
}
