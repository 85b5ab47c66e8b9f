import AgentManifest
import ArgumentParser
import Diagnostics
import FileIO
import Glibc
import PipelineCore
import Reporting
import Settings
import Stages
import SystemPackage
import TextFormats

/// What is fixed for one call of the tool, and the walk over its agents.
struct RunSession: Sendable {
  let request: RunRequest
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
  private let workTrees = RepositoryShelf()
  let isReporting: Bool

  /// - Parameter isReporting: whether reports are written and the CI system is told.
  init(_ request: RunRequest, isReporting: Bool) throws {
    self.request = request
    self.isReporting = isReporting
    environment = ProcessEnvironment.variables()
    (settings, usageErrors) = Settings.resolve(flags: request.flags, environment: environment)
    ci = isReporting ? CIOutput(environment: environment) : nil
    secrets = Secrets(ProcessEnvironment.secrets(in: environment))
    redactor = Redactor(sharing: secrets)
    console = ConsoleReporter(
      Console.options(
        request.detail, request.color, environment: environment, redactor: redactor,
        dressing: ci?.stageDressing ?? StageDressing()),
      lineSource: sources.lineSource, write: StandardStreams.writeError)
    do {
      reports = try request.reports.map { try ReportRequest(parsing: $0) }
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
    let folders = RunFolders(current: ProcessEnvironment.currentFolder, settings: settings, environment: environment)
    var manifests: [FilePath] = []
    var failure: Int32 = usageErrors.isEmpty ? 0 : FailureKind.usage.exitCode
    for path in settings(Settings.path) ?? ["."] {
      do throws(ManifestNotFound) {
        manifests.append(try ManifestLocator.find(FilePath(path)))
      } catch {
        report.diagnostics.append(error.diagnostic)
        failure = failure == 0 ? error.failureKind.exitCode : failure
      }
    }
    let reportFolder = folders.report(of: manifests)
    let isAlone = manifests.count == 1
    var ports: [String: [Int]] = [:]
    var attaching: [String: Settings] = [:]
    var judgesOnly = stage == .validate
    do throws(Failure) {
      let selection = try self.selection(stage)
      try await refuseSharedFolders(manifests, folders)
      if failure == 0 {
        judgesOnly = selection.selected == [.validate]
        await LoadedAgent.read(manifests, given: settings) { batch in
          for case .success(let agent) in batch { sources.add(agent.source) }
          let run = AgentRun { (agent, emit) in
            await self.run(agent, folders, reportFolder, isAlone: isAlone, selection, interruption, emit)
          }
          let prepare: @Sendable (LoadedAgent) async -> Void = { agent in
            guard selection.selected.contains(.tag) else { return }
            await services(isAlone: false).prepareWorkTree(of: folders.absolute(agent.folder))
          }
          await run(
            batch, besideOthers: { mayRunBesideOthers($0, selection) }, prepare: prepare, show: console.handle
          ) { reading in
            switch reading {
            case .success(let (agent, result)):
              if agent.settings(Settings.pushAttachReports) == true {
                attaching[agent.manifestPath.string] = agent.settings
              }
              report.agents.append(result.report)
              ports[result.report.path] = agent.loaded.manifest.map { $0.spec.ports.map(\.container.value) }
              if failure == 0 { failure = result.exitCode }
            case .failure(let error):
              report.diagnostics.append(error.diagnostic)
              if failure == 0 { failure = error.failureKind.exitCode }
            }
          }
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
    let (exitCode, written) = await publish(report, ports, reportFolder, folders, judgesOnly: judgesOnly)
    guard interruption.reason == nil else { return exitCode }
    let failures = await ReportAttachment(
      services: StageServices.system(environment: environment, redactor: redactor, ci: ci, secrets: secrets),
      written: written
    ).attach(to: report.agents.compactMap { agent in attaching[agent.manifest].map { (agent, $0) } })
    for failure in failures { console.show(failure.diagnostic) }
    return exitCode == 0 ? failures.first?.failureKind.exitCode ?? 0 : exitCode
  }

  /// - Parameter isAlone: one agent has no use for a second look at its repository.
  private func services(isAlone: Bool) -> StageServices {
    .system(
      environment: environment, redactor: redactor, ci: ci, secrets: secrets, repositories: repositories,
      workTrees: isAlone ? repositories : workTrees)
  }

  private func mayRunBesideOthers(_ agent: LoadedAgent, _ selection: StageSelection) -> Bool {
    AllStages.runBesideOthers(
      selection.selected, agent.settings, isDryRun: settings(Settings.dryRun) ?? false)
  }

  private func run(
    _ agent: LoadedAgent, _ folders: RunFolders, _ reportFolder: FilePath, isAlone: Bool, _ selection: StageSelection,
    _ interruption: Interruption, _ emit: @escaping @Sendable (RunEvent) -> Void
  ) async -> PipelineRunner.Result {
    let context = RunContext(
      folder: folders.absolute(agent.folder), manifest: agent.manifestPath, invocationFolder: folders.current,
      workFolder: folders.work(of: agent, isAlone: isAlone), reportFolder: reportFolder,
      cacheFolder: folders.cache, settings: agent.settings, ci: ci?.context,
      isDryRun: settings(Settings.dryRun) ?? false, emit: emit)
    // To judge a manifest needs no folder.
    if selection.selected != [.validate] { RunFolders.keepOutOfGit(context.workFolder) }
    let runner = PipelineRunner(
      stages: AllStages.stages(for: agent.loaded, services(isAlone: isAlone)), selection: selection,
      isStrict: agent.settings(Settings.strict) ?? false, interruption: interruption, clock: SystemClock.wall)
    return await runner.run(
      context,
      report: AgentReport(
        name: agent.name, path: agent.folder.string, manifest: agent.manifestPath.string))
  }

  private func refuseSharedFolders(_ manifests: [FilePath], _ folders: RunFolders) async throws(Failure) {
    guard manifests.count > 1 else { return }
    var owners: [FilePath: FilePath] = [:]
    var clash: (FilePath, FilePath)?
    func own(_ folder: FilePath, _ manifest: FilePath) {
      if let other = owners.updateValue(manifest, forKey: folder) { clash = (other, manifest) }
    }
    if settings(Settings.workDir) == nil {
      for manifest in manifests { own(folders.beside(manifest), manifest) }
    } else {
      // The names count, so the manifests are read twice. What cannot be read is said when its turn comes.
      await LoadedAgent.read(manifests, given: settings) { batch in
        for case .success(let agent) in batch { own(folders.work(of: agent, isAlone: false), agent.manifestPath) }
      }
    }
    guard let (one, other) = clash else { return }
    throw Failure(
      .usage,
      .error(
        "shared-run-folder", "`\(one)` and `\(other)` would use one run folder",
        hints: ["give agents that share a work folder different names, and name each agent once"]))
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

  /// Whether the reports go where nobody said.
  private var hasDefaultReports: Bool {
    settings(Settings.reportDir) == nil && settings(Settings.workDir) == nil && reports.isEmpty
  }

  /// Writes the reports, the summary and what the CI vendor wants.
  private func publish(
    _ report: RunReport, _ ports: [String: [Int]], _ reportFolder: FilePath, _ folders: RunFolders,
    judgesOnly: Bool
  ) async -> (exitCode: Int32, written: ReportWriter.Result) {
    var report = report
    var written = ReportWriter.Result()
    if isReporting {
      RunFolders.keepOutOfGit(reportFolder)
      let writer = ReportWriter(folder: reportFolder, redactor: redactor)
      written = await writer.write(report, reports)
      if !written.failures.isEmpty, judgesOnly, hasDefaultReports {
        // Nobody asked for them, and to judge a manifest needs no folder that can be written.
        let unwritten = written.failures.map { failure in
          var diagnostic = failure.diagnostic
          diagnostic.severity = .warning
          return diagnostic
        }
        for diagnostic in unwritten { console.show(diagnostic) }
        report.diagnostics += unwritten
      } else if let failure = written.failures.first {
        for failure in written.failures { console.show(failure.diagnostic) }
        report.diagnostics += written.failures.map(\.diagnostic)
        if report.exitCode == 0 {
          report.exitCode = failure.failureKind.exitCode
          report.outcome = .failed
          // Those reports that can be written must not claim success.
          written = await writer.write(report, reports)
        }
      }
    }
    let paths = written.written.map { path in
      var relative = path.path
      return relative.removePrefix(folders.current) ? relative : path.path
    }
    console.summarize(report, SummaryDetails(reports: paths, ports: ports))
    if request.printsReport, let json = try? JSONReport.render(redactor(report)) {
      StandardStreams.writeOutput(String(decoding: json, as: UTF8.self))
    }
    let unwritten = ci?.end(redactor(report), written, reportFolder: reportFolder, in: folders.current) ?? []
    for problem in unwritten { StandardStreams.writeError("warning: \(problem)\n") }
    return (report.exitCode, written)
  }
}
