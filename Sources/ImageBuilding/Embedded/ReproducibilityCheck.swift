import Diagnostics
import FileIO
import OCIImage
import PipelineCore
import SystemPackage

/// Builds the image a second time without the layers of the first, and reports what differs.
struct ReproducibilityCheck {
  /// What differs between machines and must not show: the tools get it otherwise than the first time.
  private static let otherHabits = [
    "TZ": "Antarctica/Troll", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "42",
  ]

  let builder: EmbeddedBuilder
  /// Holds the first image.
  let scratch: FilePath

  func compare(_ built: BuiltImage, _ journal: inout StageJournal) async throws {
    let watch = Stopwatch()
    builder.context.emit(.progress("building a second time"))
    let directory = try Directory.temporary(prefix: "again", in: scratch)
    var services = builder.services
    services.environment.merge(Self.otherHabits) { $1 }
    var silent = RunState().journal
    let (second, _) = try await EmbeddedBuilder(
      plan: builder.plan, context: builder.context, services: services, usesCache: false
    ).build(into: directory, &silent)
    let difference = try difference(
      built, ImageLayout(opening: scratch.appending(BuiltImage.layoutDirectory)), second,
      ImageLayout(opening: directory.appending(BuiltImage.layoutDirectory)))
    journal.record(
      CheckReport(
        id: "reproducible", outcome: difference == nil ? .passed : .failed, durationSeconds: watch.seconds,
        message: difference.map { "a second build differs: \($0)" } ?? "a second build gave the same digest"))
  }

  private func difference(
    _ one: BuiltImage, _ layout: ImageLayout, _ other: BuiltImage, _ otherLayout: ImageLayout
  ) throws -> String? {
    if one.descriptor.digest == other.descriptor.digest { return nil }
    for (part, otherPart) in zip(one.images, other.images) where part.digest != otherPart.digest {
      let (image, otherImage) = (try StoredImage(part, in: layout), try StoredImage(otherPart, in: otherLayout))
      for (layer, otherLayer) in zip(image.manifest.layers, otherImage.manifest.layers) where layer != otherLayer {
        if let entry = try LayerDifference.first(layer, in: layout, otherLayer, in: otherLayout) { return entry }
      }
      if image.config != otherImage.config { return "the configuration" }
    }
    return "the manifest"
  }
}
