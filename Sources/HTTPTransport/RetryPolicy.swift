/// When to try again and how long to wait before it.
public struct RetryPolicy: Sendable {
  /// Whether to retry a failed attempt.
  public enum Advice: Sendable, Hashable {
    case giveUp
    /// - Parameter after: what the server asked to wait.
    case retry(after: Duration? = nil)
  }

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

  /// Runs the body until it succeeds, it gives up, or the tries are used up; then its last failure is thrown.
  ///
  /// A task cancelled while it waits gets the last failure too.
  /// - Returns: the body's value and how many retries it took.
  public func run<Value, Failure: Error>(
    advice: (Failure) -> Advice, onWait: (Failure, Duration) -> Void = { _, _ in },
    _ body: () async throws(Failure) -> Value
  ) async throws(Failure) -> (value: Value, retries: Int) {
    var retries = 0
    while true {
      do throws(Failure) {
        return (try await body(), retries)
      } catch {
        guard case .retry(let asked) = advice(error), !Task.isCancelled,
          let wait = delay(beforeRetry: retries + 1, asked: asked)
        else { throw error }
        onWait(error, wait)
        do {
          try await clock.sleep(wait)
        } catch _ {
          throw error
        }
        retries += 1
      }
    }
  }
}

/// The clock, the waiting and the chance behind retries, so that tests can replace them.
public struct RetryClock: Sendable {
  /// Time since some fixed moment; it never goes back.
  public var now: @Sendable () -> Duration
  /// Seconds since 1970, for dates that servers send.
  public var secondsSince1970: @Sendable () -> Int64
  /// In 0..<1.
  public var random: @Sendable () -> Double
  public var sleep: @Sendable (Duration) async throws -> Void

  public init(
    now: @escaping @Sendable () -> Duration, secondsSince1970: @escaping @Sendable () -> Int64,
    random: @escaping @Sendable () -> Double, sleep: @escaping @Sendable (Duration) async throws -> Void
  ) {
    self.now = now
    self.secondsSince1970 = secondsSince1970
    self.random = random
    self.sleep = sleep
  }
}
