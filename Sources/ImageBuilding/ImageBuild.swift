import Diagnostics
import DockerEngine
import OCIImage
public import PipelineCore
import Settings
public import SystemPackage

/// One build, from the plan to the image in a directory and in the places of `build.outputImage`.
public struct ImageBuild {
  let plan: BuildPlan
  let context: RunContext
  let services: BuildServices
  let directory: FilePath

  /// - Parameter directory: gets the layout of the image, and one of what only its tests need.
  public init(_ plan: BuildPlan, _ context: RunContext, _ services: BuildServices, into directory: FilePath) {
    self.plan = plan
    self.context = context
    self.services = services
    self.directory = directory
  }

  public func run(
    _ choice: BuilderChoice, _ journal: inout StageJournal
  ) async throws -> (built: BuiltImage, report: ImageReport) {
    var built: BuiltImage
    let report: ImageReport
    var made: EngineMadeImage?
    if choice.usesEngine {
      try refuseReproducibilityCheck()
      let builder = EngineImageBuilder(plan: plan, context: context, services: services, scratch: directory)
      (built, report, made) = try await builder.build(&journal)
    } else {
      let builder = EmbeddedBuilder(
        plan: plan, context: context, services: services,
        usesCache: context.settings(Settings.buildNoCache) != true)
      (built, report) = try await builder.build(into: directory, &journal)
      if context.settings(Settings.buildCheckReproducible) == true {
        try await ReproducibilityCheck(builder: builder, scratch: directory).compare(built, &journal)
      }
    }
    built.testFiles = try TestFiles(plan, context).layer(for: built, in: directory, &journal)
    try await export(built, made, &journal)
    return (built, report)
  }

  /// Writes the image to the places of `build.outputImage`.
  /// - Parameter made: the same image if an engine made it.
  private func export(
    _ built: BuiltImage, _ made: EngineMadeImage?, _ journal: inout StageJournal
  ) async throws {
    let layout = try ImageLayout(opening: directory.appending(BuiltImage.layoutDirectory))
    for output in plan.outputs {
      let watch = Stopwatch()
      let (id, message): (String, String)
      switch output {
      case .archive(let archive):
        let name = "\(built.agent):latest"
        try archive.write(built.descriptor, in: layout, named: name)
        (id, message) = (archive.format.rawValue, "`\(name)` in \(context.display(archive.file))")
      case .engine(let name):
        (id, message) = try await load(built, made, in: layout, named: name ?? Reference(parsing: built.agent))
      }
      journal.record(
        CheckReport(id: "export:\(id)", name: id, outcome: .passed, durationSeconds: watch.seconds, message: message))
    }
  }

  /// Loads the image into the engine; if the engine built it, it only gets one more name.
  private func load(
    _ built: BuiltImage, _ made: EngineMadeImage?, in layout: ImageLayout, named name: Reference
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

  private func refuseReproducibilityCheck() throws(Failure) {
    guard context.settings(Settings.buildCheckReproducible) == true else { return }
    throw Failure(
      .usage, "engine-not-reproducible", "a Docker Engine writes the time into images, so no two builds are identical",
      at: context.settings.origin(of: Settings.buildCheckReproducible)?.location,
      hints: ["set `build.engine` to `oci`, or omit `--build-check-reproducible`"])
  }
}
