import OCIImage
import PipelineCore

/// What the tests say about an image, for the push stage. It is kept before the first test starts and says nothing good
/// until the last one has passed: what ends the run in between leaves no pass behind.
struct TestOutcome: PersistentFact {
  static let factName = "test-outcome"

  enum Verdict: String, Codable, Sendable {
    case passed, failed
    /// A signal, the time limit or a broken engine came before the end.
    case unfinished
  }

  /// Of the tested manifest.
  var digest: Digest
  var verdict: Verdict

  /// The stage failed after it had passed the tests, or before it could.
  func afterFailure(isAgentsFault: Bool) -> TestOutcome? {
    var outcome = self
    if isAgentsFault { outcome.verdict = .failed } else if verdict == .passed { outcome.verdict = .unfinished }
    return outcome
  }
}

extension TestOutcome.Verdict {
  init(_ checks: [CheckReport]) {
    if checks.contains(where: { $0.outcome == .failed }) {
      self = .failed
    } else {
      let isClean = checks.allSatisfy { $0.outcome == .passed || $0.outcome == .skipped }
      self = isClean && checks.contains { $0.outcome == .passed } ? .passed : .unfinished
    }
  }
}
