import FileIO
import OCIImage
import SystemPackage

/// Layers as an attacker, or another tool, would write them: by Python's tarfile.
enum HostileTar {
  /// Puts an image into the layout, a layer a script.
  ///
  /// A script adds entries with `add(name, kind='f', data='', link='', **fields)`; kinds: f d s h c p.
  static func image(_ scripts: [String], in layout: ImageLayout, diffIDs: [Digest]? = nil) throws -> StoredImage {
    var layers: [Layer] = []
    for script in scripts { layers.append(try layer(script, in: layout)) }
    var config = ImageConfig(platform: .host)
    config.rootfs.diffIDs = diffIDs ?? layers.map(\.diffID)
    let manifest = ImageManifest(
      config: try layout.write(document: config, mediaType: MediaType.config), layers: layers.map(\.descriptor))
    return try StoredImage(layout.write(document: manifest, mediaType: MediaType.manifest), in: layout)
  }

  private static func layer(_ script: String, in layout: ImageLayout) throws -> Layer {
    let scratch = try Scratch()
    let file = scratch.path.appending("layer.tar")
    let made = Tool.python(
      """
      import sys, tarfile, io
      t = tarfile.open(sys.argv[1], 'w')
      kinds = dict(f=tarfile.REGTYPE, d=tarfile.DIRTYPE, s=tarfile.SYMTYPE, h=tarfile.LNKTYPE, c=tarfile.CHRTYPE,
                   p=tarfile.FIFOTYPE)
      def add(name, kind='f', data='', link='', **fields):
          i = tarfile.TarInfo(name); i.type = kinds[kind]; i.size = len(data); i.linkname = link
          i.mode = 0o755 if kind == 'd' else 0o644
          for k, v in fields.items(): setattr(i, k, v)
          t.addfile(i, io.BytesIO(data.encode()))
      \(script)
      t.close()
      """, file.string)
    guard made.status == 0 else { throw FileFailure(made.output, file, .ioError) }
    let tar = try FileContents.read(file, limit: 10 << 20)
    let descriptor = try layout.write(GzipTests.compress(tar), mediaType: MediaType.layerGzip)
    return Layer(descriptor: descriptor, diffID: SHA256.digest(of: tar), uncompressedSize: Int64(tar.count))
  }
}
