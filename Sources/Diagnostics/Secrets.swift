import Synchronization

/// The secrets a process knows so far; every redactor that shares them hides a secret as soon as it is added.
///
/// Credential files, helper programs and token servers reveal secrets only during a run, too late for a fixed list.
public final class Secrets: Sendable {
  private let values: Mutex<Set<String>>

  public init(_ values: [String] = []) {
    self.values = Mutex(Set(values))
  }

  public func add(_ secret: String) {
    values.withLock { _ = $0.insert(secret) }
  }

  public var all: Set<String> { values.withLock { $0 } }
}
