/// What a manifest says of itself, whichever kind it is.
///
/// A document whose type and fields disagree is an image to one reader and an index to another (CVE-2021-41190): what
/// was checked need not be what runs. Such documents are refused wherever one is read.
public struct ManifestShape: Decodable, Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    case image, index

    /// - Returns: `nil` if the media type is neither.
    public init?(mediaType: String) {
      if MediaType.isManifest(mediaType) {
        self = .image
      } else if MediaType.isIndex(mediaType) {
        self = .index
      } else {
        return nil
      }
    }

    fileprivate var name: String { self == .image ? "an image" : "an index" }
  }

  /// Its own; may be missing in those of OCI.
  public let mediaType: String?
  /// By its fields; `nil` if they are of neither kind.
  public let kind: Kind?
  /// What contradicts itself, as the end of a sentence; quotes the document.
  public let problem: String?

  private enum CodingKeys: String, CodingKey {
    case schemaVersion, mediaType, manifests, config, layers
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func has(_ key: CodingKeys) -> Bool { (try? values.decodeNil(forKey: key)) == false }
    mediaType = try values.decodeIfPresent(String.self, forKey: .mediaType)
    let version = try values.decodeIfPresent(Int.self, forKey: .schemaVersion)
    let imageField: CodingKeys? = has(.layers) ? .layers : has(.config) ? .config : nil
    kind = has(.manifests) ? .index : imageField == nil ? nil : .image
    let declared = mediaType.flatMap { Kind(mediaType: $0) }
    problem =
      if let version, version != 2 {
        "its `schemaVersion` is \(version), expected 2"
      } else if has(.manifests), let imageField {
        "it has both `\(imageField.rawValue)` and `manifests`"
      } else if let mediaType, let declared, let kind, declared != kind {
        "it is \(kind.name) with the type `\(mediaType)`"
      } else {
        nil
      }
  }

  /// What is wrong with a document that came under a media type, as the end of a sentence.
  public func problem(under type: String) -> String? {
    guard problem == nil, let wanted = Kind(mediaType: type),
      let found = mediaType.flatMap({ Kind(mediaType: $0) }) ?? kind, found != wanted
    else { return problem }
    return "it is \(found.name), but came as `\(type)`"
  }

  /// - Throws: unless the document can be only of this kind.
  static func require(_ kind: Kind, _ decoder: any Decoder) throws {
    let shape = try ManifestShape(from: decoder)
    let problem =
      shape.mediaType.flatMap { Kind(mediaType: $0) == kind ? nil : "`\($0)` is not the type of \(kind.name)" }
    guard let problem = shape.problem ?? problem else { return }
    throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
  }
}
