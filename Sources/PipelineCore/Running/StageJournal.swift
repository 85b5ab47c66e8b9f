public import Diagnostics
import TextFormats

/// What a stage has found so far: checks, findings and lines for people, in the order they came.
///
/// It survives a thrown error and a cancellation, so that reports of a failed run are complete.
public struct StageJournal: Sendable {
  public private(set) var checks: [CheckReport] = []
  public private(set) var diagnostics: [Diagnostic] = []
  /// Called when the running stage records its first failed check.
  public var onFirstFailure: (@Sendable () -> Void)?
  private let emit: @Sendable (RunEvent) -> Void

  init(emit: @escaping @Sendable (RunEvent) -> Void) {
    self.emit = emit
  }

  /// Whether anything recorded fails the stage.
  var hasFailures: Bool {
    diagnostics.contains { $0.severity == .error } || checks.contains { $0.outcome == .failed || $0.outcome == .error }
  }

  public var hasFailedCheck: Bool { checks.contains { $0.outcome == .failed } }

  public mutating func record(_ check: CheckReport) {
    if check.outcome == .failed, !hasFailedCheck { onFirstFailure?() }
    checks.append(check)
    emit(.check(check))
  }

  public mutating func record(_ diagnostic: Diagnostic) {
    diagnostics.append(diagnostic)
    emit(.diagnostic(diagnostic))
  }

  /// Records a finding that several parts of a stage may have.
  public mutating func recordOnce(_ diagnostic: Diagnostic) {
    if !diagnostics.contains(diagnostic) { record(diagnostic) }
  }

  /// A line about what the stage found out or decided, for people only.
  public func say(_ line: String) {
    emit(.line(line))
  }

  /// A line for those who ask for more detail.
  public func detail(_ line: String) {
    emit(.detail(line))
  }

  /// Reports a finding that is kept elsewhere, because the stage has ended.
  func announce(_ diagnostic: Diagnostic) {
    emit(.diagnostic(diagnostic))
  }

  mutating func startStage() {
    checks = []
    diagnostics = []
    onFirstFailure = nil
  }
}

extension [Diagnostic] {
  /// `2 errors`, `1 warning`: the severities that there are.
  public var counts: [String] {
    Diagnostic.Severity.allCases.compactMap { severity in
      let count = count { $0.severity == severity }
      return count == 0 ? nil : HumanText.count(count, severity.rawValue)
    }
  }
}
