public import OCIImage
public import OCIRegistry
import TextFormats

/// Tells of the blobs that take their time; small ones are over before anybody has read about them.
public enum PushProgress {
  /// Bytes of the smallest blob that is told of.
  private static let threshold: Int64 = 4_000_000

  /// A line that stays, for what has arrived; nothing for what is not worth one.
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

  /// What a terminal shows meanwhile.
  static func passing(_ event: PushEvent) -> String? {
    guard case .blobSent(let blob, let bytes) = event, blob.size >= threshold else { return nil }
    return "uploading `\(blob.digest.short)`: \(HumanText.size(bytes)) of \(HumanText.size(blob.size))"
  }
}
