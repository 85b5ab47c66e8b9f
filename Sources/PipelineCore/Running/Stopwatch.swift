import Diagnostics
public import TextFormats

extension Duration {
  public var inSeconds: Double { self / .seconds(1) }
}

/// Measures how long something takes, by a monotonic clock.
public struct Stopwatch: Sendable {
  private let start = ContinuousClock.now

  public init() {}

  /// In whole milliseconds.
  public var seconds: Double { ((ContinuousClock.now - start) / .milliseconds(1)).rounded(.down) / 1000 }
}

/// Returns the current time; tests pass their own clock.
public struct WallClock: Sendable {
  public var now: @Sendable () -> Timestamp

  public init(now: @escaping @Sendable () -> Timestamp) {
    self.now = now
  }
}

extension StageJournal {
  /// Runs one step and records it as a check; a step that throws is recorded as failed.
  public mutating func timed<Value>(
    _ name: String, _ step: () async throws -> (Value, message: String)
  ) async throws -> Value {
    let watch = Stopwatch()
    do {
      try Task.checkCancellation()
      let (value, message) = try await step()
      record(CheckReport(id: name, outcome: .passed, durationSeconds: watch.seconds, message: message))
      return value
    } catch {
      if Task.isCancelled { throw error }
      let failure = error as? any DiagnosableError
      record(
        CheckReport(
          id: name, outcome: failure?.failureKind == .agent ? .failed : .error,
          durationSeconds: watch.seconds, message: failure?.diagnostic.message ?? "\(error)"))
      throw error
    }
  }
}
