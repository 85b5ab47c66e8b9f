import AgentManifest
import ArgumentParser
import Diagnostics
import FileIO
import Glibc
import PipelineCore
import Reporting
import Stages
import SystemPackage
import TextFormats

/// What is fixed for one call of the tool, and the walk over its agents.
struct RunSession: Sendable {
  let options: RunOptions
  let flags: [String: [String]]
  let environment: [String: String]
  let settings: Settings
  let usageErrors: [Diagnostic]
  let ci: CIOutput?
  /// Grows while credentials are read and tokens are fetched.
  let secrets: Secrets
  let redactor: Redactor
  let console: ConsoleReporter
  private let sources = ManifestSources()
  let reports: [ReportRequest]
  private let repositories = RepositoryShelf()

  init(options: RunOptions, flags: [String: [String]]) throws {
    self.options = options
    self.flags = flags
    environment = ProcessEnvironment.variables()
    (settings, usageErrors) = Settings.resolve(flags: flags, environment: environment)
    ci = CIOutput(environment: environment)
    secrets = Secrets(ProcessEnvironment.secrets(in: environment))
    redactor = Redactor(sharing: secrets)
    console = ConsoleReporter(
      Console.options(
        options.general, environment: environment, redactor: redactor, dressing: ci?.stageDressing ?? StageDressing()),
      lineSource: sources.lineSource, write: StandardStreams.writeError)
    do {
      reports = try options.general.report.map { try ReportRequest(parsing: $0) }
    } catch let error as any DiagnosableError {
      let diagnostic = error.diagnostic
      throw ValidationError(([diagnostic.message] + diagnostic.hints.map { "  hint: \($0)" }).joined(separator: "\n"))
    }
  }

  /// - Returns: the exit status. The reports are written whatever it is.
  func run(stage: StageID?, interruption: Interruption) async -> Int32 {
    ci?.begin(secrets: ProcessEnvironment.secrets(in: environment))
    let startedAt = SystemClock.wall.now()
    var report = RunReport(
      tool: .init(name: ToolVersion.name, version: ToolVersion.current), startedAt: startedAt,
      dryRun: settings(Settings.dryRun) ?? false, ci: ci?.context)
    report.diagnostics = usageErrors
    var agents: [LoadedAgent] = []
    var failure: Int32 = usageErrors.isEmpty ? 0 : FailureKind.usage.exitCode
    for path in settings(Settings.path) ?? ["."] {
      do {
        let agent = try LoadedAgent(path: FilePath(path), flags: flags, environment: environment)
        sources.add(agent.source)
        agents.append(agent)
      } catch let error as any DiagnosableError {
        report.diagnostics.append(error.diagnostic)
        failure = failure == 0 ? error.failureKind.exitCode : failure
      } catch {
        report.diagnostics.append(.error("internal-error", "\(error)"))
        failure = FailureKind.infrastructure.exitCode
      }
    }
    let folders = RunFolders(current: ProcessEnvironment.currentFolder, settings: settings, environment: environment)
    do throws(Failure) {
      let selection = try self.selection(stage)
      try refuseSharedFolders(agents, folders)
      if failure == 0 {
        for agent in agents {
          let result = await run(agent, agents, folders, selection, interruption)
          report.agents.append(result.report)
          if failure == 0 { failure = result.exitCode }
        }
      }
    } catch {
      report.diagnostics.append(error.diagnostic)
      failure = error.failureKind.exitCode
    }
    for diagnostic in report.diagnostics { console.show(diagnostic) }
    report.exitCode = interruption.reason?.exitCode ?? failure
    report.outcome = report.exitCode == 0 ? .passed : .failed
    report.durationSeconds = SystemClock.wall.now().seconds(since: startedAt)
    let (exitCode, written) = publish(report, agents, folders)
    guard interruption.reason == nil else { return exitCode }
    let attachment = ReportAttachment(
      services: StageServices.system(environment: environment, redactor: redactor, ci: ci, secrets: secrets),
      written: written)
    let settingsByPath = Dictionary(agents.map { ($0.folder.string, $0.settings) }) { first, _ in first }
    let failures = await attachment.attach(
      to: report.agents.compactMap { agent in settingsByPath[agent.path].map { (agent, $0) } })
    for failure in failures { console.show(failure.diagnostic) }
    return exitCode == 0 ? failures.first?.failureKind.exitCode ?? 0 : exitCode
  }

  private func run(
    _ agent: LoadedAgent, _ agents: [LoadedAgent], _ folders: RunFolders, _ selection: StageSelection,
    _ interruption: Interruption
  ) async -> PipelineRunner.Result {
    let context = RunContext(
      folder: folders.absolute(agent.folder), manifest: agent.manifestPath, invocationFolder: folders.current,
      workFolder: folders.work(of: agent, amongSeveral: agents.count > 1), reportFolder: folders.report(of: agents),
      cacheFolder: folders.cache, settings: agent.settings, ci: ci?.context,
      isDryRun: settings(Settings.dryRun) ?? false, emit: { [console] in console.handle($0) })
    RunFolders.keepOutOfGit(context.workFolder)
    let services = StageServices.system(
      environment: environment, redactor: redactor, ci: ci, secrets: secrets, repositories: repositories)
    let runner = PipelineRunner(
      stages: AllStages.stages(for: agent.loaded, services), selection: selection,
      isStrict: settings(Settings.strict) ?? false, interruption: interruption, clock: SystemClock.wall)
    return await runner.run(
      context,
      report: AgentReport(
        name: agent.name, path: agent.folder.string, manifest: agent.manifestPath.string))
  }

  private func refuseSharedFolders(_ agents: [LoadedAgent], _ folders: RunFolders) throws(Failure) {
    var owners: [FilePath: LoadedAgent] = [:]
    for agent in agents {
      let folder = folders.work(of: agent, amongSeveral: agents.count > 1)
      if let other = owners.updateValue(agent, forKey: folder) {
        throw Failure(
          .usage,
          .error(
            "shared-run-folder",
            "`\(other.manifestPath)` and `\(agent.manifestPath)` would use one run folder: \(folder)",
            hints: ["give agents that share a work folder different names, and name each agent once"]))
      }
    }
  }

  private func selection(_ stage: StageID?) throws(Failure) -> StageSelection {
    var selection = try StageSelection(
      all: AllStages.ids, only: stage.map { [$0.rawValue] } ?? settings(Settings.only),
      from: stage == nil ? settings(Settings.from) : nil, until: stage == nil ? settings(Settings.until) : nil,
      skip: stage == nil ? settings(Settings.skip) : nil)
    if settings(Settings.skip)?.contains(StageID.validate.rawValue) == true {
      throw Failure(
        .usage,
        .error("contradicting-options", "`--skip validate`: every other stage relies on a valid manifest"))
    }
    selection.selected.insert(.validate)
    return selection
  }

  /// Writes the reports, the summary and what the CI vendor wants.
  private func publish(_ report: RunReport, _ agents: [LoadedAgent], _ folders: RunFolders) -> (
    exitCode: Int32, written: ReportWriter.Result
  ) {
    var report = report
    RunFolders.keepOutOfGit(folders.report(of: agents))
    let writer = ReportWriter(folder: folders.report(of: agents), redactor: redactor)
    var written = writer.write(report, reports)
    if let failure = written.failures.first {
      for failure in written.failures { console.show(failure.diagnostic) }
      report.diagnostics += written.failures.map(\.diagnostic)
      if report.exitCode == 0 {
        report.exitCode = failure.failureKind.exitCode
        report.outcome = .failed
        // Those reports that can be written must not claim success.
        written = writer.write(report, reports)
      }
    }
    let ports = Dictionary(
      agents.map { agent in
        let ports = agent.loaded.manifest?.spec.ports ?? []
        return (agent.folder.string, ports.map(\.container.value))
      }
    ) { first, _ in first }
    let paths = written.written.map { path in
      var relative = path.path
      return relative.removePrefix(folders.current) ? relative : path.path
    }
    console.summarize(report, SummaryDetails(reports: paths, ports: ports))
    if options.general.output == .json, let json = try? JSONReport.render(redactor(report)) {
      StandardStreams.writeOutput(String(decoding: json, as: UTF8.self))
    }
    let unwritten =
      ci?.end(redactor(report), written, reportFolder: folders.report(of: agents), in: folders.current) ?? []
    for problem in unwritten { StandardStreams.writeError("warning: \(problem)\n") }
    return (report.exitCode, written)
  }
}
