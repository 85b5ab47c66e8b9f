import HTTPTransport
import Synchronization

/// Holds every request to a host back while that host has asked for patience with one of them.
final class HostGate: Sendable {
  private let closedUntil = Mutex(Duration.zero)
  private let clock: RetryClock

  init(clock: RetryClock) {
    self.clock = clock
  }

  func close(for wait: Duration) {
    let end = clock.now() + wait
    closedUntil.withLock { $0 = max($0, end) }
  }

  /// Waits until the gate is open; another request may have closed it again.
  /// - Throws: if the task is cancelled.
  func pass() async throws(RegistryFailure) {
    while true {
      let wait = closedUntil.withLock { $0 } - clock.now()
      guard wait > .zero else { return }
      do {
        try await clock.sleep(wait)
      } catch {
        throw RegistryFailure(.cancelled, "cancelled while waiting for the registry's rate limit")
      }
    }
  }
}

/// The gates of all hosts, for the clients that share them.
public final class HostGates: Sendable {
  private let gates = Mutex<[String: HostGate]>([:])

  public init() {}

  func gate(for domain: String, clock: RetryClock) -> HostGate {
    gates.withLock { gates in
      if let gate = gates[domain] { return gate }
      let gate = HostGate(clock: clock)
      gates[domain] = gate
      return gate
    }
  }
}
