import AgentManifest
import ArgumentParser
import Diagnostics
import PipelineCore
import Settings
import Stages
import SystemPackage

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Tries what a run relies on here: sandboxes, registries with their credentials, git history.",
    discussion: """
      Nothing is written, neither here nor in a registry. The exit status is 3 where something that a run needs \
      cannot be used.
      """)

  @OptionGroup var options: RunOptions

  func run() async throws {
    let environment = ProcessEnvironment.variables()
    let secrets = Secrets(ProcessEnvironment.secrets(in: environment))
    let redactor = Redactor(sharing: secrets)
    let (given, problems) = Settings.resolve(flags: options.flags, environment: environment)
    let style = TerminalStyle(
      isColored: Console.isColored(
        options.general.color, environment, isTerminal: StandardStreams.isOutputTerminal))
    if let problem = problems.first {
      let renderer = DiagnosticRenderer(style: style, lineSource: { _, _ in nil })
      StandardStreams.writeError(redactor(renderer.render(problem)))
      throw ExitCode(FailureKind.usage.exitCode)
    }
    let path = FilePath(given(Settings.path)?.first ?? ".")
    // Without a manifest the machine can be looked at all the same.
    var agent: LoadedAgent?
    var found: Examination
    do {
      let loaded = try LoadedAgent(manifestPath: try ManifestLocator.find(path), given: given)
      agent = loaded
      found = Examination(
        .agent, loaded.name, loaded.loaded.manifest == nil ? .unusable : .usable, "\(loaded.manifestPath)",
        hints: loaded.loaded.manifest == nil ? ["`agent-pipeline validate` says what is wrong"] : [])
    } catch let error as any DiagnosableError {
      let isAsked = given(Settings.path) != nil
      found = Examination(
        .agent, "agent.yaml", isAsked ? .unusable : .unneeded, error.diagnostic.message, hints: error.diagnostic.hints)
    }
    let services = StageServices.system(
      environment: environment, redactor: redactor, ci: CIOutput(environment: environment), secrets: secrets)
    let doctor = Doctor(services, agent?.settings ?? given)
    let folder = ProcessEnvironment.currentFolder.pushing(agent?.folder ?? path).lexicallyNormalized()
    let examinations = await [found] + doctor.sandboxes() + doctor.registries() + doctor.history(of: folder)
    StandardStreams.writeOutput(redactor(Self.text(examinations, style)))
    if examinations.contains(where: { $0.verdict == .unusable }) {
      throw ExitCode(FailureKind.infrastructure.exitCode)
    }
  }

  static func text(_ examinations: [Examination], _ style: TerminalStyle) -> String {
    var text = ""
    for area in Examination.Area.allCases {
      text += "\(style(area.rawValue, .emphasis))\n"
      for examination in examinations where examination.area == area {
        let mark =
          switch examination.verdict {
          case .usable: style("✓", .success)
          case .unneeded: style("–", .faint)
          case .unusable: style("✗", .error)
          }
        text += "  \(mark) \(examination.name): \(examination.detail)\n"
        text += examination.hints.map { "      \(style("hint", .note)): \($0)\n" }.joined()
      }
    }
    return text
  }
}
