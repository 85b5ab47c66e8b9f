import Synchronization

/// Why a run was told to stop: set once, before its task is cancelled.
public final class Interruption: Sendable {
  public enum Reason: Sendable, Hashable {
    case timeout
    /// The signal's number: SIGHUP is 1, SIGINT is 2, SIGQUIT is 3, SIGTERM is 15.
    case signal(Int32)
  }

  private let state = Mutex<Reason?>(nil)

  public init() {}

  public var reason: Reason? { state.withLock(\.self) }

  /// - Returns: whether this was the first reason; a later one changes nothing.
  public func stop(_ reason: Reason) -> Bool {
    state.withLock { current in
      guard current == nil else { return false }
      current = reason
      return true
    }
  }
}

extension Interruption.Reason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .timeout: "the time limit was reached"
    case .signal(1): "the terminal was closed (SIGHUP)"
    case .signal(2): "interrupted (SIGINT)"
    case .signal(3): "quit (SIGQUIT)"
    case .signal(15): "terminated (SIGTERM)"
    case .signal(let number): "stopped by signal \(number)"
    }
  }

  /// 128 + the signal's number, as shells report it; 4 for a timeout.
  public var exitCode: Int32 {
    switch self {
    case .timeout: 4
    case .signal(let number): 128 + number
    }
  }
}
