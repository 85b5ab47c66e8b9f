/// Points at content by type, size and digest (OCI image-spec, descriptor.md).
public struct Descriptor: Sendable, Hashable, Codable {
  public var mediaType: String
  public var digest: Digest
  /// Bytes.
  public var size: Int64
  public var urls: [String]?
  public var annotations: [String: String]?
  public var platform: Platform?
  public var artifactType: String?

  public init(
    mediaType: String, digest: Digest, size: Int64, annotations: [String: String]? = nil, platform: Platform? = nil
  ) {
    self.mediaType = mediaType
    self.digest = digest
    self.size = size
    self.annotations = annotations
    self.platform = platform
  }

  /// Of bytes in memory.
  public init(of bytes: [UInt8], mediaType: String) {
    self.init(mediaType: mediaType, digest: SHA256.digest(of: bytes), size: Int64(bytes.count))
  }

  /// The key of a tag in an image layout's index.json.
  public static let referenceNameAnnotation = "org.opencontainers.image.ref.name"
}
