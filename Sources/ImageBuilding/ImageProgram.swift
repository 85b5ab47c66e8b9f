import AgentManifest
import Diagnostics
import Languages
import OCIImage
import PipelineCore
import Settings
import SystemPackage

/// A program that a container starts, looked for as execvp(3) does.
struct ImageProgram {
  var name: String
  /// Where the container starts.
  var directory: String?

  func isIn(_ image: StoredImage, _ listing: ImageListing) throws -> Bool {
    let paths = try listing.paths()
    return places(image.config.config).contains(where: paths.holds)
  }

  func places(_ config: ImageConfig.Execution?) -> [String] {
    if name.contains("/") { return [FilePath(directory ?? "/").pushing(FilePath(name)).string] }
    let search = config?.variables["PATH"] ?? ImageConfig.Execution.defaultPath
    return search.split(separator: ":").map { "\($0)/\(name)" }
  }

  /// A container whose program is missing cannot start: an error of the build, not of the running agent.
  static func requireEntrypoint(
    of image: StoredImage, _ listing: ImageListing, _ plan: BuildPlan, _ context: RunContext
  ) throws {
    let config = image.config.config
    guard let name = ((config?.entrypoint ?? []) + (config?.command ?? [])).first, !name.isEmpty else { return }
    let program = ImageProgram(name: name, directory: config?.workingDirectory)
    guard try !program.isIn(image, listing) else { return }
    let written = context.settings.origin(of: Settings.buildEntrypoint)?.location
    let words = name.split(separator: " ").map { "\"\($0)\"" }.joined(separator: ", ")
    let hints =
      if name.contains(" ") {
        ["write program and arguments as separate strings: [\(words)]"]
      } else if plan.runtime.interpreter?.isNamed(name) == true {
        ["choose a base image with `\(name)`: set `build.baseImage`, or leave it out"]
      } else {
        ["set `build.entrypoint` to a program of the image, or choose a base image that has `\(name)`"]
      }
    throw Failure(
      .agent, "program-missing", "the image starts `\(name)`, which it does not contain",
      at: written ?? plan.manifest.spec.runtime.location, hints: hints)
  }
}
