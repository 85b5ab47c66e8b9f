import Synchronization

/// The secrets a process knows so far: whoever reads or is handed one adds it, and every redactor that shares them
/// hides it from then on.
///
/// Credential files, helper programs and token servers tell their secrets only while a run is under way; a list made
/// before it could not hold them.
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
