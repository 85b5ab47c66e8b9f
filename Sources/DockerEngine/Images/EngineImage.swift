public import OCIImage

/// What the engine reports about an image (Engine API, "ImageInspect").
public struct EngineImage: Sendable, Decodable {
  struct RootFilesystem: Sendable, Decodable {
    var layers: [String]?
  }

  public var id: String
  var repoTags: [String]?
  public var repoDigests: [String]?
  public var os: String?
  public var architecture: String?
  public var variant: String?
  var rootFS: RootFilesystem?

  /// Of the uncompressed layers, base first.
  public var diffIDs: [Digest] { (rootFS?.layers ?? []).compactMap { Digest($0) } }

  /// Whether no name keeps it; engines write that in three ways.
  var isNameless: Bool { (repoTags ?? []).allSatisfy { $0 == "<none>:<none>" } }
}
