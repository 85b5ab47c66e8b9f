import OCIImage
import PipelineCore
import SystemPackage
import TextFormats

/// The files of `test.include`: a layer that the tested container gets on top of the image, and the image does not.
struct TestFiles {
  let plan: BuildPlan
  let context: RunContext

  init(_ plan: BuildPlan, _ context: RunContext) {
    self.plan = plan
    self.context = context
  }

  /// Writes the layer into the layout of what only the tests need.
  /// - Parameter directory: of the build.
  /// - Returns: `nil` if the setting names nothing.
  func layer(for built: BuiltImage, in directory: FilePath, _ journal: inout StageJournal) throws -> Layer? {
    let watch = Stopwatch()
    let found = try ProjectSources(plan, context).application.tested()
    guard !found.isEmpty else { return nil }
    let image = try StoredImage(
      built.testedImage, in: try ImageLayout(opening: directory.appending(BuiltImage.layoutDirectory)))
    // Beside the agent's own files, which an own Dockerfile may have put elsewhere.
    let place = FilePath(image.config.config?.workingDirectory ?? "").components.map(\.string)
    let entries = found.map { entry in
      var entry = entry
      entry.path = (place + [entry.path]).joined(separator: "/")
      return entry
    }
    let layout = try ImageLayout.create(at: directory.appending(BuiltImage.testLayoutDirectory))
    let parents = Set(place.indices.map { place[...$0].joined(separator: "/") })
    let layer = try LayerBuilder(
      layout: layout, parents: LayerAttributes(modified: plan.sourceDate), plan.compression,
      over: { parents.contains($0) }
    ).write(entries)
    let files = entries.count { if case .directory = $0.contents { false } else { true } }
    journal.record(
      CheckReport(
        id: "test-files", name: "test files", outcome: .passed, durationSeconds: watch.seconds,
        message: "\(HumanText.count(files, "file")), \(HumanText.size(layer.descriptor.size))"))
    return layer
  }
}
