public import Diagnostics

/// How one stage ended, while its report is still being made.
struct StageEnd {
  var report: StageReport
  var diagnostics: [Diagnostic] = []
  var exitCode: Int32 = 0

  init(_ id: StageID, _ outcome: Outcome, _ reason: String? = nil) {
    report = StageReport(name: id, outcome: outcome, reason: reason)
  }

  /// Failed checks and error findings fail a stage that did not throw; warnings do with `--strict`.
  mutating func judge(_ journal: StageJournal, isStrict: Bool) {
    if journal.hasFailures {
      fail("see its findings", .agent)
      if !journal.diagnostics.contains(where: { $0.severity == .error }),
        !journal.checks.contains(where: { $0.outcome == .failed })
      {
        // The checks could not run, so the agent is not at fault.
        exitCode = FailureKind.infrastructure.exitCode
      }
    } else if isStrict, journal.diagnostics.contains(where: { $0.severity == .warning }) {
      fail("a warning fails the stage because of --strict", .agent)
    }
  }

  mutating func fail(_ error: any DiagnosableError, _ state: inout RunState) {
    state.journal.record(error.diagnostic)
    diagnostics = state.journal.diagnostics
    fail(error.diagnostic.message, error.failureKind)
  }

  /// The facts could not be kept. A stage that had failed already keeps its own reason and exit status.
  mutating func failToSave(_ error: any DiagnosableError, _ journal: StageJournal) {
    journal.announce(error.diagnostic)
    diagnostics.append(error.diagnostic)
    if report.outcome != .failed { fail(error.diagnostic.message, error.failureKind) }
  }

  mutating func interrupt(_ reason: Interruption.Reason) {
    report.outcome = .failed
    report.reason = "\(reason)"
    exitCode = reason.exitCode
  }

  private mutating func fail(_ reason: String, _ kind: FailureKind) {
    report.outcome = .failed
    report.reason = reason
    exitCode = kind.exitCode
  }
}

extension FailureKind {
  /// The exit status the contract gives this kind of failure.
  public var exitCode: Int32 {
    switch self {
    case .agent: 1
    case .usage: 2
    case .infrastructure: 3
    case .timeout: 4
    }
  }
}
