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
  public init(of bytes: [UInt8], mediaType: String, _ algorithm: Digest.Algorithm = .sha256) {
    self.init(mediaType: mediaType, digest: algorithm.digest(of: bytes), size: Int64(bytes.count))
  }

  /// The largest size that is believed, in bytes: 1 TiB. No registry takes a larger blob, and sums of such sizes fit.
  static let sizeLimit: Int64 = 1 << 40

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    mediaType = try values.decode(String.self, forKey: .mediaType)
    digest = try values.decode(Digest.self, forKey: .digest)
    size = try values.decode(Int64.self, forKey: .size)
    urls = try values.decodeIfPresent([String].self, forKey: .urls)
    annotations = try values.decodeIfPresent([String: String].self, forKey: .annotations)
    platform = try values.decodeIfPresent(Platform.self, forKey: .platform)
    artifactType = try values.decodeIfPresent(String.self, forKey: .artifactType)
    guard (0...Self.sizeLimit).contains(size) else {
      throw DecodingError.dataCorruptedError(
        forKey: .size, in: values, debugDescription: "\(size) is not the size of a blob")
    }
  }

  /// The key of a tag in an image layout's index.json.
  public static let referenceNameAnnotation = "org.opencontainers.image.ref.name"
}
