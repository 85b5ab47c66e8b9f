import ArgumentParser
import Diagnostics
import Glibc
import PipelineCore
import Reporting
import Stages
import SystemPackage

/// One call of the tool: reads the world, runs every agent's pipeline, writes the reports, decides the exit status.
struct PipelineCommand {
  private let options: RunOptions
  private let flags: [String: [String]]
  private let stage: StageID?

  init(_ options: RunOptions, flags: [String: [String]]) {
    self.options = options
    self.flags = flags
    stage = nil
  }

  /// One stage; validate runs before it always, since it takes a millisecond and nobody trusts an unread manifest.
  init(_ options: RunOptions, only stage: StageID) {
    self.options = options
    flags = options.flags
    self.stage = stage
  }

  func run() async throws {
    let session = try RunSession(options: options, flags: flags)
    let interruption = Interruption()
    let task = Task { await session.run(stage: stage, interruption: interruption) }
    let signals = StopSignals(interruption: interruption) { task.cancel() }
    let deadline = session.settings(Settings.timeout)?.map { limit in
      Task {
        try await Task.sleep(for: limit)
        if interruption.stop(.timeout) { task.cancel() }
      }
    }
    let exitCode = await task.value
    deadline?.cancel()
    withExtendedLifetime(signals) {}
    if exitCode != 0 { throw ExitCode(exitCode) }
  }
}
