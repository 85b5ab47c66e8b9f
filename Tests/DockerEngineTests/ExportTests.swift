import Diagnostics
import FileIO
import FoundationEssentials
import OCIImage
import SystemPackage
import TestSupport
import Testing

@testable import DockerEngine

/// Archives as engines save them, with one layer.
private struct SampleImage {
  enum Form: CaseIterable {
    case docker20, podman, layoutWithGzip
  }

  let directory: FilePath
  let layer: Layer
  /// The layer's archive, not compressed.
  let tar: [UInt8]
  let compressed: [UInt8]
  let config: [UInt8]

  init(_ directory: FilePath) throws {
    self.directory = directory
    let layout = try ImageLayout.create(at: directory.appending("made"))
    layer = try LayerBuilder(layout: layout, parents: LayerAttributes(modified: 0))
      .write([LayerEntry(path: "app/x", contents: .bytes([1, 2, 3]), mode: 0o644, attributes: .init(modified: 0))])
    compressed = try FileContents.read(layout.blobPath(layer.descriptor.digest), limit: 1 << 20)
    let whole = try FileRegionReading.unzip(layout.blobPath(layer.descriptor.digest))
    tar = whole
    config = Array(
      #"{"architecture":"amd64","os":"linux","config":{"Cmd":["x"],"OnBuild":null},"rootfs":{"type":"layers","diff_ids":["\#(layer.diffID)"]}}"#
        .utf8)
  }

  func archive(_ form: Form, config: [UInt8]? = nil, manifest: String? = nil) -> [UInt8] {
    var parts = ArchiveParts()
    let attributes = LayerAttributes(modified: 0)
    func add(_ path: String, _ contents: LayerEntry.Contents) {
      parts.add(LayerEntry(path: path, contents: contents, mode: 0o644, attributes: attributes))
    }
    add("c.json", .bytes(config ?? self.config))
    switch form {
    case .docker20: add("0123/layer.tar", .bytes(tar))
    case .podman:
      add("abc.tar", .bytes(tar))
      add("0123/layer.tar", .symbolicLink(target: "../abc.tar"))
    case .layoutWithGzip: add("0123/layer.tar", .bytes(compressed))
    }
    let listed = manifest ?? #"[{"Config":"c.json","RepoTags":null,"Layers":["0123/layer.tar"]}]"#
    add("manifest.json", .bytes(Array(listed.utf8)))
    parts.finish()
    return parts.parts.flatMap { part -> [UInt8] in if case .bytes(let bytes) = part { bytes } else { [] } }
  }
}

private enum FileRegionReading {
  static func unzip(_ path: FilePath) throws -> [UInt8] {
    let reader = try GunzipReader(try OpenFile.reading(path))
    var contents: [UInt8] = []
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
    defer { buffer.deallocate() }
    while case let count = try reader.read(into: buffer), count > 0 { contents += buffer[..<count] }
    return contents
  }
}

@Suite struct `taking an image out of an engine` {
  private static let nothingKnown = KnownLayers(find: { _ in nil }, keep: { _, _ in })

  private func export(
    _ archive: [UInt8], _ directory: FilePath, ending: TestResponse.Ending = .complete,
    family: MediaType.Family = .oci, known: KnownLayers = nothingKnown
  ) async throws -> ExportedImage {
    let engine = try FakeEngine { request in
      request.path.hasSuffix("/get") ? TestResponse(200, body: archive, ending: ending) : nil
    }
    return try await engine.client().export(
      "sha256:1", to: ImageLayout.create(at: directory.appending("image")), scratch: directory, family: family,
      known: known)
  }

  @Test(arguments: SampleImage.Form.allCases)
  fileprivate func `its configuration stays as it is, its layers become blobs`(form: SampleImage.Form) async throws {
    try await Self.withDirectory { directory in
      let sample = try SampleImage(directory)
      let exported = try await export(sample.archive(form), directory)
      #expect(exported.image.manifest.config.digest == SHA256.digest(of: sample.config))
      #expect(exported.layers.map(\.layer.diffID) == [sample.layer.diffID])
      #expect(exported.layers.map(\.isKnown) == [false])
      try exported.image.layout.verify(exported.layers[0].layer.descriptor)
      #expect(try Directory.names(in: directory) == ["image", "made"], "the engine's archive is gone")
    }
  }

  @Test(arguments: MediaType.Family.allCases)
  func `all parts are named in one family of media types`(family: MediaType.Family) async throws {
    try await Self.withDirectory { directory in
      let image = try await export(try SampleImage(directory).archive(.docker20), directory, family: family).image
      let layer = try #require(family.layer(MediaType.layerGzip))
      #expect(image.descriptor.mediaType == family.manifest && image.manifest.mediaType == family.manifest)
      #expect(image.manifest.config.mediaType == family.config)
      #expect(image.manifest.layers.map(\.mediaType) == [layer])
    }
  }

  @Test func `a layer that is known is not compressed again`() async throws {
    try await Self.withDirectory { directory in
      let sample = try SampleImage(directory)
      let home = try ImageLayout(opening: directory.appending("made"))
      let known = KnownLayers(
        find: { $0 == sample.layer.diffID ? (sample.layer, home) : nil }, keep: { _, _ in Issue.record("kept") })
      let exported = try await export(sample.archive(.docker20), directory, known: known)
      #expect(exported.layers.map(\.isKnown) == [true])
      #expect(exported.image.layout.contains(sample.layer.descriptor))
    }
  }

  @Test(arguments: [
    #"[{"Config":"c.json","Layers":["../../etc/passwd"]}]"#, #"[{"Config":"c.json","Layers":[]}]"#, "[]", "{",
    #"[{"Config":"nope.json","Layers":["0123/layer.tar"]}]"#, #"[{"Config":"abc.tar","Layers":["0123/layer.tar"]}]"#,
  ])
  func `an archive that is not whole is refused`(manifest: String) async throws {
    try await Self.withDirectory { directory in
      let archive = try SampleImage(directory).archive(.podman, manifest: manifest)
      let failure = await #expect(throws: EngineFailure.self) { _ = try await export(archive, directory) }
      #expect(failure?.code == .imageMalformed)
    }
  }

  @Test func `a layer with other contents than its digest is refused`() async throws {
    try await Self.withDirectory { directory in
      let sample = try SampleImage(directory)
      let other = "sha256:" + String(repeating: "0", count: 64)
      let config = String(decoding: sample.config, as: UTF8.self).replacing("\(sample.layer.diffID)", with: other)
      for form in [SampleImage.Form.docker20, .layoutWithGzip] {
        let failure = await #expect(throws: EngineFailure.self) {
          _ = try await export(sample.archive(form, config: Array(config.utf8)), directory)
        }
        #expect(failure?.message.contains(other) == true)
      }
    }
  }

  @Test func `an archive that breaks off is refused`() async throws {
    try await Self.withDirectory { directory in
      let archive = try SampleImage(directory).archive(.docker20)
      for ending in [TestResponse.Ending.truncated(afterBytes: 1500), .reset(afterBytes: 100)] {
        let failure = await #expect(throws: EngineFailure.self) {
          _ = try await export(archive, directory, ending: ending)
        }
        #expect(failure?.failureKind == .infrastructure)
      }
      #expect(try Directory.names(in: directory) == ["image", "made"])
    }
  }

  @Test func `what goes into an engine is what comes out`() async throws {
    try await Self.withDirectory { directory in
      let sample = try SampleImage(directory)
      let exported = try await export(sample.archive(.docker20), directory)
      let engine = try FakeEngine { _ in FakeEngine.stream(#"{"stream":"Loaded image: x/y:1"}"#) }
      try await engine.client().load(exported.image, named: try Reference(parsing: "x/y:1"))
      let sent = try #require(engine.server.requests.last)
      #expect(sent.header("Content-Length") == "\(sent.body.count)")
      #expect(String(decoding: sent.body, as: UTF8.self).contains(#""RepoTags":["docker.io/x/y:1"]"#))
      try Directory.remove(directory.appending("image"))
      let again = try await export(sent.body, directory)
      #expect(again.image.descriptor == exported.image.descriptor)
    }
  }

  @Test func `an engine that cannot load says why`() async throws {
    try await Self.withDirectory { directory in
      let exported = try await export(try SampleImage(directory).archive(.docker20), directory)
      let engine = try FakeEngine { _ in FakeEngine.stream(#"{"errorDetail":{"message":"no space left"}}"#) }
      let client = try await engine.client()
      let name = try Reference(parsing: "x/y:1")
      let failure = await #expect(throws: EngineFailure.self) { try await client.load(exported.image, named: name) }
      #expect(failure?.message.hasSuffix("no space left") == true)
    }
  }

  private static func withDirectory(_ body: (FilePath) async throws -> Void) async throws {
    let directory = try Directory.temporary(prefix: "engine-export", in: "/tmp")
    defer { try? Directory.remove(directory) }
    try await body(directory)
  }
}
