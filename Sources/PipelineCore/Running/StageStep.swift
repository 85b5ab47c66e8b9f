import Diagnostics
import FileIO
import TextFormats

/// One step around a stage; returns how the stage ended.
///
/// Steps wrap one another as in goreleaser's `skip.Maybe(logging.Log(errhandler.Handle(…)))`: each does one thing
/// before or after the next, or ends the stage without it.
typealias StageStep = @Sendable (_ stage: any Stage, _ run: inout AgentProgress) async -> StageEnd

enum StageSteps {
  /// All steps around a stage, from the outermost to its work.
  static let all: StageStep = reported(
    ifSelected(afterPreflight(unlessStopped(keepingFacts(unlessIdle(announced(timed(judged))))))))

  /// Adds the stage's end to the report; a failure decides the exit status.
  static func reported(_ next: @escaping StageStep) -> StageStep {
    { stage, run in
      let end = await next(stage, &run)
      if end.report.outcome == .failed {
        run.failedStage = type(of: stage).id
        run.report.exitCode = end.exitCode
      }
      run.report.diagnostics += end.diagnostics
      run.report.stages.append(end.report)
      run.context.emit(.stageFinished(end.report))
      return end
    }
  }

  static func ifSelected(_ next: @escaping StageStep) -> StageStep {
    { stage, run in
      let id = type(of: stage).id
      guard run.selected.contains(where: { type(of: $0).id == id }) else {
        return StageEnd(id, .skipped, StageReport.notSelected)
      }
      return await next(stage, &run)
    }
  }

  /// Before the second of the selected stages, runs the preflight of those after it: the first has read the manifest,
  /// and a stage that is going to fail should fail early.
  static func afterPreflight(_ next: @escaping StageStep) -> StageStep {
    { stage, run in
      if let second = run.selected.dropFirst().first, type(of: second).id == type(of: stage).id,
        run.failedStage == nil, run.interruption.reason == nil, run.obstacle == nil
      {
        for later in run.selected.dropFirst(2) where later.skipReason(run.context, run.state) == nil {
          do {
            try await later.preflight(run.context, run.state)
          } catch {
            run.failedStage = type(of: later).id
            run.obstacle = error
            break
          }
        }
      }
      return await next(stage, &run)
    }
  }

  /// After a failure, a signal or the time limit no further stage runs.
  static func unlessStopped(_ next: @escaping StageStep) -> StageStep {
    { stage, run in
      let id = type(of: stage).id
      if let failed = run.failedStage {
        // The stage whose preflight failed fails when its turn comes.
        guard failed == id else { return StageEnd(id, .notRun, "blocked by \(failed)") }
      } else if let reason = run.interruption.reason {
        return StageEnd(id, .notRun, "\(reason)")
      }
      return await next(stage, &run)
    }
  }

  /// Forgets the stage's facts of an earlier run, on the disk before anything else, so that a killed process leaves none;
  /// and saves its new ones for the next process.
  ///
  /// The facts of a failed stage are dropped unless they are a verdict: no stage may use them.
  static func keepingFacts(_ next: @escaping StageStep) -> StageStep {
    { stage, run in
      let produced = type(of: stage).produces
      run.state.forget(produced)
      do throws(FileFailure) { try run.store.remove(produced) } catch { run.obstacle = run.obstacle ?? error }
      var end = await next(stage, &run)
      guard produced.contains(where: { $0 is any PersistentFact.Type }) else { return end }
      var kept = run.state
      if end.report.outcome == .failed {
        kept.reduce(produced, isAgentsFault: end.exitCode == FailureKind.agent.exitCode)
      }
      do throws(FileFailure) { try run.store.save(kept) } catch { end.failToSave(error, run.state.journal) }
      return end
    }
  }

  static func unlessIdle(_ next: @escaping StageStep) -> StageStep {
    { stage, run in
      if let reason = stage.skipReason(run.context, run.state) {
        return StageEnd(type(of: stage).id, .skipped, reason)
      }
      return await next(stage, &run)
    }
  }

  static func announced(_ next: @escaping StageStep) -> StageStep {
    { stage, run in
      run.context.emit(.stageStarted(type(of: stage).id))
      return await next(stage, &run)
    }
  }

  static func timed(_ next: @escaping StageStep) -> StageStep {
    { stage, run in
      let startedAt = run.clock.now()
      var end = await next(stage, &run)
      end.report.startedAt = startedAt
      end.report.durationSeconds = run.clock.now().seconds(since: startedAt)
      return end
    }
  }

  /// The work itself, judged by its findings or by the error it threw.
  static func judged(_ stage: any Stage, _ run: inout AgentProgress) async -> StageEnd {
    let id = type(of: stage).id
    var end = StageEnd(id, .passed)
    run.state.journal.startStage()
    do {
      if let obstacle = run.obstacle { throw obstacle }
      try await stage.run(run.context, &run.state)
      if run.interruption.reason != nil { throw CancellationError() }
      end.judge(run.state.journal, isStrict: run.isStrict)
    } catch {
      if let reason = run.interruption.reason {
        end.interrupt(reason)
      } else {
        let failure =
          error as? any DiagnosableError
          ?? Failure(.infrastructure, "internal-error", "the stage \(id) failed: \(error)")
        end.fail(failure, &run.state)
      }
    }
    end.report.checks = run.state.journal.checks
    end.diagnostics = run.state.journal.diagnostics
    return end
  }
}
