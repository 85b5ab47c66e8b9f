public import Diagnostics
import PipelineCore
public import Settings

/// What builds the image, and why: `build.engine`, and for `auto`, whether a Dockerfile is asked for.
public struct BuilderChoice: CustomStringConvertible {
  enum Builder: Sendable {
    /// No daemon and no Dockerfile.
    case embedded
    /// A Docker Engine, by a Dockerfile.
    case engine
  }

  let builder: Builder
  public let description: String

  public init(_ settings: Settings) throws(Failure) {
    let origin = settings.origin(of: Settings.buildEngine) ?? .default
    let dockerfile = settings(Settings.buildDockerfile)
    switch settings(Settings.buildEngine) ?? .auto {
    case .docker:
      builder = .engine
      description = "built by an engine: `build.engine` is `docker` (\(origin))"
    case .oci:
      builder = .embedded
      description = "built without an engine: `build.engine` is `oci` (\(origin))"
    case .auto:
      builder = dockerfile == nil ? .embedded : .engine
      description =
        dockerfile.map { "built by an engine: `build.dockerfile` names `\($0)`" }
        ?? "built without an engine: `build.engine` is `auto`, and no Dockerfile is asked for"
    }
    if builder == .embedded { try Self.refuseWhatNeedsAnEngine(settings) }
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
