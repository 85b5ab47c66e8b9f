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

  func build(_ journal: inout StageJournal) async throws -> (BuiltImage, ImageReport) {
    let cache = try LayerCache(folder: context.cacheFolder)
    let base = try await timed("base image", &journal) {
      let base = try await BaseImageSource(plan: plan, services: services, cache: cache.layout, context: context).load()
      return (base, base.map { "\(shownBase) \($0.descriptor.digest.short)" } ?? "scratch")
    }
    let platform = base?.platform ?? plan.platform
    let version = try plan.runtime.version(requested: plan.manifest.spec.runtime, base: base?.config)

    let dependencies = try await dependencyLayer(
      "dependencies", plan.manifest.spec.dependencies, lockFile: plan.lockFile, in: plan.runtime.dependencyFolder,
      version, platform, cache, &journal)
    let testDependencies = try await dependencyLayer(
      "test dependencies", plan.manifest.spec.devDependencies, lockFile: nil, in: plan.runtime.testDependencyFolder,
      version, platform, cache, &journal)
    if let testDependencies {
      try ImageLayout.create(at: scratch.appending(BuiltImage.testLayoutFolder))
        .importBlob(testDependencies.layer.descriptor, from: cache.layout)
    }
    if let dependencies { try layout.importBlob(dependencies.layer.descriptor, from: cache.layout) }

    let execution = ExecutionConfig(
      manifest: plan.manifest, settings: context.settings, runtime: plan.runtime, base: base?.config.config,
      hasDependencies: dependencies != nil, revision: plan.revision)
    let application = try await timed("application", &journal) {
      let files = ApplicationFiles(
        context: context, leavings: plan.runtime.ignoredFiles, modified: plan.sourceDate)
      let entries = try files.entries()
      let attributes = LayerAttributes(modified: plan.sourceDate)
      let layer = try LayerBuilder(layout: layout, parents: attributes).write(entries)
      let count = entries.count { if case .folder = $0.contents { false } else { true } }
      return (layer, "\(count) files, \(HumanText.size(layer.descriptor.size))")
    }
    let added =
      [dependencies.map { AddedLayer($0.layer, createdBy: "agent-pipeline: dependencies") }].compactMap(\.self)
      + [AddedLayer(application, createdBy: "agent-pipeline: application")]
    let image = try await timed("image", &journal) {
      let image = try ImageAssembler(layout: layout).assemble(
        base: base, adding: added, execution: execution.execution, platform: plan.platform, created: plan.sourceDate,
        author: plan.manifest.metadata.author)
      try layout.tag(image.descriptor, as: "latest")
      return (image, "\(image.descriptor.digest)")
    }
    var built = BuiltImage(
      agent: plan.manifest.metadata.name.value, descriptor: image.descriptor, platform: image.platform,
      testLayer: testDependencies?.layer,
      testDependencyFolder: plan.runtime.testDependencyFolder, revision: plan.revision)
    if case .registry(let reference) = plan.baseImage {
      built.base = .init(
        repository: reference.repository, layers: image.layers.filter(\.isFromBase).map(\.descriptor.digest))
    }
    return (built, report(image, dependencies, application))
  }

  /// The base image as people want to read it: a layout's folder relative to where they are.
  private var shownBase: BaseImage {
    guard case .layout(let path, let tag) = plan.baseImage else { return plan.baseImage }
    return .layout(FilePath(context.display(path)), tag: tag)
  }

  private func dependencyLayer(
    _ name: String, _ dependencies: [Located<String>], lockFile: FilePath?, in folder: String, _ version: String,
    _ platform: Platform, _ cache: LayerCache, _ journal: inout StageJournal
  ) async throws -> DependencyLayer.Result? {
    let request = DependencyRequest(
      dependencies: dependencies, lockFile: lockFile, version: version, platform: platform, folderInImage: folder,
      environment: services.environment, onLine: { [emit = context.emit] in emit(.detail($0)) })
    guard !request.isEmpty else { return nil }
    context.emit(.progress("installing \(name)"))
    return try await timed(name, &journal) {
      let result = try await DependencyLayer(runtime: plan.runtime, cache: cache, scratch: scratch).make(request)
      let count = dependencies.isEmpty ? "from \(plan.runtime.lockFileName)" : "\(dependencies.count) named"
      return (result, "\(count), \(HumanText.size(result.layer.descriptor.size))\(result.isCached ? ", cached" : "")")
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

  private func report(
    _ image: AssembledImage, _ dependencies: DependencyLayer.Result?, _ application: Layer
  ) -> ImageReport {
    let layers = image.layers.map { layer in
      ImageReport.Layer(
        role: layer.isFromBase ? .base : layer.diffID == application.diffID ? .application : .dependencies,
        digest: "\(layer.descriptor.digest)", diffID: "\(layer.diffID)", sizeBytes: layer.descriptor.size,
        cached: layer.isFromBase || (dependencies?.isCached == true && layer.diffID == dependencies?.layer.diffID))
    }
    let size = layers.reduce(image.descriptor.size + image.manifest.config.size) { $0 + $1.sizeBytes }
    return ImageReport(
      engine: "oci", digest: "\(image.descriptor.digest)", mediaType: image.descriptor.mediaType,
      platforms: ["\(image.platform)"], sizeBytes: size, layout: "", layers: layers)
  }
}
