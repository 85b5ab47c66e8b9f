public import OCIImage
public import OCIRegistry
import TextFormats

/// Reports the transfer of large blobs; small ones are done before a line about them is read.
public enum PushProgress {
  /// Bytes of the smallest blob that is reported.
  private static let threshold: Int64 = 4_000_000

  /// A permanent line for a blob that has arrived; `nil` for other events and small blobs.
  public static func line(_ event: PushEvent) -> String? {
    switch event {
    case .blobUploaded(let blob, _) where blob.size >= threshold:
      "uploaded `\(blob.digest.short)`, \(HumanText.size(blob.size))"
    case .blobMounted(let blob) where blob.size >= threshold:
      "mounted `\(blob.digest.short)`, \(HumanText.size(blob.size))"
    default: nil
    }
  }

  /// The same for a blob that came from a registry.
  public static func line(pulled blob: Descriptor) -> String? {
    blob.size >= threshold ? "pulled `\(blob.digest.short)`, \(HumanText.size(blob.size))" : nil
  }

  /// How much of an event's blob is at the destination; `nil` if the event is about no blob.
  static func arrived(_ event: PushEvent) -> (blob: Digest, bytes: Int64)? {
    switch event {
    case .blobSent(let blob, let bytes): (blob.digest, bytes)
    case .blobPresent(let blob), .blobMounted(let blob), .blobUploaded(let blob, _): (blob.digest, blob.size)
    case .tagPushed, .tagUnchanged: nil
    }
  }
}
