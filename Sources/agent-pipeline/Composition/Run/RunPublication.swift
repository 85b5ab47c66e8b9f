import Diagnostics
import PipelineCore
import Reporting
import Settings
import SystemPackage

/// Publishes the results of a run: reports, summary, CI outputs, attachments of pushed images.
struct RunPublication: Sendable {
  let call: Invocation
  /// Where reports without an explicit path go.
  let directory: FilePath
  /// The directories that the user chose.
  let chosen: [FilePath]
  /// Whether the run needs no writable directory: then only requested reports must be written.
  let isOptional: Bool

  /// Removes the reports of the run before. What prevents that is reported when the new ones cannot be written.
  func begin() {
    guard call.presentation.isReporting else { return }
    try? writer.removeOld(requests, others: call.ci?.replacedFiles(in: directory) ?? [])
  }

  private var writer: ReportWriter { ReportWriter(directory: directory, below: chosen, redactor: call.redactor) }

  private var requests: [ReportRequest] {
    call.presentation.reports.map { request in
      var request = request
      request.path = request.path.map(call.directories.absolute)
      return request
    }
  }

  /// - Returns: the report with what came of its publication.
  func publish(_ report: RunReport, _ results: AgentResults) async -> RunReport {
    var report = report
    var written = call.presentation.isReporting ? await writeReports(&report) : ReportWriter.Result()
    if call.interruption.reason == nil,
      await ReportAttachment(call: call, written: written).attach(to: &report, results.attaching)
    {
      // Those on disk must not claim success.
      written = await writeReports(&report)
    }
    let paths = written.written.map { path in
      var relative = path.path
      return relative.removePrefix(call.currentDirectory) ? relative : path.path
    }
    if call.presentation.isSummarized {
      call.console.summarize(report, SummaryDetails(reports: paths, ports: results.ports))
    }
    let redacted = call.redactor(report)
    if call.presentation.printsReport, let json = try? JSONReport.render(redacted) {
      StandardStreams.writeOutput(String(decoding: json, as: UTF8.self))
    }
    if call.presentation.isReporting {
      let unwritten =
        call.ci?.end(redacted, written, reportDirectory: directory, below: chosen, in: call.currentDirectory) ?? []
      for problem in unwritten { StandardStreams.writeError("warning: \(problem)\n") }
    }
    return report
  }

  /// A report that cannot be written fails the run, unless it is optional.
  private func writeReports(_ report: inout RunReport) async -> ReportWriter.Result {
    RunDirectories.keepOutOfGit(directory, below: chosen)
    let written = await writer.write(report, requests)
    guard let failure = written.failures.first else { return written }
    let isAskedFor =
      call.settings(Settings.reportDir) != nil || call.settings(Settings.workDir) != nil || !requests.isEmpty
    let isFailure = isAskedFor || !isOptional
    let diagnostics = written.failures.map { failure in
      var diagnostic = failure.diagnostic
      if !isFailure { diagnostic.severity = .warning }
      return diagnostic
    }
    // Reports that are written again fail again.
    for diagnostic in diagnostics where !report.diagnostics.contains(diagnostic) {
      call.console.show(diagnostic)
      report.diagnostics.append(diagnostic)
    }
    guard isFailure, report.exitCode == 0 else { return written }
    report.exitCode = failure.failureKind.exitCode
    report.outcome = .failed
    // The other reports must not claim success.
    return await writer.write(report, requests)
  }
}
