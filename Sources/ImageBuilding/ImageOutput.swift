import Diagnostics
import OCIImage
import PipelineCore
import Settings
import SystemPackage

/// A place for the image besides the work directory, as the setting `build.outputImage` names it.
enum ImageOutput: Sendable, Hashable {
  private static let enginePrefix = "docker-daemon:"

  case archive(ImageArchive)
  /// A Docker Engine; without a name, the image gets the agent's.
  case engine(Reference?)

  /// What is written; `nil` if that is not a file.
  var file: FilePath? {
    if case .archive(let archive) = self { archive.file } else { nil }
  }

  static func all(_ context: RunContext) throws -> [ImageOutput] {
    try (context.settings(Settings.buildOutputImage) ?? []).map { text in
      if text.hasPrefix(enginePrefix) { return try engine(text) }
      var archive = try ImageArchive(parsing: text)
      archive.file = context.invocationDirectory.pushing(archive.file)
      return .archive(archive)
    }
  }

  private static func engine(_ text: String) throws -> ImageOutput {
    let name = String(text.dropFirst(enginePrefix.count))
    if name.isEmpty { return .engine(nil) }
    let reference = try Reference(parsing: name)
    guard reference.digest == nil else {
      throw Failure(
        .usage, "invalid-output-image", "`\(text)` is not a valid output: a Docker Engine computes the digest itself",
        hints: ["write a tag instead"])
    }
    return .engine(reference)
  }

  /// Refuses what the format cannot hold, before anything is built.
  func check(_ plan: BuildPlan) throws(Failure) {
    let (place, remedy): (String, String)
    switch self {
    case .archive(let archive) where archive.format == .oci: return
    case .archive(let archive):
      (place, remedy) = ("a docker-archive", "write `oci-archive:\(archive.file)`, which podman and skopeo read")
    case .engine: (place, remedy) = ("a Docker Engine", "push it, and let the engine pull it")
    }
    let problem: String
    if plan.platforms.count > 1 {
      problem = "it can contain only one platform, but \(plan.platforms.count) are built"
    } else if plan.compression != .gzip {
      problem = "engines cannot read `\(plan.compression.rawValue)` layers from it"
    } else {
      return
    }
    throw Failure(
      .usage, "invalid-output-image", "the image cannot be exported to \(place): \(problem)", hints: [remedy])
  }
}
