public import OCIImage

/// What the engine tells of an image it holds (Engine API, "ImageInspect").
public struct EngineImage: Sendable, Decodable {
  public struct RootFilesystem: Sendable, Decodable {
    public var layers: [String]?

    private enum CodingKeys: String, CodingKey {
      case layers = "Layers"
    }
  }

  public var id: String
  public var tags: [String]?
  public var digests: [String]?
  public var os: String?
  public var architecture: String?
  public var variant: String?
  public var rootfs: RootFilesystem?

  private enum CodingKeys: String, CodingKey {
    case id = "Id"
    case tags = "RepoTags"
    case digests = "RepoDigests"
    case os = "Os"
    case architecture = "Architecture"
    case variant = "Variant"
    case rootfs = "RootFS"
  }

  /// Of the uncompressed layers, base first.
  public var diffIDs: [Digest] { (rootfs?.layers ?? []).compactMap { Digest($0) } }

  /// Whether no name keeps it; engines write that in three ways.
  var isNameless: Bool { (tags ?? []).allSatisfy { $0 == "<none>:<none>" } }
}
