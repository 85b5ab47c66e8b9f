import ArgumentParser
import Diagnostics
import Glibc
import PipelineCore
import Reporting
import Settings
import Stages
import SystemPackage

/// One call of the tool: reads the world, runs every agent's pipeline, writes the reports, decides the exit status.
struct PipelineCommand {
  private let request: RunRequest
  private let stage: StageID?
  private let isReporting: Bool

  /// - Parameters:
  ///   - stage: the only one to run; validate runs before it always, since it takes a millisecond and nobody trusts an
  ///     unread manifest. Without it the settings select.
  ///   - isReporting: whether reports are written and the CI system is told.
  init(_ request: RunRequest, only stage: StageID? = nil, isReporting: Bool = true) {
    self.request = request
    self.stage = stage
    self.isReporting = isReporting
  }

  func run() async throws {
    let exitCode = try await exitCode()
    if exitCode != 0 { throw ExitCode(exitCode) }
  }

  func exitCode() async throws -> Int32 {
    let session = try RunSession(request, isReporting: isReporting)
    let interruption = Interruption()
    let task = Task { await session.run(stage: stage, interruption: interruption) }
    let signals = StopSignals(interruption: interruption) { task.cancel() }
    let deadline = session.settings(Settings.timeout).map { limit in
      Task {
        try await Task.sleep(for: limit)
        if interruption.stop(.timeout) { task.cancel() }
      }
    }
    let exitCode = await task.value
    deadline?.cancel()
    withExtendedLifetime(signals) {}
    return exitCode
  }
}
