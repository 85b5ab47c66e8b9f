/// Tells now and then how many bytes have passed.
final class MeteredSink: ByteSink {
  /// Bytes between two reports: a fraction of a second.
  private static let step: Int64 = 128 << 20

  private let next: any ByteSink
  private let report: @Sendable (Int64) -> Void
  private var count: Int64 = 0
  private var reported: Int64 = 0

  init(to next: any ByteSink, _ report: @escaping @Sendable (Int64) -> Void) {
    self.next = next
    self.report = report
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(ImageFailure) {
    try next.write(bytes)
    count += Int64(bytes.count)
    guard count - reported >= Self.step else { return }
    reported = count
    report(count)
  }
}
