extension ImageLayout {
  /// Writes an uncompressed layer as a compressed blob, in one pass and bounded memory.
  /// - Parameter diffID: the digest that the archive must have.
  public func writeLayer(
    from archive: any ByteSource, expecting diffID: Digest, _ compression: LayerCompression
  ) throws(ImageFailure) -> Layer {
    let blob = try BlobWriter(self)
    let compressor = try BlockCompressor(to: blob, compression)
    let hashing = HashingSink(to: compressor)
    let buffer = RawBuffer(count: 256 << 10)
    while case let count = try archive.read(into: buffer.bytes), count > 0 {
      try hashing.write(buffer.prefix(count))
    }
    let found = hashing.finish()
    guard found == diffID else { throw .wrongDiffID(expected: diffID, actual: found) }
    try compressor.finish()
    let descriptor = try blob.commit(mediaType: compression.mediaType)
    return Layer(descriptor: descriptor, diffID: diffID, uncompressedSize: hashing.count)
  }

  /// Takes a layer over that is compressed with gzip already, as it is.
  /// - Parameters:
  ///   - archive: opens the same compressed bytes each time it is called.
  ///   - diffID: the digest that the uncompressed archive must have.
  public func writeGzipLayer(
    expecting diffID: Digest, _ archive: () throws(ImageFailure) -> any ByteSource
  ) throws(ImageFailure) -> Layer {
    let uncompressed = HashingSource(try GunzipReader(try archive()))
    try uncompressed.drain()
    let found = uncompressed.finish()
    guard found == diffID else { throw .wrongDiffID(expected: diffID, actual: found) }
    let blob = try BlobWriter(self)
    let source = try archive()
    let buffer = RawBuffer(count: 256 << 10)
    while case let count = try source.read(into: buffer.bytes), count > 0 { try blob.write(buffer.prefix(count)) }
    let descriptor = try blob.commit(mediaType: MediaType.layerGzip)
    return Layer(descriptor: descriptor, diffID: diffID, uncompressedSize: uncompressed.count)
  }
}
