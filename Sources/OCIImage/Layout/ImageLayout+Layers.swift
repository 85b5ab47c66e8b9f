extension ImageLayout {
  /// Writes an uncompressed layer as a compressed blob, in one pass and bounded memory.
  /// - Parameter diffID: the digest that the archive must have.
  public func writeLayer(
    from archive: any ByteSource, expecting diffID: Digest, _ compression: LayerCompression
  ) throws(ImageFailure) -> Layer {
    let blob = try BlobWriter(self)
    let compressor = try BlockCompressor(to: blob, compression)
    let hashing = HashingSink(to: compressor, diffID.algorithm)
    try archive.copy(to: hashing)
    let found = hashing.finish()
    guard found == diffID else { throw .wrongDiffID(expected: diffID, actual: found) }
    try compressor.finish()
    let descriptor = try blob.commit(mediaType: compression.mediaType)
    return Layer(descriptor: descriptor, diffID: diffID, uncompressedSize: hashing.count)
  }

  /// Imports a layer that is already compressed with gzip, unchanged.
  /// - Parameters:
  ///   - archive: opens the same compressed bytes each time it is called.
  ///   - diffID: the digest that the uncompressed archive must have.
  public func writeGzipLayer(
    expecting diffID: Digest, _ archive: () throws(ImageFailure) -> any ByteSource
  ) throws(ImageFailure) -> Layer {
    let uncompressed = HashingSource(try GunzipReader(try archive()), diffID.algorithm)
    try uncompressed.drain()
    let found = uncompressed.finish()
    guard found == diffID else { throw .wrongDiffID(expected: diffID, actual: found) }
    let blob = try BlobWriter(self)
    try archive().copy(to: blob)
    let descriptor = try blob.commit(mediaType: MediaType.layerGzip)
    return Layer(descriptor: descriptor, diffID: diffID, uncompressedSize: uncompressed.count)
  }
}
