import Synchronization

/// The beginning of an answer's body: a health check with a long body is still healthy.
final class ProbedBody: Sendable {
  private let limit: Int
  private let received = Mutex<[UInt8]>([])

  /// - Parameter limit: bytes that are kept.
  init(limit: Int) {
    self.limit = limit
  }

  func append(_ bytes: UnsafeRawBufferPointer) {
    received.withLock { received in
      received.append(contentsOf: bytes.prefix(max(0, limit - received.count)))
    }
  }

  var bytes: [UInt8] { received.withLock(\.self) }
}
