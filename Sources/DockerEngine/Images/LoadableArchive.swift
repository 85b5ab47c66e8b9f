import HTTPTransport
import OCIImage
import SystemPackage

/// An image of a layout in the format of `docker save`, which every engine loads, made while it is sent.
struct LoadableArchive {
  let parts: [HTTPRequest.Body.Part]

  /// Docker's image specification 1.2: `manifest.json` names the configuration and the layers, which may be compressed.
  private struct Entry: Encodable {
    var config: String
    var repoTags: [String]
    var layers: [String]
  }

  init(_ image: StoredImage, name: String) throws(ImageFailure) {
    var archive = ArchiveParts()
    let attributes = LayerAttributes(modified: 0)
    var written: Set<Digest> = []
    func add(_ blob: Descriptor, _ path: String) throws(ImageFailure) {
      guard written.insert(blob.digest).inserted else { return }
      guard image.layout.contains(blob) else { throw .missingBlob(blob.digest, layout: image.layout.path) }
      archive.add(
        LayerEntry(
          path: path, contents: .file(image.layout.blobPath(blob.digest), size: blob.size), mode: 0o644,
          attributes: attributes))
    }
    let config = "\(image.manifest.config.digest.hex).json"
    try add(image.manifest.config, config)
    let layers = image.manifest.layers.map { "\($0.digest.hex).tar" }
    for (layer, path) in zip(image.manifest.layers, layers) { try add(layer, path) }
    let manifest = EngineClient.encode([Entry(config: config, repoTags: [name], layers: layers)])
    archive.add(LayerEntry(path: "manifest.json", contents: .bytes(manifest), mode: 0o644, attributes: attributes))
    archive.finish()
    parts = archive.parts.map(HTTPRequest.Body.Part.init)
  }
}

extension HTTPRequest.Body.Part {
  init(_ part: ArchiveParts.Part) {
    switch part {
    case .bytes(let bytes): self = .bytes(bytes)
    case .file(let path, let size): self = .file(path, offset: 0, length: size)
    }
  }
}
