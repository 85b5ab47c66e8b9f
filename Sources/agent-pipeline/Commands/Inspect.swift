import AgentManifest
import ArgumentParser
import Diagnostics
import PipelineCore
import Settings
import Stages
import SystemPackage

struct Inspect: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Shows the resolved settings of an agent, each value with where it came from.")

  @OptionGroup var options: RunOptions

  func run() async throws {
    let environment = ProcessEnvironment.variables()
    let redactor = Redactor(secrets: ProcessEnvironment.secrets(in: environment))
    let given = Settings.resolve(flags: options.flags, environment: environment).settings
    var output = ""
    for path in given(Settings.path) ?? ["."] {
      do {
        let agent = try LoadedAgent(manifestPath: try ManifestLocator.find(FilePath(path)), given: given)
        output += "\(agent.name) (\(agent.manifestPath))\n"
        if let spec = agent.loaded.manifest?.spec { output += "  runtime: \(spec.runtime.value)\n" }
        for setting in agent.settings.listing { output += "  \(setting)\n" }
      } catch let error as any DiagnosableError {
        let renderer = DiagnosticRenderer(style: TerminalStyle(isColored: false), lineSource: { _, _ in nil })
        StandardStreams.writeError(redactor(renderer.render(error.diagnostic)))
        throw ExitCode(error.failureKind.exitCode)
      }
    }
    StandardStreams.writeOutput(redactor(output))
  }
}
