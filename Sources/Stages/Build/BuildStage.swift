import AgentManifest
import AgentRuntimes
import Diagnostics
import FileIO
import OCIImage
public import PipelineCore
import SystemPackage

/// Builds the image without a daemon: base, dependencies and application become an OCI layout in the run folder.
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
    // Whoever looks into the run folder sees the old image or the new one, never a part.
    let finished = context.workFolder.appending(BuiltImage.layoutFolder)
    let scratch = try ScratchFolder.make("build", in: context.workFolder)
    do {
      let layout = try ImageLayout.create(at: scratch.appending(BuiltImage.layoutFolder))
      let builder = ImageBuilder(
        plan: plan, context: context, services: services, layout: layout, scratch: scratch,
        cache: try await LayerCache.open(context.cacheFolder))
      var (built, report) = try await builder.build(&state.journal)
      if context.settings(Settings.buildCheckReproducible) == true {
        try await ReproducibilityCheck(plan: plan, context: context, services: services, scratch: scratch)
          .compare(built, in: layout, &state.journal)
      }
      try export(plan, built, layout, context, &state.journal)
      try Folder.remove(finished)
      try Folder.move(layout.path, to: finished)
      let testLayout = context.workFolder.appending(BuiltImage.testLayoutFolder)
      try Folder.remove(testLayout)
      if built.testLayer != nil { try Folder.move(scratch.appending(BuiltImage.testLayoutFolder), to: testLayout) }
      try Folder.remove(scratch)
      report.layout = BuiltImage.layoutFolder
      state[BuiltImage.self] = built
      state[ImageReport.self] = report
    } catch {
      try? Folder.remove(scratch)
      throw error
    }
  }

  /// Writes the image to the files of `build.outputImage`.
  private func export(
    _ plan: BuildPlan, _ built: BuiltImage, _ layout: ImageLayout, _ context: RunContext, _ journal: inout StageJournal
  ) throws {
    for archive in plan.archives {
      let watch = Stopwatch()
      let name = "\(plan.manifest.metadata.name.value):latest"
      try archive.write(try StoredImage(built.descriptor, in: layout), named: name)
      journal.record(
        CheckReport(
          id: "export:\(archive.format.rawValue)", name: archive.format.rawValue, outcome: .passed,
          durationSeconds: watch.seconds, message: "`\(name)` in \(context.display(archive.file))"))
    }
  }
}
