import Diagnostics
import OCIImage
import PipelineCore
import SystemPackage

/// A place for the image besides the run folder, as the setting `build.outputImage` names it.
enum ImageOutput: Sendable, Hashable {
  case archive(ImageArchive)

  /// What is written.
  var file: FilePath {
    switch self {
    case .archive(let archive): archive.file
    }
  }

  static func all(_ context: RunContext) throws -> [ImageOutput] {
    let settings = context.settings
    // A relative file is the manifest's where the manifest names it, else the caller's.
    let isInManifest = settings.origin(of: Settings.buildOutputImage)?.location != nil
    return try (settings(Settings.buildOutputImage) ?? []).map { text in
      var archive = try ImageArchive(parsing: text)
      archive.file = (isInManifest ? context.folder : context.invocationFolder).pushing(archive.file)
      return .archive(archive)
    }
  }

  /// Refuses what the format cannot hold, before anything is built.
  func check(_ plan: BuildPlan, _ settings: Settings) throws(Failure) {
    guard case .archive(let archive) = self, archive.format == .docker else { return }
    let problem: String
    if plan.platforms.count > 1 {
      problem = "it holds one platform, \(plan.platforms.count) are built"
    } else if plan.compression != .gzip {
      problem = "engines read no `\(plan.compression.rawValue)` from it"
    } else {
      return
    }
    throw Failure(
      .usage,
      .error(
        "invalid-output-image", "the image cannot go into a docker-archive: \(problem)",
        at: settings.origin(of: Settings.buildOutputImage)?.location,
        hints: ["write `oci-archive:\(archive.file)`, which podman and skopeo read"]))
  }

  /// - Returns: what to tell of it.
  func write(_ image: Descriptor, in layout: ImageLayout, named name: String, _ context: RunContext) throws
    -> (id: String, message: String)
  {
    switch self {
    case .archive(let archive):
      try archive.write(image, in: layout, named: name)
      return (archive.format.rawValue, "`\(name)` in \(context.display(archive.file))")
    }
  }
}
