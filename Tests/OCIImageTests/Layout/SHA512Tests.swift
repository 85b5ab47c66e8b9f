import Diagnostics
import FileIO
import OCIImage
import SystemPackage
import Testing

@Suite("Blobs with SHA-512 digests") struct SHA512Tests {
  private static let text = Array("content".utf8)

  /// An image of another tool, all of whose digests are SHA-512.
  private func image(in layout: ImageLayout, diffID: Digest? = nil) throws -> Descriptor {
    let built = try ImageLayoutTests.image(in: layout)
    let layer = try #require(built.layers.first).descriptor
    let tar = try GunzipReader(layout.open(layer)).all()
    func again(_ bytes: [UInt8], _ type: String) throws -> Descriptor {
      try layout.write(bytes, mediaType: type, .sha512)
    }
    var config = built.config
    config.rootfs.diffIDs = [diffID ?? Digest.Algorithm.sha512.digest(of: tar)]
    let manifest = ImageManifest(
      config: try again(CanonicalJSON.encode(config), MediaType.config),
      layers: [try again(try layout.read(layer, limit: 1 << 20), layer.mediaType)])
    return try again(CanonicalJSON.encode(manifest), MediaType.manifest)
  }

  @Test func `lie in a directory of their own, and are verified by it`() throws {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    #expect(try Directory.names(in: layout.path.appending("blobs")) == ["sha256"])
    let blob = try layout.write(Self.text, mediaType: "text/plain", .sha512)
    #expect(blob.digest == Digest.Algorithm.sha512.digest(of: Self.text))
    #expect(layout.blobPath(blob.digest) == layout.path.pushing("blobs/sha512").appending(blob.digest.hex))
    #expect(layout.contains(blob))
    #expect(try layout.read(blob, limit: 100) == Self.text)
    try layout.verify(blob)

    let other = try scratch.layout("other")
    try other.importBlob(blob, from: layout)
    let third = try scratch.layout("third")
    try third.write(blob, from: MemorySource(Self.text))
    for layout in [other, third] { #expect(try layout.read(blob, limit: 100) == Self.text) }

    try FileContents.write(Array("CONTENT".utf8), to: layout.blobPath(blob.digest))
    let error = #expect(throws: ImageFailure.self) { try layout.verify(blob) }
    #expect(error?.diagnostic.code == "corrupt-blob")
    #expect(error?.diagnostic.hints.first?.contains("blobs/sha512/\(blob.digest.hex)") == true)
  }

  @Test func `make images that can be unpacked and archived`() throws {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    let descriptor = try image(in: layout)
    try LayerUnpacker(mappingOwners: nil).unpack(
      StoredImage(descriptor, in: layout), into: scratch.path.appending("root"))
    #expect(try FileContents.read(scratch.path.pushing("root/app/x"), limit: 10) == Array("x".utf8))

    let archive = try ImageArchive(parsing: "oci-archive:\(scratch.path)/image.tar")
    try archive.write(descriptor, in: layout, named: "x:1")
    let names = try TarReader(OpenFile.reading(archive.file)).all().map(\.entry.name)
    #expect(names.count { $0.hasPrefix("blobs/sha512/") } == 3 && !names.contains { $0.contains("blobs/sha256") })
  }

  @Test func `are no excuse for a wrong diff id`() throws {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    let descriptor = try image(in: layout, diffID: Digest.Algorithm.sha512.digest(of: [1]))
    let error = #expect(throws: ImageFailure.self) {
      try LayerUnpacker(mappingOwners: nil).unpack(
        StoredImage(descriptor, in: layout), into: scratch.path.appending("root"))
    }
    #expect(error?.diagnostic.code == "wrong-diff-id")
  }
}
