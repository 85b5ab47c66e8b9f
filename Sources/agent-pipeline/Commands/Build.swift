import AgentManifest
import ArgumentParser
import Diagnostics
import PipelineCore
import Settings
import Stages
import SystemPackage

struct Build: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build", abstract: "Builds the image into an OCI layout in the run folder.")

  @Flag(help: "Print the Dockerfile that an engine would be given, and build nothing.")
  var printDockerfile = false
  @OptionGroup var options: RunOptions

  func run() async throws {
    if printDockerfile { return try printDockerfiles() }
    try await PipelineCommand(options.request(), only: .build).run()
  }

  private func printDockerfiles() throws {
    let environment = ProcessEnvironment.variables()
    let secrets = Secrets(ProcessEnvironment.secrets(in: environment))
    let redactor = Redactor(sharing: secrets)
    let settings = Settings.resolve(flags: options.flags, environment: environment).settings
    let folders = RunFolders(current: ProcessEnvironment.currentFolder, settings: settings, environment: environment)
    let services = StageServices.system(environment: environment, redactor: redactor, ci: nil, secrets: secrets)
    for path in settings(Settings.path) ?? ["."] {
      do {
        let agent = try LoadedAgent(manifestPath: try ManifestLocator.find(FilePath(path)), given: settings)
        guard let manifest = agent.loaded.manifest else {
          throw Failure(
            .agent,
            .error(
              "manifest-invalid", "`\(agent.manifestPath)` is no valid manifest",
              hints: ["`agent-pipeline validate` says why"]))
        }
        let context = RunContext(
          folder: folders.absolute(agent.folder), manifest: agent.manifestPath, invocationFolder: folders.current,
          workFolder: folders.work(of: agent, isAlone: true), reportFolder: folders.report(of: [agent.manifestPath]),
          cacheFolder: folders.cache, settings: agent.settings, ci: nil, isDryRun: true, emit: { _ in })
        StandardStreams.writeOutput(redactor(try DockerfilePrinter(services).text(manifest, context)))
      } catch let error as any DiagnosableError {
        let renderer = DiagnosticRenderer(style: TerminalStyle(isColored: false), lineSource: { _, _ in nil })
        StandardStreams.writeError(redactor(renderer.render(error.diagnostic)))
        throw ExitCode(error.failureKind.exitCode)
      }
    }
  }
}
