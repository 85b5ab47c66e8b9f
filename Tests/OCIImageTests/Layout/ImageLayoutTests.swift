import Diagnostics
import FileIO
import OCIImage
import SystemPackage
import Testing

@Suite("Image layout") struct ImageLayoutTests {
  /// An image of one layer with one file.
  static func image(
    in layout: ImageLayout, platform: Platform = .host, text: String = "x", base: StoredImage? = nil
  ) throws -> AssembledImage {
    let layer = try LayerBuilder(layout: layout, parents: LayerAttributes(modified: 0))
      .write([LayerBuilderTests.entry("app/\(text)", .bytes(Array(text.utf8)))])
    return try ImageAssembler(layout: layout).assemble(
      base: base, adding: [AddedLayer(layer, createdBy: "test")], execution: .init(), platform: platform,
      created: 1_700_000_000)
  }

  @Test func `is created once and opened again`() throws {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    try layout.tag(Self.image(in: layout).descriptor, as: "v1")
    let again = try scratch.layout()
    #expect(try again.index().manifests.count == 1)
    #expect(try ImageLayout(opening: layout.path) == layout)
    let marker = try FileContents.read(layout.path.appending("oci-layout"), limit: 100)
    #expect(String(decoding: marker, as: UTF8.self) == #"{"imageLayoutVersion":"1.0.0"}"#)
  }

  @Test("a damaged blob does not reach an archive", arguments: [ImageArchive.Format.docker, .oci])
  func archives(format: ImageArchive.Format) throws {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    let image = try Self.image(in: layout)
    let layer = try #require(image.layers.first).descriptor
    var bytes = try layout.read(layer, limit: 1 << 20)
    bytes[bytes.count / 2] ^= 1
    try FileContents.write(bytes, to: layout.blobPath(layer.digest))
    let archive = try ImageArchive(parsing: "\(format.rawValue):\(scratch.path)/image.tar")
    let error = #expect(throws: ImageFailure.self) { try archive.write(image.descriptor, in: layout, named: "x:1") }
    #expect(error?.diagnostic.code == "corrupt-blob")
    #expect(try FileStatus.of(archive.file) == nil)
  }

  @Test("sizes that no blob has are refused", arguments: [-1, Int64.max, 1 << 62, 1 << 41])
  func sizes(size: Int64) throws {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    let digest = SHA256.digest(of: [])
    let text = """
      {"schemaVersion": 2, "manifests": [{"mediaType": "\(MediaType.manifest)", "digest": "\(digest)", "size": \(size)}]}
      """
    try FileContents.write(Array(text.utf8), to: layout.path.appending("index.json"))
    let error = #expect(throws: ImageFailure.self) { try layout.index() }
    #expect(error?.diagnostic.message.contains("is not the size of a blob") == true)
  }

  @Test func `a directory that is none says why`() throws {
    let scratch = try Scratch()
    try scratch.files(["oci-layout": "{}"], in: "marker")
    try scratch.files(["oci-layout": #"{"imageLayoutVersion":"2.0.0"}"#], in: "newer")
    for (name, problem) in [
      ("gone", "there is no such directory"), (".", "it contains no file `oci-layout`"),
      ("marker", "its `oci-layout` does not declare version 1"),
      ("newer", "its `oci-layout` does not declare version 1"),
    ] {
      let path = scratch.path.pushing(FilePath(name))
      #expect(throws: ImageFailure.notALayout(path, problem: problem)) { try ImageLayout(opening: path) }
    }
  }

  @Test func `what cannot be read says nothing about the layout`() throws {
    let scratch = try Scratch()
    try scratch.files(["oci-layout/x": ""], in: "marker")
    #expect(throws: ImageFailure.file(FileFailure("read", scratch.path.appending("marker/oci-layout"), .isDirectory))) {
      try ImageLayout(opening: scratch.path.appending("marker"))
    }
    try scratch.files(["oci-layout": #"{"imageLayoutVersion":"1.0.0"}"#], in: "empty")
    let empty = scratch.path.appending("empty")
    #expect(throws: ImageFailure.notALayout(empty, problem: "it contains no file `index.json`")) {
      try ImageLayout(opening: empty).index()
    }
  }

  @Test func `an image is found by its tag, or as the only one`() throws {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    let first = try Self.image(in: layout, text: "first")
    try layout.tag(first.descriptor, as: "v1")
    #expect(try layout.image(tag: nil, for: .host).descriptor.digest == first.descriptor.digest)
    let second = try Self.image(in: layout, text: "second")
    try layout.tag(second.descriptor, as: "v2")
    #expect(try layout.image(tag: "v2", for: .host).manifest == second.manifest)
    for tag in [nil, "v3"] {
      #expect(throws: ImageFailure.unknownTag(tag, layout: layout.path, available: ["v1", "v2"])) {
        try layout.image(tag: tag, for: .host)
      }
    }
    try layout.tag(second.descriptor, as: "v1")
    #expect(try layout.image(tag: "v1", for: .host).config == second.config)
    #expect(try layout.index().manifests.count == 2)
  }

  @Test func `a nested index is resolved by platform, attestations passed over`() throws {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    let amd = try Self.image(in: layout, platform: Platform(os: "linux", architecture: "amd64"))
    let arm = try Self.image(in: layout, platform: Platform(os: "linux", architecture: "arm64", variant: "v8"))
    var attestation = amd.descriptor
    attestation.platform = Platform(os: "unknown", architecture: "unknown")
    let index = ImageIndex(manifests: [attestation, amd.descriptor, arm.descriptor])
    try layout.tag(layout.write(document: index, mediaType: MediaType.index), as: "multi")
    for (text, image) in [("linux/amd64", amd), ("linux/arm64", arm)] {
      let platform = try #require(Platform(text))
      #expect(try layout.image(tag: "multi", for: platform).descriptor.digest == image.descriptor.digest)
    }
    let other = Platform(os: "linux", architecture: "s390x")
    #expect(throws: ImageFailure.noSuchPlatform(other, available: ["linux/amd64", "linux/arm64/v8"])) {
      try layout.image(tag: "multi", for: other)
    }
  }

  @Test func `a single image for another platform is refused`() throws {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    try layout.tag(Self.image(in: layout, platform: Platform(os: "linux", architecture: "s390x")).descriptor, as: "a")
    #expect(throws: ImageFailure.noSuchPlatform(.host, available: ["linux/s390x"])) {
      try layout.image(tag: "a", for: .host)
    }
  }

  @Test func `missing, shortened and changed blobs are told apart`() throws {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    let blob = try layout.write(Array("contents".utf8), mediaType: "text/plain")
    try layout.verify(blob)
    let path = layout.blobPath(blob.digest)
    try FileContents.write(Array("CONTENTS".utf8), to: path)
    let changed = SHA256.digest(of: Array("CONTENTS".utf8))
    let problem = "its contents have the digest `\(changed)`"
    #expect(throws: ImageFailure.corruptBlob(blob.digest, layout: layout.path, problem: problem)) {
      try layout.verify(blob)
    }
    #expect(throws: ImageFailure.corruptBlob(blob.digest, layout: layout.path, problem: problem)) {
      try layout.read(blob, limit: 100)
    }
    try FileContents.write(Array("cont".utf8), to: path)
    #expect(
      throws: ImageFailure.corruptBlob(
        blob.digest, layout: layout.path, problem: "it has 4 bytes, expected 8")
    ) { try layout.verify(blob) }
    try Directory.remove(path)
    #expect(throws: ImageFailure.missingBlob(blob.digest, layout: layout.path)) { try layout.verify(blob) }
    // Writing it again mends it.
    #expect(try layout.write(Array("contents".utf8), mediaType: "text/plain") == blob)
    try layout.verify(blob)
  }

  @Test func `a document over its limit is refused before it is read`() throws {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    let blob = try layout.write([UInt8](repeating: 32, count: 5000), mediaType: MediaType.manifest)
    #expect(throws: ImageFailure.self) { try layout.read(blob, limit: 4999) }
    #expect(try layout.read(blob, limit: 5000).count == 5000)
  }

  @Test func `a blob from elsewhere is linked, and refused where it is corrupt`() throws {
    let scratch = try Scratch()
    let (from, to) = (try scratch.layout("from"), try scratch.layout("to"))
    let blob = try from.write(Array("contents".utf8), mediaType: "text/plain")
    try to.importBlob(blob, from: from)
    try to.verify(blob)
    let status = try FileStatus.of(to.blobPath(blob.digest))
    #expect(try status?.inode == FileStatus.of(from.blobPath(blob.digest))?.inode)

    let bad = try from.write(Array("contentS".utf8), mediaType: "text/plain")
    try FileContents.write(Array("CONTENTS".utf8), to: from.blobPath(bad.digest))
    #expect(throws: ImageFailure.self) { try to.importBlob(bad, from: from) }
    #expect(!to.contains(bad))
  }

  @Test func `a stream that is longer, shorter or other than announced is not kept`() throws {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    let wanted = Array("contents".utf8)
    let descriptor = Descriptor(mediaType: "text/plain", digest: SHA256.digest(of: wanted), size: 8)
    for wrong in ["contents and more", "content", "CONTENTS"] {
      #expect(throws: ImageFailure.self) { try layout.write(descriptor, from: MemorySource(Array(wrong.utf8))) }
      #expect(!layout.contains(descriptor))
    }
    #expect(try Directory.names(in: layout.path) == ["blobs", "index.json", "oci-layout"])
    try layout.write(descriptor, from: MemorySource(wanted))
    try layout.verify(descriptor)
  }

  @Test func `what a killed writer left is removed, what another one writes is not`() throws {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    let abandoned = layout.path.appending(".partial-1")
    try FileContents.write([1], to: abandoned)
    let present = try PartialFile(for: layout.path.appending(".partial-2"))
    _ = try scratch.layout()
    #expect(try FileStatus.of(abandoned) == nil)
    #expect(try Directory.names(in: layout.path).contains { $0.hasPrefix(".partial-2") })
    present.discard()
  }

  @Test func `concurrent writers lose nothing`() async throws {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    let image = try Self.image(in: layout).descriptor
    try await withThrowingTaskGroup { group in
      for number in 0..<20 { group.addTask { try layout.tag(image, as: "v\(number)") } }
      try await group.waitForAll()
    }
    #expect(try layout.index().manifests.count == 20)
  }
}
