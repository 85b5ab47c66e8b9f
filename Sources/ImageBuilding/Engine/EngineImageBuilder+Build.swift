import AgentManifest
import Diagnostics
import DockerEngine
import Languages
import OCIImage
import PipelineCore
import Settings
import SystemPackage
import TextFormats

/// What the engine is asked for: the image, and what only its tests need.
extension EngineImageBuilder {
  /// - Returns: the image's id.
  func build(_ order: EngineOrder, _ bases: EngineBases) async throws -> String {
    var build = request(order.files, bases.engine, isMade: order.own == nil)
    // A generated Dockerfile contains the rest; what changes with every commit would end the engine's cache there.
    build.labels = labels.filter { order.own != nil || GeneratedDockerfile.changingLabels.contains($0.key) }
    build.target = context.settings(Settings.buildTarget)
    for image in order.images + build.cacheFrom {
      guard let reference = try? Reference(parsing: image) else { continue }
      if let login = await bases.login(reference) { build.logins.append(login) }
    }
    do {
      return try await bases.engine.build(build, onEvent: Self.teller(context.emit))
    } catch {
      throw order.own.map { Self.located(error, in: $0) } ?? error
    }
  }

  /// What only the tests need is built by itself; the last layer is what they get.
  func testLayer(
    _ tests: DockerfileText, _ engine: EngineClient, _ known: KnownLayers, _ journal: inout StageJournal
  ) async throws -> Layer {
    try await journal.timed("test dependencies") {
      context.emit(.progress("installing test dependencies"))
      let text = tests.declaring((context.settings(Settings.buildArgs) ?? [:]).keys.sorted()).text
      let files = BuildContext(
        text, sources: try ProjectSources(plan, context).tree(isShipped: plan.runtime.includesSources).tree)
      let id = try await engine.build(request(files, engine, isMade: true), onEvent: Self.teller(context.emit))
      return try await removing(id, from: engine) {
        let home = try ImageLayout.create(at: scratch.appending("test-image"))
        let exported = try await engine.export(id, to: home, plan.compression, scratch: scratch, known: known)
        guard let layer = exported.layers.last?.layer else {
          throw Failure(
            .infrastructure, "engine-image-malformed", "the engine's image has no layers")
        }
        try ImageLayout.create(at: scratch.appending(BuiltImage.testLayoutDirectory))
          .importBlob(layer.descriptor, from: home)
        try await keep(id, in: engine, as: "test-dependencies")
        return (layer, HumanText.size(layer.descriptor.size))
      }
    }
  }

  /// The settings that every build of this run shares.
  private func request(_ files: BuildContext, _ engine: EngineClient, isMade: Bool) -> EngineBuild {
    let settings = context.settings
    var build = EngineBuild(
      context: files.archive, dockerfile: files.dockerfile,
      usesBuildKit: engine.hasBuildKit && services.engines.wantsBuildKit)
    build.arguments = settings(Settings.buildArgs) ?? [:]
    if isMade { build.arguments[DockerfileText.sourceArgument] = BuildContext.sourceDirectory }
    build.platform = platform
    build.cacheFrom = settings(Settings.buildCacheFrom) ?? []
    build.ignoresCache = settings(Settings.buildNoCache) == true
    build.network = settings(Settings.buildNetwork)
    return build
  }

  private var labels: [String: String] {
    ExecutionConfig(
      manifest: plan.manifest, settings: context.settings, runtime: RuntimeBuild(layers: [], entrypoint: []),
      revision: plan.revision, created: plan.sourceDate
    ).labels
  }

  private static func teller(_ emit: @escaping @Sendable (RunEvent) -> Void) -> @Sendable (BuildEvent) -> Void {
    { event in
      switch event {
      case .step(let step):
        // What takes no time is not news.
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
}

extension LayerCache {
  /// A layer is compressed once on this machine, whatever engine it comes from.
  func knownLayers(compressedBy compression: LayerCompression) -> KnownLayers {
    @Sendable func key(_ diffID: Digest) -> [String] { ["engine-layer-1", compression.rawValue, "\(diffID)"] }
    return KnownLayers(
      find: { diffID in
        guard let layer = layer(for: key(diffID)), layer.diffID == diffID else { return nil }
        return (layer, layout)
      },
      keep: { layer, layout in
        // A cache that cannot be written costs time only.
        guard (try? self.layout.importBlob(layer.descriptor, from: layout)) != nil else { return }
        try? store(layer, for: key(layer.diffID))
      })
  }
}
