import FileIO
import OCIImage
import SystemPackage
import Testing

@Suite("Building a layer") struct LayerBuilderTests {
  static let attributes = LayerAttributes(uid: 7, gid: 8, modified: 1_700_000_000)

  static func entry(_ path: String, _ contents: LayerEntry.Contents = .bytes([1])) -> LayerEntry {
    LayerEntry(path: path, contents: contents, mode: 0o644, attributes: attributes)
  }

  func write(_ entries: [LayerEntry], to layout: ImageLayout, threads: Int = 2) throws -> Layer {
    try LayerBuilder(layout: layout, parents: LayerAttributes(modified: 5), threads: threads).write(entries)
  }

  func read(_ layer: Layer, in layout: ImageLayout) throws -> [TarEntry] {
    try TarReader(GunzipReader(layout.open(layer.descriptor))).all().map(\.entry)
  }

  @Test func `entries are sorted, and parents come once and before them`() throws {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    let layer = try write(
      [Self.entry("b/c/d"), Self.entry("b/c/a"), Self.entry("b-"), Self.entry("a", .directory)], to: layout)
    let entries = try read(layer, in: layout)
    #expect(entries.map(\.name) == ["a/", "b-", "b/", "b/c/", "b/c/a", "b/c/d"])
    #expect(entries[2].mode == 0o755 && entries[2].modified == 5 && entries[2].uid == 0)
    #expect(entries[5].uid == 7 && entries[5].gid == 8 && entries[5].modified == 1_700_000_000)
  }

  @Test func `digest, diff id and sizes are those of the bytes`() throws {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    let layer = try write([Self.entry("a")], to: layout)
    try layout.verify(layer.descriptor)
    let archive = try GunzipReader(layout.open(layer.descriptor)).all()
    #expect(SHA256.digest(of: archive) == layer.diffID)
    #expect(Int64(archive.count) == layer.uncompressedSize)
    #expect(try Directory.names(in: scratch.path.appending("layout")) == ["blobs", "index.json", "oci-layout"])
  }

  @Test func `the same entries give the same layer, whatever the order and the threads`() throws {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    let root = try scratch.files(["big": String(repeating: "0123456789", count: 500_000), "small": "x"])
    let entries = try DirectoryScanner(attributes: Self.attributes).scan(root, to: "app")
    let one = try write(entries, to: layout, threads: 1)
    #expect(try write(entries.reversed(), to: layout, threads: 4) == one)
    #expect(one.descriptor.digest.description.count == 71)
  }

  @Test func `a layer without entries is a valid archive`() throws {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    #expect(try read(write([], to: layout), in: layout) == [])
  }

  @Test(arguments: [
    [entry("/a")], [entry("a//b")], [entry("a/../b")], [entry("")], [entry("a/")], [entry("./a")], [entry("a\0")],
    [entry("a"), entry("a")], [entry("a"), entry("a/b")], [entry("a/.wh.b")],
    [entry("a", .hardLink(to: "b")), entry("b")], [entry("b", .hardLink(to: "a")), entry("a", .directory)],
  ]) func `what cannot be a layer is refused and leaves nothing`(entries: [LayerEntry]) throws {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    #expect(throws: ImageFailure.self) { try write(entries, to: layout) }
    #expect(try Directory.names(in: layout.path) == ["blobs", "index.json", "oci-layout"])
  }

  @Test func `hard links point at files of the layer`() throws {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    let entries = try read(write([Self.entry("a"), Self.entry("b", .hardLink(to: "a"))], to: layout), in: layout)
    #expect(entries.map(\.kind) == [.file, .hardLink])
    #expect(entries[1].linkTarget == Array("a".utf8))
  }

  @Test func `a file that changed since the scan is an error that names it`() throws {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    let root = try scratch.files(["f": "before"])
    let entries = try DirectoryScanner(attributes: Self.attributes).scan(root)
    try scratch.files(["f": "after and longer"])
    #expect(throws: ImageFailure.changedWhileReading(root.appending("f"))) { try write(entries, to: layout) }
  }

  @Test func `a directory that vanished is a file error`() throws {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    let gone = Self.entry("a", .file("/nonexistent/file", size: 1))
    #expect(throws: ImageFailure.file(FileFailure("read", "/nonexistent/file", .noSuchFileOrDirectory))) {
      try write([gone], to: layout)
    }
  }
}
