/// An image manifest (OCI image-spec, manifest.md): the configuration and the layers, base first.
public struct ImageManifest: Sendable, Hashable, Codable {
  public var schemaVersion = 2
  public var mediaType: String?
  public var config: Descriptor
  public var layers: [Descriptor]
  public var annotations: [String: String]?

  public init(config: Descriptor, layers: [Descriptor], annotations: [String: String]? = nil) {
    mediaType = MediaType.manifest
    self.config = config
    self.layers = layers
    self.annotations = annotations
  }

  public init(from decoder: any Decoder) throws {
    try ManifestShape.require(.image, decoder)
    let values = try decoder.container(keyedBy: CodingKeys.self)
    schemaVersion = try values.decode(Int.self, forKey: .schemaVersion)
    mediaType = try values.decodeIfPresent(String.self, forKey: .mediaType)
    config = try values.decode(Descriptor.self, forKey: .config)
    layers = try values.decode([Descriptor].self, forKey: .layers)
    annotations = try values.decodeIfPresent([String: String].self, forKey: .annotations)
  }
}

/// An image index (OCI image-spec, image-index.md): one image for several platforms, or a layout's table of contents.
public struct ImageIndex: Sendable, Hashable, Codable {
  public var schemaVersion = 2
  public var mediaType: String?
  public var manifests: [Descriptor]
  public var annotations: [String: String]?

  public init(manifests: [Descriptor]) {
    mediaType = MediaType.index
    self.manifests = manifests
  }

  public init(from decoder: any Decoder) throws {
    try ManifestShape.require(.index, decoder)
    let values = try decoder.container(keyedBy: CodingKeys.self)
    schemaVersion = try values.decode(Int.self, forKey: .schemaVersion)
    mediaType = try values.decodeIfPresent(String.self, forKey: .mediaType)
    manifests = try values.decode([Descriptor].self, forKey: .manifests)
    annotations = try values.decodeIfPresent([String: String].self, forKey: .annotations)
  }
}
