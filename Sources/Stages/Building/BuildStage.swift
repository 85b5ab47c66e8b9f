import AgentManifest
import Diagnostics
import DockerEngine
import FileIO
import OCIImage
public import PipelineCore
import Settings
import SystemPackage

/// Builds the image, by an engine or without, and leaves it as an OCI layout in the run folder.
public struct BuildStage: Stage {
  public static let id = StageID.build
  public static var produces: [any RunFact.Type] { [BuiltImage.self, ImageReport.self] }

  private let services: StageServices

  public init(_ services: StageServices) {
    self.services = services
  }

  public func run(_ context: RunContext, _ state: inout RunState) async throws {
    let manifest = try state.require(ValidatedAgent.self, from: .validate).manifest
    let choice = try BuilderChoice(context.settings)
    state.journal.say("\(choice)")
    let plan = try BuildPlan(manifest, context, services)
    let scratch = try ScratchFolder.make("build", in: context.workFolder)
    do {
      let built: BuiltImage
      var report: ImageReport
      var made: EngineMadeImage?
      switch choice.builder {
      case .embedded:
        let builder = EmbeddedBuilder(
          plan: plan, context: context, services: services,
          usesCache: context.settings(Settings.buildNoCache) != true)
        (built, report) = try await builder.build(into: scratch, &state.journal)
        if context.settings(Settings.buildCheckReproducible) == true {
          try await ReproducibilityCheck(builder: builder, scratch: scratch).compare(built, &state.journal)
        }
      case .engine:
        try refuseReproducibilityCheck(context.settings)
        let builder = EngineImageBuilder(plan: plan, context: context, services: services, scratch: scratch)
        let result = try await builder.build(&state.journal)
        (built, report, made) = (result.built, result.report, result.image)
      }
      try await export(built, made, from: scratch, plan, context, &state.journal)
      // Whoever looks into the run folder sees the old image or the new one, never a part.
      for name in [BuiltImage.layoutFolder, BuiltImage.testLayoutFolder] {
        let (made, finished) = (scratch.appending(name), context.workFolder.appending(name))
        try Folder.remove(finished)
        if try FileStatus.of(made) != nil { try Folder.move(made, to: finished) }
      }
      try Folder.remove(scratch)
      report.layout = BuiltImage.layoutFolder
      state[BuiltImage.self] = built
      state[ImageReport.self] = report
    } catch {
      try? Folder.remove(scratch)
      throw error
    }
  }

  /// Writes the image to the places of `build.outputImage`.
  /// - Parameter made: the same image where an engine made it.
  private func export(
    _ built: BuiltImage, _ made: EngineMadeImage?, from scratch: FilePath, _ plan: BuildPlan, _ context: RunContext,
    _ journal: inout StageJournal
  ) async throws {
    let layout = try ImageLayout(opening: scratch.appending(BuiltImage.layoutFolder))
    for output in plan.outputs {
      let watch = Stopwatch()
      let (id, message) =
        switch output {
        case .archive(let archive):
          try archive.write(built.descriptor, in: layout, named: "\(built.agent):latest", context)
        case .engine(let name):
          try await load(built, made, in: layout, named: name ?? Reference(parsing: built.agent), context)
        }
      journal.record(
        CheckReport(id: "export:\(id)", name: id, outcome: .passed, durationSeconds: watch.seconds, message: message))
    }
  }

  /// Puts the image into the engine; where that made it, it only gets one more name.
  private func load(
    _ built: BuiltImage, _ made: EngineMadeImage?, in layout: ImageLayout, named name: Reference, _ context: RunContext
  ) async throws -> (id: String, message: String) {
    let engine: EngineClient
    if let made {
      engine = made.engine
      try await engine.tag(made.id, as: name)
    } else {
      context.emit(.progress("loading the image into the engine"))
      engine = try await services.engines.connect()
      try await engine.load(StoredImage(built.descriptor, in: layout), named: name)
    }
    return ("docker-daemon", "`\(name.engineName)` in \(engine.product)")
  }

  private func refuseReproducibilityCheck(_ settings: Settings) throws(Failure) {
    guard settings(Settings.buildCheckReproducible) == true else { return }
    throw Failure(
      .usage,
      .error(
        "engine-not-reproducible", "an engine writes the time into what it builds: two builds never are the same",
        at: settings.origin(of: Settings.buildCheckReproducible)?.location,
        hints: ["set `build.engine` to `oci`, or leave `--build-check-reproducible` out"]))
  }
}
