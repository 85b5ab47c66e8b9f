import OCIImage

/// An image manifest that is not an image: a file attached to another manifest (image-spec 1.1, "Guidelines for Artifact
/// Usage"). The same file attached to the same subject has the same digest anywhere.
struct ArtifactManifest: Codable {
  var schemaVersion = 2
  var mediaType = MediaType.manifest
  var artifactType: String
  var config: Descriptor
  var layers: [Descriptor]
  var subject: Descriptor
  var annotations: [String: String]?

  /// The configuration of an artifact that has none: `{}`.
  static let emptyBytes = Array("{}".utf8)
  static let emptyConfig = Descriptor(
    mediaType: "application/vnd.oci.empty.v1+json", digest: SHA256.digest(of: emptyBytes), size: 2)
  static let titleAnnotation = "org.opencontainers.image.title"

  init(_ file: Descriptor, title: String, subject: Descriptor) {
    artifactType = file.mediaType
    config = Self.emptyConfig
    var layer = file
    layer.annotations = [Self.titleAnnotation: title]
    layers = [layer]
    self.subject = subject
  }
}
