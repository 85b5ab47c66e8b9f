/// The uncompressed archive of a layer's blob.
enum LayerArchive {
  /// - Parameter blob: the bytes of the layer.
  /// - Throws: if the layer's media type is not supported.
  static func decompressed(_ layer: Descriptor, _ blob: any ByteSource) throws(ImageFailure) -> any ByteSource {
    switch MediaType.ociLayer(layer.mediaType) {
    case MediaType.layerGzip: try GunzipReader(blob)
    case MediaType.layerZstd: try ZstdReader(blob)
    case MediaType.layer: blob
    case let type: throw .unsupportedMediaType(type, layer.digest)
    }
  }

  static func open(_ layer: Descriptor, in layout: ImageLayout) throws(ImageFailure) -> TarReader {
    TarReader(try decompressed(layer, try layout.open(layer)))
  }
}
