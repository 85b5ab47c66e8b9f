/// The media types of OCI image-spec 1.1 (media-types.md) and Docker's image manifest version 2, schema 2.
public enum MediaType {
  public static let index = "application/vnd.oci.image.index.v1+json"
  public static let manifest = "application/vnd.oci.image.manifest.v1+json"
  public static let config = "application/vnd.oci.image.config.v1+json"
  public static let layer = "application/vnd.oci.image.layer.v1.tar"
  public static let layerGzip = "application/vnd.oci.image.layer.v1.tar+gzip"
  public static let layerZstd = "application/vnd.oci.image.layer.v1.tar+zstd"

  public static let dockerIndex = "application/vnd.docker.distribution.manifest.list.v2+json"
  public static let dockerManifest = "application/vnd.docker.distribution.manifest.v2+json"
  public static let dockerConfig = "application/vnd.docker.container.image.v1+json"
  public static let dockerLayerGzip = "application/vnd.docker.image.rootfs.diff.tar.gzip"

  public static func isIndex(_ type: String) -> Bool { type == index || type == dockerIndex }
  public static func isManifest(_ type: String) -> Bool { type == manifest || type == dockerManifest }
  /// Of an image; artifacts have configurations of their own types.
  public static func isConfig(_ type: String) -> Bool { type == config || type == dockerConfig }

  /// The OCI equivalents of Docker's layer types: the bytes are the same, and one image must not mix both families.
  public static func ociLayer(_ type: String) -> String { type == dockerLayerGzip ? layerGzip : type }
}

extension MediaType {
  /// The two families of types. An image uses only one of them: some registries and engines refuse a mixture.
  public enum Family: String, Sendable, Hashable, CaseIterable {
    case oci, docker

    public var index: String { self == .oci ? MediaType.index : dockerIndex }
    public var manifest: String { self == .oci ? MediaType.manifest : dockerManifest }
    public var config: String { self == .oci ? MediaType.config : dockerConfig }

    /// The family's name for a layer of either one; `nil` if it has none: Docker's schema 2 has only gzip.
    public func layer(_ type: String) -> String? {
      let type = MediaType.ociLayer(type)
      return self == .oci ? type : type == layerGzip ? dockerLayerGzip : nil
    }
  }
}
