extension ArchiveParts {
  /// An image as `docker save` writes it and every engine loads it (Docker's image specification 1.2): `manifest.json`
  /// names the configuration and the layers, which may be compressed.
  /// - Parameter name: what engines call the image: `echo-agent:latest`.
  public init(docker image: StoredImage, named name: String) throws(ImageFailure) {
    struct Entry: Encodable {
      var config: String
      var repoTags: [String]
      var layers: [String]

      private enum CodingKeys: String, CodingKey {
        case config = "Config"
        case repoTags = "RepoTags"
        case layers = "Layers"
      }
    }
    self.init()
    let config = "\(image.manifest.config.digest.hex).json"
    try add(image.manifest.config, as: config, from: image.layout)
    let layers = image.manifest.layers.map { "\($0.digest.hex).tar" }
    var written: Set<String> = []
    for (layer, path) in zip(image.manifest.layers, layers) where written.insert(path).inserted {
      try add(layer, as: path, from: image.layout)
    }
    add(.bytes(CanonicalJSON.encode([Entry(config: config, repoTags: [name], layers: layers)])), as: "manifest.json")
    finish()
  }

  /// An image layout (image-spec, image-layout.md) with only this image.
  init(oci root: Descriptor, in layout: ImageLayout, named name: String) throws(ImageFailure) {
    self.init()
    add(.bytes(CanonicalJSON.encode(["imageLayoutVersion": "1.0.0"])), as: "oci-layout")
    var tagged = root
    tagged.annotations = [
      Descriptor.referenceNameAnnotation: name.split(separator: ":").last.map(String.init) ?? name,
      "io.containerd.image.name": name,
    ]
    add(.bytes(CanonicalJSON.encode(ImageIndex(manifests: [tagged]))), as: "index.json")
    var written: Set<Digest> = []
    for blob in try layout.blobs(below: root) where written.insert(blob.digest).inserted {
      try add(blob, as: "blobs/\(blob.digest.algorithm.rawValue)/\(blob.digest.hex)", from: layout)
    }
    finish()
  }

  private mutating func add(_ contents: LayerEntry.Contents, as path: String) {
    add(LayerEntry(path: path, contents: contents, mode: 0o644, attributes: LayerAttributes(modified: 0)))
  }
}
