public import OCIImage
import Synchronization

/// The bytes of several blobs that are transferred at once.
public final class TransferSum: Sendable {
  private let counts = Mutex<[Digest: Int64]>([:])

  public init() {}

  /// - Parameter count: bytes of the blob so far.
  /// - Returns: the bytes of all blobs so far.
  public func set(_ count: Int64, of blob: Digest) -> Int64 {
    counts.withLock { counts in
      counts[blob] = count
      return counts.values.reduce(0, +)
    }
  }
}
