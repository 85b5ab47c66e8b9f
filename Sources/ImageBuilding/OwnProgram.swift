import AgentManifest
import Diagnostics
import FileIO
import Languages
import OCIImage
import PipelineCore
import Settings
import SystemPackage

/// Looks for the agent's own program in the image: what an interpreter would run, or a program below the agent's directory.
enum OwnProgram {
  /// - Throws: if the container of the image would end at once because nothing made its program.
  static func require(
    _ entrypoint: [String], in listing: ImageListing, _ plan: BuildPlan, _ context: RunContext
  ) throws {
    guard let path = path(in: entrypoint, plan.runtime.interpreter) else { return }
    guard try !listing.paths().holds(path) else { return }
    throw Failure(
      .agent, "entrypoint-not-built",
      "the image would start `\(entrypoint.joined(separator: " "))`, but nothing made `\(path)`",
      at: context.settings.origin(of: Settings.buildEntrypoint)?.location ?? plan.manifest.spec.runtime.location,
      hints: [
        "check what the build step writes and .dockerignore, or set `spec.pipeline.build.entrypoint`"
      ])
  }

  /// The absolute path of the agent's own file that a command runs; `nil` if it runs another one.
  private static func path(in command: [String], _ interpreter: Interpreter?) -> String? {
    let directory = ExecutionConfig.applicationDirectory
    guard let first = command.first else { return nil }
    if first.hasPrefix("\(directory)/") { return first }
    guard let interpreter, interpreter.isNamed(FilePath(first).lastComponent?.string ?? first),
      let script = command.dropFirst().first(where: interpreter.runs),
      !command.prefix(while: { $0 != script }).contains(where: interpreter.otherModes.contains)
    else { return nil }
    let path = FilePath(directory).pushing(FilePath(script)).lexicallyNormalized().string
    return path.hasPrefix("\(directory)/") ? path : nil
  }
}
