import Diagnostics
import FileIO
import OCIImage
import PipelineCore
import SystemPackage

/// Builds the image a second time without the layers of the first, and names what came out otherwise.
struct ReproducibilityCheck {
  /// What differs between machines and must not show: the tools get it otherwise than the first time.
  private static let otherHabits = [
    "TZ": "Antarctica/Troll", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "42",
  ]

  let plan: BuildPlan
  let context: RunContext
  let services: StageServices
  let scratch: FilePath

  func compare(_ built: BuiltImage, in layout: ImageLayout, _ journal: inout StageJournal) async throws {
    let watch = Stopwatch()
    context.emit(.progress("building a second time"))
    let folder = try Folder.temporary(prefix: "again", in: scratch)
    let again = try ImageLayout.create(at: folder.appending(BuiltImage.layoutFolder))
    var services = services
    services.environment.merge(Self.otherHabits) { $1 }
    let builder = ImageBuilder(
      plan: plan, context: context, services: services, layout: again, scratch: folder,
      cache: try await LayerCache.open(context.cacheFolder, readsEntries: false))
    var silent = RunState().journal
    let (second, _) = try await builder.build(&silent)
    let difference = try difference(built.descriptor, layout, second.descriptor, again)
    journal.record(
      CheckReport(
        id: "reproducible", name: "reproducible", outcome: difference == nil ? .passed : .failed,
        durationSeconds: watch.seconds,
        message: difference.map { "a second build differs: \($0)" } ?? "a second build gave the same digest"))
  }

  private func difference(
    _ one: Descriptor, _ layout: ImageLayout, _ other: Descriptor, _ otherLayout: ImageLayout
  ) throws -> String? {
    if one.digest == other.digest { return nil }
    let (image, otherImage) = (try StoredImage(one, in: layout), try StoredImage(other, in: otherLayout))
    for (layer, otherLayer) in zip(image.manifest.layers, otherImage.manifest.layers) where layer != otherLayer {
      if let entry = try LayerDifference.first(layer, in: layout, otherLayer, in: otherLayout) { return entry }
    }
    return image.config == otherImage.config ? "the manifest" : "the configuration"
  }
}
