import AgentManifest
import Diagnostics
import FileIO
import PipelineCore
import Reporting
import Settings
import Stages
import SystemPackage

/// How a call presents its results.
struct Presentation: Sendable {
  var detail = ConsoleOptions.Detail.normal
  var color = Console.Color.auto
  /// Reports besides report.json and junit.xml.
  var reports: [ReportRequest] = []
  /// Whether the run report goes to standard output.
  var printsReport = false
  /// Whether a run ends with a summary.
  var isSummarized = true
  /// Whether reports are written, to files and to the CI system.
  var isReporting = false
}

/// One call of the tool: its environment, settings, services and console. Every command runs in `Invocation.run`.
struct Invocation: Sendable {
  let environment: [String: String]
  private let flags: [String: [String]]
  private(set) var currentDirectory: FilePath
  private(set) var settings: Settings
  private(set) var presentation: Presentation
  let ci: CIOutput?
  /// What is known about the job, from the CI system or by hand.
  let job: CIContext?
  let redactor: Redactor
  let sources = ManifestSources()
  private(set) var console: ConsoleReporter
  let interruption = Interruption()
  /// For agents that run one after another.
  let services: StageServices

  /// - Parameter flags: what was given on the command line, by setting name.
  /// - Throws: if a setting is malformed.
  init(_ flags: [String: [String]], _ presentation: Presentation) throws(MalformedSettings) {
    self.flags = flags
    self.presentation = presentation
    environment = ProcessEnvironment.variables()
    currentDirectory = ProcessEnvironment.currentDirectory
    let (settings, problems) = Settings.resolve(flags: flags, environment: environment)
    self.settings = settings
    let overrides = CIOverrides(settings)
    ci = CIOutput(environment: environment, overrides: overrides)
    job = ci?.context ?? .made(by: overrides)
    // These grow while credentials are read and tokens are fetched.
    let secrets = Secrets(ProcessEnvironment.secrets(in: environment))
    redactor = Redactor(sharing: secrets)
    console = Self.console(presentation, environment, redactor, ci, sources)
    // No stage and no program that one starts needs the key.
    services = StageServices.system(
      environment: environment.filter { $0.key != FactsKey.variable }, redactor: redactor, ci: ci, overrides: overrides,
      secrets: secrets)
    let all = problems + [FactsKey.problem(environment)].compactMap(\.self)
    guard all.isEmpty else { throw MalformedSettings(diagnostics: all, call: self) }
  }

  /// The same call in another directory and with further flags.
  func moved(to directory: FilePath, flags more: [String: [String]]) throws(MalformedSettings) -> Invocation {
    var call = self
    call.currentDirectory = directory
    let (settings, problems) = Settings.resolve(flags: flags.merging(more) { $1 }, environment: environment)
    call.settings = settings
    guard problems.isEmpty else { throw MalformedSettings(diagnostics: problems, call: call) }
    return call
  }

  /// The same call without a word about what passes.
  func silent() -> Invocation {
    var call = self
    call.presentation.detail = .quiet
    call.presentation.isSummarized = false
    call.console = Self.console(call.presentation, environment, redactor, ci, sources)
    return call
  }

  private static func console(
    _ presentation: Presentation, _ environment: [String: String], _ redactor: Redactor, _ ci: CIOutput?,
    _ sources: ManifestSources
  ) -> ConsoleReporter {
    ConsoleReporter(
      Console.options(
        presentation.detail, presentation.color, environment: environment, redactor: redactor,
        dressing: presentation.isReporting ? ci?.stageDressing ?? StageDressing() : StageDressing()),
      lineSource: sources.lineSource, write: StandardStreams.writeError)
  }

  var directories: RunDirectories {
    RunDirectories(current: currentDirectory, settings: settings, environment: environment)
  }

  /// Reads the manifest that a PATH names.
  func agent(at path: String) throws -> LoadedAgent {
    let manifest = try ManifestLocator.find(FilePath(path), in: currentDirectory)
    return try LoadedAgent(manifestPath: manifest, in: currentDirectory, given: settings)
  }

  /// The context of one agent's run.
  /// - Parameter reportDirectory: where the reports of the call go.
  func context(
    of agent: LoadedAgent, isAlone: Bool, reportDirectory: FilePath, isDryRun: Bool,
    emit: @escaping @Sendable (RunEvent) -> Void = { _ in }
  ) -> RunContext {
    RunContext(
      directory: agent.place, manifest: agent.manifestPath, invocationDirectory: currentDirectory,
      workDirectory: directories.work(of: agent, isAlone: isAlone), reportDirectory: reportDirectory,
      cacheDirectory: directories.cache,
      settings: agent.settings, ci: presentation.isReporting ? job : nil, isDryRun: isDryRun, emit: emit)
  }

  /// A line for people.
  func tell(_ line: String) { console.tell(line) }

  /// Data for programs.
  func write(_ text: String) { StandardStreams.writeOutput(redactor(text)) }

  /// Provides a temporary directory and removes it at the end.
  func withScratch<Value>(_ body: (FilePath) async throws -> Value) async throws -> Value {
    let directory = try Directory.temporary(prefix: ToolVersion.name, in: directories.temporary)
    defer { try? Directory.remove(directory) }
    return try await body(directory)
  }
}

/// Flags and variables with malformed values.
struct MalformedSettings: Error {
  var diagnostics: [Diagnostic]
  /// The call with the valid settings.
  var call: Invocation
}

extension CIOverrides {
  fileprivate init(_ settings: Settings) {
    self.init(
      branch: settings(Settings.branch), commit: settings(Settings.commit),
      changeRequest: settings(Settings.changeRequest), defaultBranch: settings(Settings.defaultBranch),
      trustsChangeRequests: settings(Settings.trustChangeRequests) ?? false)
  }
}
