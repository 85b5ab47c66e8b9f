import CIVendors
import FileIO
import Glibc
import PipelineCore
import Reporting
import SystemPackage

/// Reports the run to the CI system in its own format: log sections, annotations, outputs for later steps.
struct CIOutput: Sendable {
  let vendor: any CIVendor
  /// What the system reports, and what is set by hand.
  let context: CIContext
  private let dressing: LogDressing
  private let token: String

  /// `nil` outside of a known CI system.
  init?(environment: [String: String], overrides: CIOverrides) {
    let found = AllCIVendors.detect(environment: environment) { path in
      // GitHub's event file of a large push has some hundred kilobytes.
      try? FileContents.read(path, limit: 32 << 20)
    }
    guard let found else { return nil }
    vendor = found
    context = found.context.applying(overrides)
    token = String(UInt64.random(in: .min ... .max), radix: 36) + String(UInt64.random(in: .min ... .max), radix: 36)
    dressing = LogDressing(vendor: found, token: token)
  }

  var stageDressing: StageDressing {
    StageDressing(
      start: { [dressing] in dressing.stageStart("\($0)", id: "agent_pipeline_\($0)", at: SystemClock.wall.now()) },
      end: { [dressing] in dressing.stageEnd(id: "agent_pipeline_\($0)", at: SystemClock.wall.now()) })
  }

  /// Must come before any other line: hides secrets, and keeps the vendor from treating our output as commands.
  func begin(secrets: [String]) {
    StandardStreams.writeError(dressing.opening + dressing.commands(secrets.flatMap(vendor.mask)))
  }

  /// The files in the report directory that `end` will replace.
  func replacedFiles(in reportDirectory: FilePath) -> [FilePath] {
    let empty = RunReport(
      tool: .init(name: ToolVersion.name, version: ToolVersion.current), startedAt: SystemClock.wall.now(),
      dryRun: false, ci: nil)
    return vendor.outputs(of: empty, ReportPaths(directory: reportDirectory, json: nil, junit: nil), token: token)
      .filter { $0.mode == .replace }.map(\.path)
  }

  /// Must come after the last line.
  /// - Parameters:
  ///   - report: already redacted.
  ///   - chosen: the directories that the user chose.
  /// - Returns: the files that could not be written, as text for people.
  func end(
    _ report: RunReport, _ written: ReportWriter.Result, reportDirectory: FilePath, below chosen: [FilePath],
    in directory: FilePath
  ) -> [String] {
    StandardStreams.writeError(
      dressing.commands(vendor.annotations(for: report, in: directory)) + dressing.closing)
    let paths = ReportPaths(
      directory: reportDirectory, json: written.path(of: JSONReport.self), junit: written.path(of: JUnitReport.self))
    return vendor.outputs(of: report, paths, token: token).compactMap { write($0, below: chosen) }
  }

  private func write(_ output: CIFileOutput, below chosen: [FilePath]) -> String? {
    do {
      switch output.mode {
      case .replace:
        try Directory.claim(output.path.removingLastComponent(), below: chosen)
        try FileContents.write(Array(output.contents.utf8), to: output.path)
      case .append:
        let file = try FileDescriptor.open(
          output.path, .writeOnly, options: [.create, .append, .closeOnExec],
          permissions: [.ownerReadWrite, .groupRead])
        try file.closeAfter { _ = try file.writeAll(output.contents.utf8) }
      }
      return nil
    } catch {
      return "cannot write `\(output.path)` for the CI system: \(error)"
    }
  }
}
