import AgentManifest
import Diagnostics
import FileIO
import OCIImage
public import PipelineCore
import SystemPackage

/// Builds the image and leaves it as an OCI layout in the run folder.
public struct BuildStage: Stage {
  public static let id = StageID.build
  public static var produces: [any RunFact.Type] { [BuiltImage.self, ImageReport.self] }

  private let services: StageServices

  public init(_ services: StageServices) {
    self.services = services
  }

  public func run(_ context: RunContext, _ state: inout RunState) async throws {
    let manifest = try state.require(ValidatedAgent.self, from: .validate).manifest
    let plan = try BuildPlan(manifest, context, services)
    let scratch = try ScratchFolder.make("build", in: context.workFolder)
    do {
      let builder = EmbeddedBuilder(plan: plan, context: context, services: services)
      var (built, report) = try await builder.build(into: scratch, &state.journal)
      if context.settings(Settings.buildCheckReproducible) == true {
        try await ReproducibilityCheck(builder: builder, scratch: scratch).compare(built, &state.journal)
      }
      try export(built, from: scratch, plan, context, &state.journal)
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
  private func export(
    _ built: BuiltImage, from scratch: FilePath, _ plan: BuildPlan, _ context: RunContext,
    _ journal: inout StageJournal
  ) throws {
    let layout = try ImageLayout(opening: scratch.appending(BuiltImage.layoutFolder))
    for output in plan.outputs {
      let watch = Stopwatch()
      let (id, message) = try output.write(built.descriptor, in: layout, named: "\(built.agent):latest", context)
      journal.record(
        CheckReport(id: "export:\(id)", name: id, outcome: .passed, durationSeconds: watch.seconds, message: message))
    }
  }
}
