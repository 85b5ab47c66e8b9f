import AgentManifest
import AgentRuntimes
import Diagnostics
import DockerEngine
import FileIO
import OCIImage
import PipelineCore
import Settings
import SystemPackage
import TextFormats

/// An image as it stands in the engine that made it.
struct EngineMadeImage {
  var engine: EngineClient
  var id: String
}

/// Builds by a Docker Engine and takes the image over into the run folder, where it is like any other.
struct EngineImageBuilder {
  let plan: BuildPlan
  let context: RunContext
  let services: StageServices
  /// Gets the layout of the image, and one of what only its tests need.
  let scratch: FilePath

  struct Result {
    var built: BuiltImage
    var report: ImageReport
    var image: EngineMadeImage
  }

  /// Everything that decides a build, once the engine is known.
  private struct Order {
    var text: String
    var context: BuildContext
    /// Images to have before the build.
    var images: [String]
    var base: String?
    var runtime: RuntimeDockerfile?
    var own: OwnDockerfile?
  }

  func build(_ journal: inout StageJournal) async throws -> Result {
    try refuseSeveralPlatforms()
    let cache = try await LayerCache.open(
      context.cacheFolder, readsEntries: context.settings(Settings.buildNoCache) != true)
    // The blobs stay in the cache as long as it is locked.
    defer { withExtendedLifetime(cache) {} }
    let engine = try await timed("engine", &journal) {
      let engine = try await services.engines.connect()
      return (engine, "\(engine.product) at \(engine.address), API \(engine.version)")
    }
    var loaded: Reference?
    do {
      return try await build(engine, knownLayers(cache), &loaded, &journal)
    } catch {
      if let name = loaded {
        // Also where the run is being stopped.
        await Task { _ = try? await engine.remove(image: name.engineName) }.value
      }
      throw error
    }
  }

  private func build(
    _ engine: EngineClient, _ known: KnownLayers, _ loaded: inout Reference?, _ journal: inout StageJournal
  ) async throws -> Result {
    let bases = EngineBases(engine: engine, services: services, context: context, platform: platform)
    let order = try await order(bases, &loaded, &journal)
    let baseImage = try await timed("base image", &journal) {
      for image in order.images { try await bases.pull(image) }
      guard let name = order.base else { return (EngineImage?.none, "scratch") }
      return (try await engine.image(Self.engineName(of: name)), name)
    }
    let id = try await timed("build", &journal) {
      let id = try await run(order, on: engine, bases)
      return (
        id, order.own.map { "\($0.shown), \(order.context.summary)" } ?? "made Dockerfile, \(order.context.summary)"
      )
    }
    do {
      return try await finish(order, id, baseImage, engine, known, &journal)
    } catch {
      await Task { _ = try? await engine.removeNameless(image: id) }.value
      throw error
    }
  }

  /// Takes the built image over, and what its tests need.
  private func finish(
    _ order: Order, _ id: String, _ baseImage: EngineImage?, _ engine: EngineClient, _ known: KnownLayers,
    _ journal: inout StageJournal
  ) async throws -> Result {
    let layout = try ImageLayout.create(at: scratch.appending(BuiltImage.layoutFolder))
    let exported = try await timed("image", &journal) {
      context.emit(.progress("taking the image out of the engine"))
      let exported = try await engine.export(
        id, to: layout, plan.compression, scratch: scratch, family: plan.family, known: known)
      try layout.tag(exported.image.descriptor, as: "latest")
      return (exported, "\(exported.image.descriptor.digest)")
    }
    let roles = LayerRoles(
      base: baseImage?.diffIDs ?? [], dependencyFolders: order.runtime?.dependencyFolders ?? []
    ).roles(of: exported.image.config)
    if case .command(let arguments) = plan.manifest.spec.healthCheck?.kind {
      let folder = exported.image.config.config?.workingDirectory ?? "/"
      if let finding = try HealthProgram(arguments: arguments, folder: folder)
        .finding(in: exported.image, cache: context.cacheFolder, at: plan.manifest.spec.healthCheck?.location)
      {
        journal.record(finding)
      }
    }
    var built = BuiltImage(
      agent: plan.manifest.metadata.name.value, descriptor: exported.image.descriptor,
      platform: exported.image.platform, testLayer: nil, testSearchPaths: [:], revision: plan.revision)
    if let tests = order.runtime?.tests {
      built.testLayer = try await testLayer(tests, engine, known, &journal)
      built.testSearchPaths = order.runtime?.build.testSearchPaths ?? [:]
    }
    // The last thing that can fail is behind us: from here on the image is the next build's cache.
    try await EngineShelf(engine: engine, name: built.agent).keep(id, as: "image")
    var report = report(exported, roles)
    if let digests = baseImage?.digests, let digest = digests.first { report.bases = [digest] }
    return Result(built: built, report: report, image: EngineMadeImage(engine: engine, id: id))
  }

  /// Nothing where the engine's own platform counts.
  private var platform: Platform? { context.settings(Settings.buildPlatforms) == nil ? nil : plan.platforms[0] }

  private func refuseSeveralPlatforms() throws(Failure) {
    guard plan.platforms.count > 1 else { return }
    throw Failure(
      .usage,
      .error(
        "several-platforms", "an engine builds for one platform at a time, \(plan.platforms.count) are asked for",
        at: context.settings.origin(of: Settings.buildPlatforms)?.location,
        hints: ["name one of them, or set `build.engine` to `oci`, which builds for several"]))
  }

  // MARK: The order

  private func order(
    _ bases: EngineBases, _ loaded: inout Reference?, _ journal: inout StageJournal
  ) async throws -> Order {
    let arguments = context.settings(Settings.buildArgs) ?? [:]
    if let own = try OwnDockerfile(context) {
      for finding in Self.settingsWithoutEffect(context.settings) { journal.record(finding) }
      // What the language's tools left may be what the Dockerfile copies: only its own rules count.
      let sources = try ApplicationFiles(
        context: context, leavings: [], modified: plan.sourceDate, ownIgnoreFile: own.ignoreFile
      ).tree()
      try plan.refuseSecrets(in: sources, context.settings)
      let reader = DockerfileReader(own.text, arguments: arguments)
      return Order(
        text: own.text, context: BuildContext(own.text, at: own.path, sources: sources), images: reader.images,
        base: reader.base(target: context.settings(Settings.buildTarget)), own: own)
    }
    if let target = context.settings(Settings.buildTarget) {
      throw Failure(
        .usage,
        .error(
          "target-without-dockerfile", "`build.target` is `\(target)`, which needs a Dockerfile of the agent's own",
          at: context.settings.origin(of: Settings.buildTarget)?.location,
          hints: ["name it in `build.dockerfile`, or leave `build.target` out"]))
    }
    let sources = try ApplicationFiles(
      context: context, leavings: plan.runtime.ignoredFiles, modified: plan.sourceDate
    ).tree()
    if plan.runtime.includesSources { try plan.refuseSecrets(in: sources, context.settings) }
    let base: String
    switch plan.baseImage {
    case .scratch: base = "scratch"
    case .registry(let reference): base = "\(reference)"
    case .layout(let path, let tag):
      let image = try ImageLayout(opening: path).image(tag: tag, for: plan.platforms[0])
      let (name, isNew) = try await bases.load(image)
      if isNew { loaded = name }
      base = name.engineName
    }
    let file = try GeneratedDockerfile(
      plan, context, sources: sources, base: base, arguments: arguments.keys.sorted())
    return Order(
      text: file.text, context: BuildContext(file.text, sources: sources),
      images: ([base].filter { $0 != "scratch" && !$0.contains("agent-pipeline/base:") }) + file.runtime.otherImages,
      base: base == "scratch" ? nil : base, runtime: file.runtime)
  }

  /// What a Dockerfile of the agent's own decides instead.
  private static func settingsWithoutEffect(_ settings: Settings) -> [Diagnostic] {
    let set: [(String, SettingOrigin?)] = [
      ("build.baseImage", settings.origin(of: Settings.buildBaseImage)),
      ("build.entrypoint", settings.origin(of: Settings.buildEntrypoint)),
      ("build.user", settings.origin(of: Settings.buildUser)),
      ("build.installer", settings.origin(of: Settings.buildInstaller)),
    ]
    return set.compactMap { name, origin in
      guard let origin, origin != .default else { return nil }
      return .warning(
        "setting-without-effect", "`\(name)` changes nothing: the agent's own Dockerfile decides it",
        at: origin.location, hints: ["leave `\(name)` out; it comes from \(origin)"])
    }
  }

  private static func engineName(of base: String) -> String {
    (try? Reference(parsing: base))?.engineName ?? base
  }

  // MARK: The build

  private func run(
    _ order: Order, on engine: EngineClient, _ bases: EngineBases
  ) async throws -> String {
    let settings = context.settings
    var build = request(order.context, engine, order.runtime != nil)
    // A made Dockerfile says the rest itself; what changes with every commit would end the engine's cache there.
    build.labels = labels.filter { order.own != nil || GeneratedDockerfile.changingLabels.contains($0.key) }
    build.target = settings(Settings.buildTarget)
    for image in order.images + build.cacheFrom {
      guard let reference = try? Reference(parsing: image) else { continue }
      if let login = await bases.login(reference) { build.logins.append(login) }
    }
    do {
      return try await engine.build(build, onEvent: Self.teller(context.emit))
    } catch {
      throw order.own.map { Self.located(error, in: $0) } ?? error
    }
  }

  private var labels: [String: String] {
    ExecutionConfig(
      manifest: plan.manifest, settings: context.settings, runtime: RuntimeBuild(layers: [], entrypoint: []),
      revision: plan.revision, created: plan.sourceDate
    ).execution.labels ?? [:]
  }

  /// The settings that every build of this run shares.
  private func request(_ files: BuildContext, _ engine: EngineClient, _ isMade: Bool) -> EngineBuild {
    let settings = context.settings
    var build = EngineBuild(
      context: files.archive, dockerfile: files.dockerfile,
      usesBuildKit: engine.hasBuildKit && services.engines.wantsBuildKit)
    build.arguments = settings(Settings.buildArgs) ?? [:]
    if isMade { build.arguments[DockerfileText.sourceArgument] = BuildContext.sourceFolder }
    build.platform = platform
    build.cacheFrom = settings(Settings.buildCacheFrom) ?? []
    build.ignoresCache = settings(Settings.buildNoCache) == true
    build.network = settings(Settings.buildNetwork)
    return build
  }

  private static func teller(_ emit: @escaping @Sendable (RunEvent) -> Void) -> @Sendable (BuildEvent) -> Void {
    { event in
      switch event {
      case .step(let step):
        // What takes no time is no news.
        let isWork = ["FROM ", "RUN ", "COPY ", "ADD "].contains(where: step.contains)
        emit(isWork ? .line(step) : .detail(step))
        emit(.progress(step))
      case .output(let line): emit(.detail(line))
      case .transfer(let text): emit(.progress(text))
      }
    }
  }

  /// The same failure, at the line of the agent's own Dockerfile.
  private static func located(_ error: any Error, in file: OwnDockerfile) -> any Error {
    guard let failure = error as? EngineFailure else { return error }
    var diagnostic = failure.diagnostic
    diagnostic.location = failure.line.map(file.place(line:)) ?? failure.step.flatMap(file.place(of:))
    return Failure(failure.failureKind, diagnostic)
  }

  /// What only the tests need is built by itself; the last layer is what they get.
  private func testLayer(
    _ tests: DockerfileText, _ engine: EngineClient, _ known: KnownLayers, _ journal: inout StageJournal
  ) async throws -> Layer {
    try await timed("test dependencies", &journal) {
      context.emit(.progress("installing test dependencies"))
      let sources = try ApplicationFiles(
        context: context, leavings: plan.runtime.ignoredFiles, modified: plan.sourceDate
      ).tree()
      let text = tests.declaring((context.settings(Settings.buildArgs) ?? [:]).keys.sorted()).text
      let id = try await engine.build(
        request(BuildContext(text, sources: sources), engine, true), onEvent: Self.teller(context.emit))
      do {
        let home = try ImageLayout.create(at: scratch.appending("test-image"))
        let exported = try await engine.export(id, to: home, plan.compression, scratch: scratch, known: known)
        guard let layer = exported.layers.last?.layer else {
          throw Failure(.infrastructure, .error("engine-image-malformed", "the engine's image has no layers"))
        }
        try ImageLayout.create(at: scratch.appending(BuiltImage.testLayoutFolder))
          .importBlob(layer.descriptor, from: home)
        try await EngineShelf(engine: engine, name: plan.manifest.metadata.name.value).keep(id, as: "test-dependencies")
        return (layer, HumanText.size(layer.descriptor.size))
      } catch {
        await Task { _ = try? await engine.removeNameless(image: id) }.value
        throw error
      }
    }
  }

  /// A layer is compressed once on this machine, whatever engine it comes from.
  private func knownLayers(_ cache: LayerCache) -> KnownLayers {
    let compression = plan.compression.rawValue
    @Sendable func key(_ diffID: Digest) -> [String] { ["engine-layer-1", compression, "\(diffID)"] }
    return KnownLayers(
      find: { diffID in
        guard let layer = cache.layer(for: key(diffID)), layer.diffID == diffID else { return nil }
        return (layer, cache.layout)
      },
      keep: { layer, layout in
        // A cache that cannot be written costs time only.
        guard (try? cache.layout.importBlob(layer.descriptor, from: layout)) != nil else { return }
        try? cache.store(layer, for: key(layer.diffID))
      })
  }

  // MARK: The report

  private func report(_ exported: ExportedImage, _ roles: [ImageReport.Layer.Role]) -> ImageReport {
    let image = exported.image
    let layers = zip(exported.layers, roles).map { layer, role in
      ImageReport.Layer(
        role: role, digest: "\(layer.layer.descriptor.digest)", diffID: "\(layer.layer.diffID)",
        sizeBytes: layer.layer.descriptor.size, cached: layer.isKnown)
    }
    let size = layers.reduce(image.descriptor.size + image.manifest.config.size) { $0 + $1.sizeBytes }
    return ImageReport(
      engine: "docker", digest: "\(image.descriptor.digest)", mediaType: image.descriptor.mediaType,
      platforms: ["\(image.platform)"], sizeBytes: size, layout: "", layers: layers)
  }

  /// Runs one step and records it as a check; a step that throws is recorded as failed, with what it printed.
  private func timed<Value>(
    _ name: String, _ journal: inout StageJournal, _ body: () async throws -> (Value, message: String)
  ) async throws -> Value {
    let watch = Stopwatch()
    do {
      try Task.checkCancellation()
      let (value, message) = try await body()
      journal.record(
        CheckReport(id: name, name: name, outcome: .passed, durationSeconds: watch.seconds, message: message))
      return value
    } catch {
      if Task.isCancelled { throw error }
      let failure = error as? any DiagnosableError
      journal.record(
        CheckReport(
          id: name, name: name, outcome: failure?.failureKind == .agent ? .failed : .error,
          durationSeconds: watch.seconds, message: failure?.diagnostic.message ?? "\(error)"))
      throw error
    }
  }
}
