import AgentManifest
import AgentRuntimes
import Diagnostics
import FileIO
import OCIImage
import PipelineCore
import SystemPackage

/// What is to be built, decided from manifest, settings and commit before anything is fetched.
struct BuildPlan: Sendable {
  var manifest: AgentManifest
  var runtime: any AgentRuntime
  var baseImage: BaseImage
  var platform: Platform
  var revision: SourceRevision?
  /// Seconds since 1970: the image's creation and the application's files.
  var sourceDate: Int64
  /// Files to write the image to besides the run folder; absolute.
  var archives: [ImageArchive]

  init(_ manifest: AgentManifest, _ context: RunContext, _ services: StageServices) throws {
    let settings = context.settings
    self.manifest = manifest
    try Self.refuseWhatNeedsAnEngine(settings)
    runtime = try AllRuntimes.runtime(for: manifest.spec.runtime)
    platform = try Self.platform(settings)
    baseImage = try Self.baseImage(settings, runtime, manifest.spec.runtime.value.version, context)
    revision = try SourceRevision.read(context, services)
    sourceDate = try services.sourceDateEpoch() ?? revision?.time ?? 0
    archives = try Self.archives(context)
  }

  private static func refuseWhatNeedsAnEngine(_ settings: Settings) throws(Failure) {
    let asked =
      settings(Settings.buildEngine) == "docker"
      ? settings.origin(of: Settings.buildEngine) : settings.origin(of: Settings.buildDockerfile)
    guard let asked, settings(Settings.buildEngine) == "docker" || settings(Settings.buildDockerfile) != nil else {
      return
    }
    throw Failure(
      .usage,
      .error(
        "engine-not-supported", "this version builds with its embedded builder only, not with a Docker engine",
        at: asked.location,
        hints: ["set `build.engine` to `auto` or `oci` and leave `build.dockerfile` out; it comes from \(asked)"]))
  }

  private static func platform(_ settings: Settings) throws(Failure) -> Platform {
    guard let names = settings(Settings.buildPlatforms), let name = names.first else { return .host }
    let place = settings.origin(of: Settings.buildPlatforms)?.location
    guard names.count == 1 else {
      throw Failure(
        .usage,
        .error(
          "several-platforms", "this version builds for one platform at a time, \(names.count) are asked for",
          at: place, hints: ["name one of \(names.map { "`\($0)`" }.joined(separator: ", "))"]))
    }
    guard let platform = Platform(name) else {
      throw Failure(
        .usage,
        .error("invalid-platform", "`\(name)` is not a platform", at: place, hints: ["write `linux/amd64`"]))
    }
    return platform
  }

  /// A relative file is the manifest's where the manifest names it, else the caller's.
  static func archives(_ context: RunContext) throws -> [ImageArchive] {
    let settings = context.settings
    let isInManifest = settings.origin(of: Settings.buildOutputImage)?.location != nil
    return try (settings(Settings.buildOutputImage) ?? []).map { text in
      var archive = try ImageArchive(parsing: text)
      archive.file = (isInManifest ? context.folder : context.invocationFolder).pushing(archive.file)
      return archive
    }
  }

  /// A relative layout folder is the manifest's where the manifest names it, else the caller's.
  private static func baseImage(
    _ settings: Settings, _ runtime: any AgentRuntime, _ version: String?, _ context: RunContext
  ) throws -> BaseImage {
    let text = settings(Settings.buildBaseImage) ?? runtime.defaultBaseImage(version: version)
    let base = try BaseImage(parsing: text)
    guard case .layout(let path, let tag) = base else { return base }
    let isInManifest = settings.origin(of: Settings.buildBaseImage)?.location != nil
    return .layout((isInManifest ? context.folder : context.invocationFolder).pushing(path), tag: tag)
  }
}
