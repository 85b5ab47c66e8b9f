/// When to try again and how long to wait before it.
public struct RetryPolicy: Sendable {
  /// Tries in all, the first included.
  public var attempts: Int
  /// Before the second try; it doubles from one to the next.
  public var firstDelay: Duration
  public var maximumDelay: Duration
  /// The longest wait a server may ask for; if it asks for more, there is no retry.
  public var retryAfterLimit: Duration
  public var clock: RetryClock

  public init(
    attempts: Int = 5, firstDelay: Duration = .milliseconds(500), maximumDelay: Duration = .seconds(15),
    retryAfterLimit: Duration = .seconds(120), clock: RetryClock = .system
  ) {
    self.attempts = attempts
    self.firstDelay = firstDelay
    self.maximumDelay = maximumDelay
    self.retryAfterLimit = retryAfterLimit
    self.clock = clock
  }

  /// - Parameters:
  ///   - retry: 1 for the wait before the second try.
  ///   - asked: what the server asked to wait.
  /// - Returns: `nil` if there is no further try.
  public func delay(beforeRetry retry: Int, asked: Duration?) -> Duration? {
    guard retry < attempts, asked ?? .zero <= retryAfterLimit else { return nil }
    let full = min(maximumDelay, firstDelay * (1 << min(retry - 1, 20)))
    // Half of it is random, so that the parallel jobs of one pipeline do not come back in step.
    let backoff = full * (0.5 + clock.random() / 2)
    return max(backoff, asked ?? .zero)
  }
}

/// The clock, the waiting and the chance behind retries, so that tests can replace them.
public struct RetryClock: Sendable {
  /// Time since some fixed moment; it never goes back.
  public var now: @Sendable () -> Duration
  /// In 0..<1.
  public var random: @Sendable () -> Double
  public var sleep: @Sendable (Duration) async throws -> Void

  public init(
    now: @escaping @Sendable () -> Duration, random: @escaping @Sendable () -> Double,
    sleep: @escaping @Sendable (Duration) async throws -> Void
  ) {
    self.now = now
    self.random = random
    self.sleep = sleep
  }
  /// Waits for real.
  public static var system: RetryClock {
    let start = ContinuousClock.now
    return RetryClock(
      now: { ContinuousClock.now - start }, random: { .random(in: 0..<1) }, sleep: { try await Task.sleep(for: $0) })
  }
}
