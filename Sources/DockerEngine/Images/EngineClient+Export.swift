import FileIO
public import OCIImage
public import SystemPackage

/// Where layers that were compressed before are found again, by the digest of what they hold.
public struct KnownLayers: Sendable {
  public var find: @Sendable (Digest) -> (layer: Layer, layout: ImageLayout)?
  public var keep: @Sendable (Layer, ImageLayout) -> Void

  public init(
    find: @escaping @Sendable (Digest) -> (layer: Layer, layout: ImageLayout)?,
    keep: @escaping @Sendable (Layer, ImageLayout) -> Void
  ) {
    self.find = find
    self.keep = keep
  }
}

/// An image of an engine in a layout.
public struct ExportedImage: Sendable {
  public struct Layer: Sendable {
    public var layer: OCIImage.Layer
    /// Whether it did not have to be compressed.
    public var isKnown: Bool
  }

  public var image: StoredImage
  public var layers: [Layer]
}

extension EngineClient {
  /// Takes an image out of the engine: its configuration byte by byte, so that its id stays, its layers as compressed blobs.
  ///
  /// Everything is checked against the digests in the configuration.
  /// - Parameters:
  ///   - scratch: a directory for the engine's archive, which contains the image uncompressed.
  ///   - family: of the manifest's types.
  public func export(
    _ image: String, to layout: ImageLayout, _ compression: LayerCompression = .gzip, scratch: FilePath,
    family: MediaType.Family = .oci, known: KnownLayers
  ) async throws(EngineFailure) -> ExportedImage {
    let archive = scratch.appending("engine-image.tar")
    defer { try? Directory.remove(archive) }
    try await save(image, to: archive)
    let saved = try SavedImage(archive)
    do throws(ImageFailure) {
      var layers: [ExportedImage.Layer] = []
      for (range, diffID) in zip(saved.layers, saved.diffIDs) {
        layers.append(try Self.take(diffID, at: range, of: archive, to: layout, compression, known))
      }
      let config = try layout.write(saved.config, mediaType: family.config)
      let named = try layers.map { layer throws(ImageFailure) in try family.naming(layer.layer.descriptor) }
      var manifest = ImageManifest(config: config, layers: named)
      manifest.mediaType = family.manifest
      var descriptor = try layout.write(document: manifest, mediaType: family.manifest)
      descriptor.platform = try StoredImage(descriptor, in: layout).platform
      return ExportedImage(image: try StoredImage(descriptor, in: layout), layers: layers)
    } catch {
      throw EngineFailure(local: error)
    }
  }

  private static func take(
    _ diffID: Digest, at range: Range<Int64>, of archive: FilePath, to layout: ImageLayout,
    _ compression: LayerCompression, _ known: KnownLayers
  ) throws(ImageFailure) -> ExportedImage.Layer {
    // Where the kept one is damaged, the engine's is as good.
    if let (layer, home) = known.find(diffID), (try? layout.importBlob(layer.descriptor, from: home)) != nil {
      return ExportedImage.Layer(layer: layer, isKnown: true)
    }
    func region() throws(ImageFailure) -> FileRegion {
      FileRegion(
        of: try OpenFile.reading(archive), offset: range.lowerBound, length: range.upperBound - range.lowerBound)
    }
    let start = FileRegion(of: try OpenFile.reading(archive), offset: range.lowerBound, length: 4)
    let layer: Layer
    switch (try start.contents(), compression) {
    case (let magic, .gzip) where magic.starts(with: [0x1F, 0x8B]):
      layer = try layout.writeGzipLayer(expecting: diffID) { () throws(ImageFailure) in try region() }
    case (let magic, _) where magic.starts(with: [0x1F, 0x8B]):
      layer = try layout.writeLayer(from: GunzipReader(region()), expecting: diffID, compression)
    case ([0x28, 0xB5, 0x2F, 0xFD], _):
      layer = try layout.writeLayer(from: ZstdReader(region()), expecting: diffID, compression)
    default: layer = try layout.writeLayer(from: region(), expecting: diffID, compression)
    }
    known.keep(layer, layout)
    return ExportedImage.Layer(layer: layer, isKnown: false)
  }
}
