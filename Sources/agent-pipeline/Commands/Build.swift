import ArgumentParser
import Diagnostics
import PipelineCore
import Settings
import Stages

struct Build: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Builds the image into the work directory.")

  @Flag(help: "Print the Dockerfile that a Docker Engine would build, and build nothing.")
  var printDockerfile = false
  @OptionGroup var flags: StageFlags<Build>

  func run() async throws {
    guard printDockerfile else { return try await runStages() }
    try await Invocation.run(flags.values, flags.output.color.presentation) { call in
      for path in call.settings(Settings.path) ?? ["."] {
        try Task.checkCancellation()
        call.write(try await Self.dockerfile(path, call))
      }
      return 0
    }
  }

  private static func dockerfile(_ path: String, _ call: Invocation) async throws -> String {
    let agent = try call.agent(at: path)
    guard let manifest = agent.loaded.manifest else {
      throw Failure(
        .agent, "manifest-invalid", "`\(agent.manifestPath)` is not a valid manifest",
        hints: ["run `agent-pipeline validate` to see why"])
    }
    let context = call.context(
      of: agent, isAlone: true, reportDirectory: call.directories.report(of: [agent.manifestPath]), isDryRun: true)
    return try await call.services.dockerfile(manifest, context)
  }
}
