import Diagnostics
import FileIO
import SystemPackage
import TextFormats

/// Walks one agent through its stages: the one place that skips, times, runs, maps errors and decides outcomes.
public struct PipelineRunner: Sendable {
  /// The result for one agent: its report and whose fault a failure was.
  public struct Result: Sendable {
    public var report: AgentReport
    /// 0 where every stage that ran passed.
    public var exitCode: Int32
  }

  private let stages: [any Stage]
  private let selection: StageSelection
  private let isStrict: Bool
  private let interruption: Interruption
  private let clock: WallClock

  public init(
    stages: [any Stage], selection: StageSelection, isStrict: Bool, interruption: Interruption, clock: WallClock
  ) {
    self.stages = stages
    self.selection = selection
    self.isStrict = isStrict
    self.interruption = interruption
    self.clock = clock
  }

  /// Runs the selected stages in order; after a failure the rest is reported as not run.
  public func run(_ context: RunContext, report: AgentReport) async -> Result {
    var report = report
    var exitCode: Int32 = 0
    var failedStage: StageID?
    var preflight = Preflight(stages.filter { selection.selected.contains(type(of: $0).id) })
    var state = RunState(emit: context.emit)
    var store = FactStore(
      workFolder: context.workFolder,
      types: stages.flatMap { type(of: $0).produces }.compactMap { $0 as? any PersistentFact.Type })
    context.emit(.agentStarted(name: report.name, path: report.path))
    var broken: (any DiagnosableError)?
    var lock: FolderLock?
    do {
      // Whoever only judges manifests writes nothing there, and may do it as often as he likes.
      if selection.selected != [.validate] { lock = try Self.lock(context) }
      store.load(into: &state)
    } catch let error as any DiagnosableError {
      broken = error
    } catch {
      broken = Failure(.infrastructure, .error("internal-error", "the run folder cannot be used: \(error)"))
    }
    defer { withExtendedLifetime(lock) {} }

    for stage in stages {
      let id = type(of: stage).id
      var outcome: StageEnd
      if failedStage == nil, interruption.reason == nil, broken == nil, selection.selected.contains(id) {
        await preflight.run(before: id, context, state)
        failedStage = preflight.failedStage
      }
      if let error = preflight.failure(of: id) {
        context.emit(.stageStarted(id))
        // What it produced in an earlier run is not this run's doing.
        state.forget(type(of: stage).produces)
        outcome = await run(FailingStage(error: error), as: id, context, &state, nil)
      } else if !selection.selected.contains(id) {
        outcome = StageEnd(StageReport(name: id, outcome: .skipped, reason: SkipReason.notSelected.description))
      } else if let failedStage {
        outcome = StageEnd(StageReport(name: id, outcome: .notRun, reason: "blocked by \(failedStage)"))
      } else if let reason = interruption.reason {
        outcome = StageEnd(StageReport(name: id, outcome: .notRun, reason: "\(reason)"))
      } else {
        state.forget(type(of: stage).produces)
        if let reason = stage.skipReason(context, state) {
          outcome = StageEnd(StageReport(name: id, outcome: .skipped, reason: reason.description))
        } else {
          context.emit(.stageStarted(id))
          outcome = await run(stage, as: id, context, &state, broken)
        }
        let produced = type(of: stage).produces
        // A stage that has nothing to keep, as validate, needs no run folder.
        if produced.contains(where: { $0 is any PersistentFact.Type }) {
          save(state, &store, without: outcome.report.outcome == .failed ? produced : [], &outcome)
        }
      }
      if outcome.report.outcome == .failed {
        failedStage = id
        exitCode = outcome.exitCode
      }
      report.diagnostics += outcome.diagnostics
      report.stages.append(outcome.report)
      context.emit(.stageFinished(outcome.report))
    }

    // What an earlier process found out belongs into the report only where a stage of this run relied on it.
    let hasWorked = report.stages.contains {
      $0.name != .validate && ($0.outcome == .passed || $0.outcome == .failed)
    }
    report.version = hasWorked ? state[VersionReport.self] : nil
    if hasWorked, var image = state[ImageReport.self] {
      image.layout = context.display(context.workFolder.appending(image.layout))
      report.image = image
    }
    // What an earlier process pushed is not this run's doing.
    let hasPushed = report.stages.contains { $0.name == .push && ($0.outcome == .passed || $0.outcome == .failed) }
    report.pushed = hasPushed ? state[PushedImage.self]?.references ?? [] : []
    if exitCode == 0, let reason = interruption.reason { exitCode = reason.exitCode }
    report.outcome = exitCode == 0 ? .passed : .failed
    report.exitCode = exitCode
    context.emit(.agentFinished(report))
    return Result(report: report, exitCode: exitCode)
  }

  /// Two runs that write to one run folder would take each other's image for their own.
  private static func lock(_ context: RunContext) throws -> FolderLock {
    try Folder.create(context.workFolder)
    if let lock = try FolderLock.tryLocking(context.workFolder) { return lock }
    throw Failure(
      .usage,
      .error(
        "run-folder-in-use", "another run is using the run folder `\(context.display(context.workFolder))`",
        hints: ["wait for it to end, or give this run a folder of its own with --work-dir"]))
  }

  /// Keeps the facts for the next process, but for those of a failed stage that are no verdict: nobody may build on them.
  private func save(
    _ state: RunState, _ store: inout FactStore, without forgotten: [any RunFact.Type], _ outcome: inout StageEnd
  ) {
    var kept = state
    kept.forget(forgotten.filter { ($0 as? any PersistentFact.Type)?.survivesFailure != true })
    do throws(FileFailure) { try store.save(kept) } catch { outcome.failToSave(error, state.journal) }
  }

  private func run(
    _ stage: any Stage, as id: StageID, _ context: RunContext, _ state: inout RunState,
    _ broken: (any DiagnosableError)?
  ) async -> StageEnd {
    let startedAt = clock.now()
    state.journal.startStage()
    var end = StageEnd(StageReport(name: id, outcome: .passed, startedAt: startedAt))
    do {
      if let broken { throw broken }
      try await stage.run(context, &state)
      if interruption.reason != nil { throw CancellationError() }
      end.judge(state.journal, isStrict: isStrict)
    } catch {
      if let reason = interruption.reason {
        end.interrupt(reason)
      } else if let error = error as? any DiagnosableError {
        end.fail(error, &state)
      } else {
        end.fail(
          Failure(.infrastructure, .error("internal-error", "the stage \(id) failed: \(error)")), &state)
      }
    }
    end.report.checks = state.journal.checks
    end.report.durationSeconds = clock.now().seconds(since: startedAt)
    end.diagnostics = state.journal.diagnostics
    return end
  }
}
