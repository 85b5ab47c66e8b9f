import Diagnostics
import PipelineCore
import Reporting
import Settings
import Stages
import TextFormats

/// A call that runs stages: selects, runs, publishes.
struct PipelineRun: Sendable {
  let call: Invocation
  /// The only stage to run; `nil` if the settings select.
  let stage: StageID?

  /// - Returns: the exit status.
  func callAsFunction(malformed: [Diagnostic] = []) async -> Int32 { await report(malformed: malformed).exitCode }

  /// - Parameter malformed: malformed settings; if there are any, nothing runs, and the reports say so.
  /// - Returns: what is reported; it is written in any case.
  func report(malformed: [Diagnostic] = []) async -> RunReport {
    if call.presentation.isReporting { call.ci?.begin(secrets: ProcessEnvironment.secrets(in: call.environment)) }
    let startedAt = SystemClock.wall.now()

    let selection = await RunSelection(call, only: stage, malformed: malformed)
    let reportDirectory = call.directories.report(of: selection.manifests)

    let judgesOnly = selection.stages.map { !AllStages.needWorkDirectory($0.selected) } ?? (stage == .validate)
    let publication = RunPublication(
      call: call, directory: reportDirectory, chosen: call.directories.chosen(selection.manifests),
      isOptional: judgesOnly)
    publication.begin()
    var results = AgentResults()
    if selection.exitCode == 0, let stages = selection.stages {
      results = await SelectedRun(
        call: call, manifests: selection.manifests, stages: stages, reportDirectory: reportDirectory
      ).run()
    }

    var report = RunReport(
      tool: .init(name: ToolVersion.name, version: ToolVersion.current), startedAt: startedAt,
      dryRun: call.settings(Settings.dryRun) ?? false, ci: call.presentation.isReporting ? call.job : nil)
    report.agents = results.reports
    report.diagnostics = selection.diagnostics + results.diagnostics
    for diagnostic in report.diagnostics { call.console.show(diagnostic) }
    let failure = selection.exitCode == 0 ? results.exitCode : selection.exitCode
    report.exitCode = call.interruption.reason?.exitCode ?? failure
    report.outcome = report.exitCode == 0 ? .passed : .failed
    report.durationSeconds = SystemClock.wall.now().seconds(since: startedAt)

    return await publication.publish(report, results)
  }
}
