/// How a stage, an agent or a run ended.
public enum Outcome: String, Sendable, Hashable, Codable {
  case passed
  case failed
  /// Left out on purpose; the reason says why and how to change it.
  case skipped
  /// Never reached, because an earlier stage failed or the run was stopped.
  case notRun
}

/// How one check of a stage ended.
public enum CheckOutcome: String, Sendable, Hashable, Codable {
  case passed
  /// The agent did not do what the check expects: JUnit's `failure`.
  case failed
  /// The check could not be made: JUnit's `error`.
  case error
  case skipped
}
