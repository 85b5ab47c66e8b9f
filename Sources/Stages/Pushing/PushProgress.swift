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

  /// What a terminal shows during the transfer.
  static func passing(_ event: PushEvent) -> String? {
    guard case .blobSent(let blob, let bytes) = event, blob.size >= threshold else { return nil }
    return "uploading `\(blob.digest.short)`: \(HumanText.size(bytes)) of \(HumanText.size(blob.size))"
  }
}
