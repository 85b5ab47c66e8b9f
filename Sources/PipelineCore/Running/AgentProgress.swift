import Diagnostics
import FileIO
import SystemPackage

/// The progress of one agent's run, which the steps around its stages read and write.
struct AgentProgress {
  let context: RunContext
  let isStrict: Bool
  let interruption: Interruption
  let clock: WallClock
  let stages: [any Stage]
  /// Those of the stages that this run is about, in order.
  let selected: [any Stage]

  var state: RunState
  let store: FactStore
  let factGuard: any FactGuard
  var report: AgentReport
  /// The error that the next stage to work throws instead of its own: a broken work directory, a failed preflight.
  var obstacle: (any Error)?
  /// All stages after it do not run. After a failed preflight it is known before its turn comes.
  var failedStage: StageID?

  /// Locks the work directory if a stage needs it, and reads the facts that earlier processes left there.
  ///
  /// Two runs in one work directory would mix up their images.
  /// - Returns: the lock, held as long as the value exists.
  mutating func openWorkDirectory() async -> DirectoryLock? {
    guard selected.contains(where: { type(of: $0).needsWorkDirectory }) else { return nil }
    do {
      try Directory.claim(context.workDirectory, below: [context.directory, context.invocationDirectory])
      // The directory of facts is made when there is one to save.
      if try FileStatus.of(store.directory)?.kind == .symbolicLink {
        throw FileFailure("use", store.directory, .notDirectory, because: .symbolicLink)
      }
      guard let lock = try DirectoryLock.tryLocking(context.workDirectory) else {
        throw Self.inUse(context.display(context.workDirectory))
      }
      try await factGuard.refuseCommitted(context)
      store.load(into: &state)
      if !state.unsealed.isEmpty { await admitUnsealed() }
      return lock
    } catch {
      obstacle = error
      return nil
    }
  }

  private mutating func admitUnsealed() async {
    do throws(Failure) { try await factGuard.admit(state, context) } catch { state.refuseUnsealed(error) }
  }

  /// Completes the report.
  mutating func finish() -> AgentReport {
    let worked = stages.filter { stage in
      report.stages.contains {
        $0.name == type(of: stage).id && ($0.outcome == .passed || $0.outcome == .failed)
      }
    }
    for stage in stages where type(of: stage).reportsOwnRunOnly {
      if !worked.contains(where: { type(of: $0).id == type(of: stage).id }) { state.forget(type(of: stage).produces) }
    }
    // The facts of an earlier process belong in the report only if a stage of this run used them.
    if worked.contains(where: { type(of: $0).needsWorkDirectory }) {
      report.version = state[VersionReport.self].map { version in
        var version = version
        version.notesFile = version.notesFile.map(shownPath)
        return version
      }
      report.image = state[ImageReport.self].map { image in
        var image = image
        image.layout = image.layout.map(shownPath)
        return image
      }
      report.pushed = state[PushedImage.self]?.references ?? []
    }
    if report.exitCode == 0, let reason = interruption.reason { report.exitCode = reason.exitCode }
    report.outcome = report.exitCode == 0 ? .passed : .failed
    context.emit(.agentFinished(report))
    return report
  }

  /// - Parameter path: relative to the work directory.
  private func shownPath(_ path: String) -> String { context.display(context.workDirectory.appending(path)) }

  private static func inUse(_ directory: String) -> Failure {
    Failure(
      .usage, "work-directory-in-use", "another run is using the work directory `\(directory)`",
      hints: ["wait for it to end, or set another work directory with --work-dir"])
  }
}
