import AgentManifest
import ChildProcess
import Diagnostics
import FileIO
import OCIImage
import PipelineCore
import Sandbox
import SystemPackage
import TextFormats

/// One command check: runs a program in the agent's container and copies its JUnit file out.
struct CommandChecker {
  static let defaultTimeout = Duration.seconds(600)
  static let reportLimit = 30 << 20

  let command: CommandCheck
  let environment: [String: String]
  let sandbox: any RunningSandbox
  let root: FilePath
  let reportDirectory: FilePath
  let redactor: Redactor
  /// The directories that the user chose.
  let chosen: [FilePath]

  func problem() async throws -> CheckProblem? {
    let exit = try await sandbox.execute(
      command.run, environment: environment, timeout: command.timeout ?? Self.defaultTimeout,
      keepingLast: TestBench.outputLimit)
    let shown = "`\(command.run.joined(separator: " "))`"
    if exit.status == .timedOut {
      return CheckProblem(
        "\(shown) did not finish within \(DurationText.format(command.timeout ?? Self.defaultTimeout))",
        output: exit.output)
    }
    let reportProblem = try await takeReport()
    guard exit.status == .exited(Int32(truncatingIfNeeded: command.exitCode)) else {
      var problem = CheckProblem(
        "\(shown): \(exit.status), expected exit status \(command.exitCode)", output: exit.output)
      // 255: what runc says of a container that has ended.
      problem.mayBeTheEnd = [.signaled(9), .exited(137), .exited(255)].contains(exit.status)
      return problem
    }
    return reportProblem.map { CheckProblem($0, output: exit.output) }
  }

  /// Copies the program's JUnit file next to ours as `junit-<name>.xml`, where CI systems find both.
  private func takeReport() async throws -> String? {
    guard let path = command.junit else { return nil }
    let found =
      switch try await sandbox.file(path, limit: Self.reportLimit) {
      case .inRoot: try RootDirectory(opening: root).read(path, limit: Self.reportLimit)
      case .contents(let contents): contents
      }
    guard let contents = found else {
      return "the program did not write a JUnit file to `\(path)`"
    }
    try Directory.claim(reportDirectory, below: chosen)
    try FileContents.write(redactor(xml: contents), to: copy)
    return nil
  }

  private var copy: FilePath {
    let name = String(command.name.value.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
    return reportDirectory.appending("\(CheckReport.commandReportPrefix)\(name.lowercased()).xml")
  }

  /// Removes the copy that an earlier run made: it says nothing about this image.
  func removeOldReport() throws(FileFailure) {
    guard command.junit != nil, try FileStatus.of(copy)?.kind == .file else { return }
    try Directory.claim(reportDirectory, below: chosen)
    try Directory.remove(copy)
  }
}
