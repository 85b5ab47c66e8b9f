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
}
