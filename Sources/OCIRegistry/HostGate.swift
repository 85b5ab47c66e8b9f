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

  /// Waits until the gate is open.
  /// - Throws: where the task is cancelled meanwhile.
  func pass() async throws(RegistryFailure) {
    let wait = closedUntil.withLock { $0 } - clock.now()
    guard wait > .zero else { return }
    do {
      try await clock.sleep(wait)
    } catch {
      throw RegistryFailure(.cancelled, "cancelled while waiting for the registry's rate limit")
    }
  }
}
