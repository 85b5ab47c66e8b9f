import AgentManifest
import AgentRuntimes
import Diagnostics
import OCIImage
import PipelineCore
import SystemPackage
import TextFormats

/// Carries out a build plan, one line of the journal a step.
struct ImageBuilder {
  let plan: BuildPlan
  let context: RunContext
  let services: StageServices
  let layout: ImageLayout
  let scratch: FilePath
  let cache: LayerCache

  func build(_ journal: inout StageJournal) async throws -> (BuiltImage, ImageReport) {
    // The blobs stay in the cache as long as it is locked, and are needed to the end.
    defer { withExtendedLifetime(cache) {} }
    let base = try await timed("base image", &journal) {
      let base = try await BaseImageSource(plan: plan, services: services, cache: cache.layout, context: context).load()
      return (base, base.map { "\(shownBase) \($0.descriptor.digest.short)" } ?? "scratch")
    }
    let platform = base?.platform ?? plan.platform
    let sources = try ApplicationFiles(
      context: context, leavings: plan.runtime.ignoredFiles, modified: plan.sourceDate
    ).tree()
    let runtime = try await plan.runtime.build(request(sources, base?.config, platform))
    for diagnostic in runtime.diagnostics { journal.record(diagnostic) }
    let execution = ExecutionConfig(
      manifest: plan.manifest, settings: context.settings, runtime: runtime, revision: plan.revision)

    var made: [RecipeLayer.Result] = []
    for recipe in runtime.layers {
      let result = try await layer(recipe, &journal)
      try layout.importBlob(result.layer.descriptor, from: cache.layout)
      made.append(result)
    }
    var testLayer: RecipeLayer.Result?
    if let recipe = runtime.testLayer {
      let result = try await layer(recipe, &journal)
      try ImageLayout.create(at: scratch.appending(BuiltImage.testLayoutFolder))
        .importBlob(result.layer.descriptor, from: cache.layout)
      testLayer = result
    }
    if plan.runtime.includesSources { made.append(try await application(sources, &journal)) }

    let image = try await timed("image", &journal) {
      let image = try ImageAssembler(layout: layout).assemble(
        base: base, adding: made.map { AddedLayer($0.layer, createdBy: $0.createdBy) },
        execution: execution.execution, platform: plan.platform,
        created: plan.sourceDate, author: plan.manifest.metadata.author)
      try layout.tag(image.descriptor, as: "latest")
      return (image, "\(image.descriptor.digest)")
    }
    if case .command(let arguments) = plan.manifest.spec.healthCheck?.kind {
      let stored = try StoredImage(image.descriptor, in: layout)
      if let finding = try HealthProgram(arguments: arguments, folder: execution.execution.workingDirectory ?? "/")
        .finding(in: stored, cache: context.cacheFolder, at: plan.manifest.spec.healthCheck?.location)
      {
        journal.record(finding)
      }
    }
    var built = BuiltImage(
      agent: plan.manifest.metadata.name.value, descriptor: image.descriptor, platform: image.platform,
      testLayer: testLayer?.layer, testSearchPaths: runtime.testSearchPaths, revision: plan.revision)
    if case .registry(let reference) = plan.baseImage {
      built.base = .init(
        repository: reference.repository, layers: image.layers.filter(\.isFromBase).map(\.descriptor.digest))
    }
    return (built, report(image, made))
  }

  /// The base image as people want to read it: a layout's folder relative to where they are.
  private var shownBase: BaseImage {
    guard case .layout(let path, let tag) = plan.baseImage else { return plan.baseImage }
    return .layout(FilePath(context.display(path)), tag: tag)
  }

  private func request(_ sources: SourceTree, _ base: ImageConfig?, _ platform: Platform) -> BuildRequest {
    BuildRequest(
      manifest: plan.manifest, sources: sources, base: base, baseName: "\(plan.baseImage)", platform: platform,
      applicationFolder: ExecutionConfig.applicationFolder,
      installer: context.settings(Settings.buildInstaller) ?? "auto", probe: ExecutionConfig.probe(plan.manifest),
      environment: services.environment, onLine: { [emit = context.emit] in emit(.detail($0)) })
  }

  private func layer(
    _ recipe: LayerRecipe, _ journal: inout StageJournal
  ) async throws -> RecipeLayer.Result {
    context.emit(.progress(recipe.role == .dependencies ? "installing \(recipe.name)" : "building \(recipe.name)"))
    return try await timed(recipe.name, &journal) {
      let result = try await RecipeLayer(cache: cache, scratch: scratch).make(recipe)
      let size = HumanText.size(result.layer.descriptor.size)
      return (result, "\(recipe.summary), \(size)\(result.isCached ? ", cached" : "")")
    }
  }

  /// The agent's own files as they are.
  private func application(
    _ sources: SourceTree, _ journal: inout StageJournal
  ) async throws -> RecipeLayer.Result {
    try await timed("application", &journal) {
      let attributes = LayerAttributes(modified: plan.sourceDate)
      let entries = ApplicationFiles.entries(of: sources)
      let layer = try LayerBuilder(layout: layout, parents: attributes).write(entries)
      let files = entries.count { if case .folder = $0.contents { false } else { true } }
      let result = RecipeLayer.Result(
        layer: layer, role: .application, createdBy: "agent-pipeline: application", isCached: false)
      return (result, "\(files) files, \(HumanText.size(layer.descriptor.size))")
    }
  }

  /// Runs one step and records it as a check; a step that throws is recorded as failed.
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
      let isAgentsFault = (error as? any DiagnosableError)?.failureKind == .agent
      journal.record(
        CheckReport(
          id: name, name: name, outcome: isAgentsFault ? .failed : .error, durationSeconds: watch.seconds,
          message: (error as? any DiagnosableError)?.diagnostic.message ?? "\(error)"))
      throw error
    }
  }

  private func report(_ image: AssembledImage, _ made: [RecipeLayer.Result]) -> ImageReport {
    let layers = image.layers.map { layer in
      let result = made.first { $0.layer.diffID == layer.diffID }
      return ImageReport.Layer(
        role: layer.isFromBase ? .base : result?.role == .application ? .application : .dependencies,
        digest: "\(layer.descriptor.digest)", diffID: "\(layer.diffID)", sizeBytes: layer.descriptor.size,
        cached: layer.isFromBase || result?.isCached == true)
    }
    let size = layers.reduce(image.descriptor.size + image.manifest.config.size) { $0 + $1.sizeBytes }
    return ImageReport(
      engine: "oci", digest: "\(image.descriptor.digest)", mediaType: image.descriptor.mediaType,
      platforms: ["\(image.platform)"], sizeBytes: size, layout: "", layers: layers)
  }
}
