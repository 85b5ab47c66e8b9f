public import AgentManifest
public import Diagnostics
import FileIO
import Languages
import OCIImage
public import PipelineCore
import Settings
import SystemPackage

/// What is to be built, decided from manifest, settings and commit before anything is fetched.
public struct BuildPlan: Sendable {
  var manifest: AgentManifest
  var runtime: any Language
  var baseImage: BaseImage
  /// Each once, in the order they were asked for; several become an image index.
  var platforms: [Platform]
  var compression: LayerCompression
  var family: MediaType.Family
  var revision: SourceRevision?
  /// Seconds since 1970: the image's creation and the application's files.
  var sourceDate: Int64
  /// Where the image goes besides the work directory.
  var outputs: [ImageOutput]

  /// - Parameters:
  ///   - revision: the commit; `nil` outside of a repository.
  ///   - sourceDate: in seconds since 1970; without it the commit's time is used.
  public init(
    _ manifest: AgentManifest, _ context: RunContext, revision: SourceRevision?, sourceDate: Int64?
  ) throws {
    let settings = context.settings
    self.manifest = manifest
    runtime = manifest.spec.runtime.value.language
    platforms = try Self.platforms(settings)
    baseImage = try Self.baseImage(settings, runtime, manifest.spec.runtime.value.version, context)
    compression = settings(Settings.buildCompression).flatMap { LayerCompression(rawValue: $0.rawValue) } ?? .gzip
    family = settings(Settings.buildMediaTypes).flatMap { MediaType.Family(rawValue: $0.rawValue) } ?? .oci
    try Self.refuseUnnamedCompression(compression, family, settings)
    self.revision = revision
    self.sourceDate = sourceDate ?? revision?.time ?? 0
    outputs = try ImageOutput.all(context)
    for output in outputs { try output.check(self) }
  }

  private static func refuseUnnamedCompression(
    _ compression: LayerCompression, _ family: MediaType.Family, _ settings: Settings
  ) throws(Failure) {
    guard family.layer(compression.mediaType) == nil else { return }
    throw Failure(
      .usage, "contradicting-settings", "the \(family) media types have no type for \(compression) layers",
      at: settings.origin(of: Settings.buildCompression)?.location,
      hints: ["set `build.compression: gzip` or `build.mediaTypes: oci`"])
  }

  private static func platforms(_ settings: Settings) throws(Failure) -> [Platform] {
    var platforms: [Platform] = []
    for name in settings(Settings.buildPlatforms) ?? [] {
      guard let platform = Platform(name) else {
        throw Failure(
          .usage, "invalid-platform", "`\(name)` is not a platform",
          at: settings.origin(of: Settings.buildPlatforms)?.location, hints: ["write `linux/amd64`"])
      }
      if !platforms.contains(platform) { platforms.append(platform) }
    }
    return platforms.isEmpty ? [.host] : platforms
  }

  private static func baseImage(
    _ settings: Settings, _ runtime: any Language, _ version: String?, _ context: RunContext
  ) throws -> BaseImage {
    let text = settings(Settings.buildBaseImage) ?? runtime.defaultBaseImage(version: version)
    let base = try BaseImage(parsing: text)
    guard case .layout(let path, let tag) = base else { return base }
    let directory = try NamedPath.resolve(
      path, of: Settings.buildBaseImage.definition, from: settings.origin(of: Settings.buildBaseImage), context)
    return .layout(directory, tag: tag)
  }

  /// Directories that agent.yaml mounts and the image has: a new volume takes their owner over.
  var volumes: [String] {
    manifest.spec.volumes.filter { [.volume, .tmpfs].contains($0.kind) }.map(\.target.value)
  }

  /// The directories that the language's tools need.
  func workspace(of directory: ProjectDirectory, _ context: RunContext) throws(Failure) -> Workspace {
    guard let set = context.settings(Settings.buildContext) else { return runtime.workspace(of: directory) }
    let origin = context.settings.origin(of: Settings.buildContext)
    guard runtime.usesWorkspace || context.settings(Settings.buildRun)?.isEmpty == false else {
      throw Failure(
        .usage, "context-without-effect",
        "`build.context` has no effect: the tools of `\(runtime.name)` see the agent's directory only",
        at: origin?.location, hints: ["remove it, or copy what is needed with a command of `build.run`"])
    }
    let path = try NamedPath.resolve(
      FilePath(set), of: Settings.buildContext.definition, from: origin, context)
    let agent = FileStatus.realPath(of: context.directory) ?? context.directory
    var place = agent
    guard place.removePrefix(FileStatus.realPath(of: path) ?? path) else {
      throw Failure(
        .usage, "context-without-agent", "`build.context` is `\(set)`, which does not contain the agent's directory",
        at: origin?.location, hints: ["name a directory above `\(context.display(context.directory))`"])
    }
    return Workspace(agent: place.string, parts: [""])
  }

  /// The validation lists only so many files, and neither those that `build.include` brings back nor those that commands
  /// make: these are looked through here.
  /// - Parameter isMade: whether a build made the files, so that the validation did not see them.
  func refuseSecrets(in sources: SourceTree, _ settings: Settings, isMade: Bool = false) throws(Failure) {
    let isChosen = [Settings.buildInclude, Settings.buildRun].contains { settings($0)?.isEmpty == false }
    guard isMade || isChosen || sources.entries.count > ApplicationFiles.listingLimit else { return }
    let files = sources.entries.compactMap { if case .file = $0.contents { $0.path } else { nil } }
    let finding = SecretInImage.findings(
      in: files, allowed: settings(Settings.buildAllowSecrets) ?? [], at: manifest.spec.runtime.location
    ) { path, limit in
      try? FileContents.read(
        sources.directory.appending(FilePath(path).components), limit: limit, in: sources.project)
    }.first
    if let finding { throw Failure(.agent, finding) }
  }

  /// What is wrong with the paths that the manifest names, before anything is built.
  public static func pathProblems(_ context: RunContext) -> [Diagnostic] {
    let (settings, dockerfile, base) = (context.settings, Settings.buildDockerfile, Settings.buildBaseImage)
    var named: [(FilePath, SettingDefinition, SettingOrigin?)] = []
    if let file = settings(dockerfile) {
      named.append((FilePath(file), dockerfile.definition, settings.origin(of: dockerfile)))
    }
    if let directory = settings(Settings.buildContext) {
      named.append(
        (FilePath(directory), Settings.buildContext.definition, settings.origin(of: Settings.buildContext)))
    }
    if let text = settings(base), case .layout(let path, _)? = try? BaseImage(parsing: text) {
      named.append((path, base.definition, settings.origin(of: base)))
    }
    return named.compactMap { path, definition, origin in
      do throws(Failure) {
        _ = try NamedPath.resolve(path, of: definition, from: origin, context)
        return nil
      } catch {
        return error.diagnostic
      }
    }
  }

  /// The Dockerfile that an engine would be given. Nothing is fetched, and no engine is asked.
  public func dockerfile(_ context: RunContext) throws -> String { try GeneratedDockerfile(self, context).text }
}
