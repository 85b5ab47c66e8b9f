import AgentManifest
import Diagnostics
import DockerEngine
import FileIO
import Languages
import OCIImage
import PipelineCore
import Settings
import SystemPackage

/// An image in the engine that built it.
struct EngineMadeImage {
  var engine: EngineClient
  var id: String
}

/// Builds by a Docker Engine and takes the image over into the work directory, where it is like any other.
struct EngineImageBuilder {
  let plan: BuildPlan
  let context: RunContext
  let services: BuildServices
  /// Gets the layout of the image, and one of what only its tests need.
  let scratch: FilePath

  typealias Result = (built: BuiltImage, report: ImageReport, image: EngineMadeImage)

  func build(_ journal: inout StageJournal) async throws -> Result {
    try refuseSeveralPlatforms()
    let cache = try await LayerCache.open(
      context.cacheDirectory, for: services.source, readsEntries: context.settings(Settings.buildNoCache) != true)
    // The blobs stay in the cache while it is locked.
    defer { withExtendedLifetime(cache) {} }
    let engine = try await journal.timed("engine") {
      let engine = try await services.engines.connect()
      return (engine, "\(engine.product) at \(engine.address), API \(engine.version)")
    }
    let order = try EngineOrder(plan, context, &journal)
    let bases = EngineBases(engine: engine, services: services, emit: context.emit, platform: platform)
    var loaded: Reference?
    do {
      let base = try await journal.timed("base image") { try await provide(order, bases, &loaded) }
      let id = try await journal.timed("build") { (try await build(order, bases), order.summary) }
      return try await removing(id, from: engine) {
        try await takeOver(
          id, order, base, engine, cache.knownLayers(compressedBy: plan.compression), &journal)
      }
    } catch {
      if let name = loaded {
        // Also when the run is being stopped.
        await Task { _ = try? await engine.remove(image: name.engineName) }.value
      }
      throw error
    }
  }

  /// Gives the engine what the Dockerfile starts from.
  /// - Returns: the base image as the engine has it; `nil` for `scratch`.
  private func provide(
    _ order: EngineOrder, _ bases: EngineBases, _ loaded: inout Reference?
  ) async throws -> (EngineImage?, message: String) {
    if let (image, name) = order.base.stored, try await bases.load(image, named: name) { loaded = name }
    for image in order.images { try await bases.pull(image) }
    guard let name = order.base.engineName else { return (nil, order.base.text) }
    return (try await bases.engine.image(name), order.base.text)
  }

  /// Takes the built image over, and what its tests need.
  private func takeOver(
    _ id: String, _ order: EngineOrder, _ base: EngineImage?, _ engine: EngineClient, _ known: KnownLayers,
    _ journal: inout StageJournal
  ) async throws -> Result {
    let layout = try ImageLayout.create(at: scratch.appending(BuiltImage.layoutDirectory))
    let exported = try await journal.timed("image") {
      context.emit(.progress("exporting the image from the engine"))
      let exported = try await engine.export(
        id, to: layout, plan.compression, scratch: scratch, family: plan.family, known: known)
      try layout.tag(exported.image.descriptor, as: "latest")
      return (exported, "\(exported.image.descriptor.digest)")
    }
    let finding = try HealthProgram.finding(
      in: exported.image, startedIn: exported.image.config.config?.workingDirectory, plan, context)
    if let finding { journal.record(finding) }
    var built = BuiltImage(
      agent: plan.manifest.metadata.name.value, descriptor: exported.image.descriptor,
      platform: exported.image.platform, revision: plan.revision)
    if let tests = order.runtime?.tests {
      built.testLayer = try await testLayer(tests, engine, known, &journal)
      built.testSearchPaths = order.runtime?.build.testSearchPaths ?? [:]
    }
    // Nothing after this can fail: from here on the image is the next build's cache.
    try await keep(id, in: engine, as: "image")
    let roles = LayerRoles(
      base: base?.diffIDs ?? [], dependencyDirectories: order.runtime?.dependencyDirectories ?? []
    ).roles(of: exported.image.config)
    var report = ImageReport(exported, roles)
    if let digest = base?.repoDigests?.first { report.bases = [digest] }
    return (built, report, EngineMadeImage(engine: engine, id: id))
  }

  /// `nil` if the engine's own platform counts.
  var platform: Platform? { context.settings(Settings.buildPlatforms) == nil ? nil : plan.platforms[0] }

  private func refuseSeveralPlatforms() throws(Failure) {
    guard plan.platforms.count > 1 else { return }
    throw Failure(
      .usage, "several-platforms", "a Docker Engine builds for one platform at a time, not for \(plan.platforms.count)",
      at: context.settings.origin(of: Settings.buildPlatforms)?.location,
      hints: ["set one platform, or set `build.engine` to `oci`, which builds for several"])
  }

  /// Names the one image of an agent that stays in the engine, the cache of the next build, and removes the one that
  /// had the name, unless it is the same or has another name.
  /// - Parameter purpose: the tag.
  func keep(_ id: String, in engine: EngineClient, as purpose: String) async throws {
    let name = try Reference(parsing: "agent-pipeline/\(plan.manifest.metadata.name.value):\(purpose)")
    let old = try await engine.image(name.engineName)?.id
    try await engine.tag(id, as: name)
    guard let old, old != id else { return }
    // In use by a container, or named by others: then it stays.
    _ = try? await engine.removeNameless(image: old)
  }

  /// Removes a nameless image if a step after its build fails, also when the run is being stopped.
  func removing<Value>(
    _ id: String, from engine: EngineClient, unless body: () async throws -> Value
  ) async throws -> Value {
    do {
      return try await body()
    } catch {
      await Task { _ = try? await engine.removeNameless(image: id) }.value
      throw error
    }
  }
}

extension ImageReport {
  init(_ exported: ExportedImage, _ roles: [ImageReport.Layer.Role]) {
    let image = exported.image
    let layers = zip(exported.layers, roles).map { layer, role in
      ImageReport.Layer(
        role: role, digest: "\(layer.layer.descriptor.digest)", diffID: "\(layer.layer.diffID)",
        sizeBytes: layer.layer.descriptor.size, cached: layer.isKnown)
    }
    let size = layers.reduce(image.descriptor.size + image.manifest.config.size) { $0 + $1.sizeBytes }
    self.init(
      engine: "docker", digest: "\(image.descriptor.digest)", mediaType: image.descriptor.mediaType,
      platforms: ["\(image.platform)"], sizeBytes: size, layout: "", layers: layers)
  }
}
