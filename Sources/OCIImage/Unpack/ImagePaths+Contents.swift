extension ImagePaths {
  /// Reads one file out of the layers, which are unpacked as far as it.
  /// - Parameters:
  ///   - path: absolute; links are followed.
  ///   - limit: bytes.
  /// - Returns: `nil` if no file is there, or it has more bytes than the limit.
  public func contents(of path: String, in image: StoredImage, limit: Int) throws(ImageFailure) -> [UInt8]? {
    guard var wanted = resolved(path) else { return nil }
    // The topmost layer that has the file decides: whatever removed it in a layer above would not leave it in the list.
    for layer in image.manifest.layers.reversed() {
      // A hard link's contents stand before it, in the same layer.
      for _ in 0..<2 {
        let found: TarEntry?
        do throws(ImageFailure) {
          let archive = try LayerArchive.open(layer, in: image.layout)
          found = try Self.entry(wanted, in: archive)
          if let found, found.kind == .file {
            return found.size <= limit ? try archive.remainingContents() : nil
          }
        } catch {
          throw .inLayer(layer.digest, error)
        }
        guard let found else { break }
        guard found.kind == .hardLink else { return nil }
        wanted = String(decoding: try TreeWriter.plainPath(found.linkTarget, of: found), as: UTF8.self)
      }
    }
    return nil
  }

  private static func entry(_ path: String, in archive: TarReader) throws(ImageFailure) -> TarEntry? {
    while let entry = try archive.next() {
      try ImageFailure.checkCancellation(of: "read")
      if String(decoding: try TreeWriter.plainPath(entry.path, of: entry), as: UTF8.self) == path { return entry }
    }
    return nil
  }
}
