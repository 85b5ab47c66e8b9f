import FileIO
import OCIImage
import SystemPackage
import Testing
import TextFormats

@Suite("Assembling an image") struct ImageAssemblerTests {
  @Test func `writes canonical documents: the same input gives the same digest`() throws {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    var execution = ImageConfig.Execution()
    execution.labels = ["b/x": "1", "a": "2"]
    execution.entrypoint = ["/app/run"]
    let image = try ImageAssembler(layout: layout).assemble(
      base: nil, adding: [], execution: execution, platform: Platform(os: "linux", architecture: "amd64"), created: 0)
    let config = try layout.read(image.manifest.config, limit: 10_000)
    #expect(
      String(decoding: config, as: UTF8.self)
        == #"{"architecture":"amd64","config":{"Entrypoint":["/app/run"],"Labels":{"a":"2","b/x":"1"}},"#
        + #""created":"1970-01-01T00:00:00Z","history":[],"os":"linux","rootfs":{"diff_ids":[],"type":"layers"}}"#)
  }

  @Test func `takes the base's layers over with OCI types, and lays the settings over`() throws {
    let scratch = try Scratch()
    let (from, to) = (try scratch.layout("from"), try scratch.layout("to"))
    let base = try Self.dockerImage(in: from)
    var execution = ImageConfig.Execution()
    execution.environment = ["B=2", "C=3"]
    execution.entrypoint = ["run"]
    execution.exposedPorts = ["80/tcp": .init()]
    let layer = try LayerBuilder(layout: to, parents: LayerAttributes(modified: 0)).write([LayerBuilderTests.entry("a")]
    )
    let image = try ImageAssembler(layout: to).assemble(
      base: base, adding: [AddedLayer(layer, createdBy: "copy")], execution: execution,
      platform: base.platform, created: 1_700_000_000)
    #expect(image.layers.map(\.isFromBase) == [true, false])
    #expect(image.manifest.layers.map(\.mediaType) == [MediaType.layerGzip, MediaType.layerGzip])
    #expect(image.manifest.config.mediaType == MediaType.config)
    let config = image.config.config
    #expect(config?.environment == ["A=1", "B=2", "C=3"])
    #expect(config?.command == nil && config?.entrypoint == ["run"])
    #expect(config?.exposedPorts?.keys.sorted() == ["443/tcp", "80/tcp"])
    #expect(config?.user == "nobody")
    #expect(image.config.history?.map(\.createdBy) == ["base", "env", "copy"])
    #expect(image.config.rootfs.diffIDs == base.config.rootfs.diffIDs + [layer.diffID])
    try to.verify(base.manifest.layers[0])
  }

  @Test func `a base whose history does not fit its layers gets a plain one`() throws {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    let base = try Self.dockerImage(in: layout, history: [])
    let image = try ImageAssembler(layout: layout).assemble(
      base: base, adding: [], execution: .init(), platform: base.platform, created: 0)
    #expect(image.config.history?.count == 1)
  }

  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (1_700_000_000, "2023-11-14T22:13:20Z"), (-1, "1969-12-31T23:59:59Z"),
      (951_782_400, "2000-02-29T00:00:00Z"),
    ] as [(Int64, String)])
  func `times`(seconds: Int64, text: String) {
    #expect(Timestamp(seconds: seconds).description == text)
  }

  /// As Docker would write it.
  static func dockerImage(
    in layout: ImageLayout,
    history: [ImageConfig.History] = [.init(created: nil, createdBy: "base"), .empty(createdBy: "env")]
  ) throws -> StoredImage {
    var layer = try LayerBuilder(layout: layout, parents: LayerAttributes(modified: 0))
      .write([LayerBuilderTests.entry("base")])
    layer.descriptor.mediaType = MediaType.dockerLayerGzip
    var execution = ImageConfig.Execution()
    execution.environment = ["A=1", "B=1"]
    execution.command = ["python"]
    execution.user = "nobody"
    execution.exposedPorts = ["443/tcp": .init()]
    var config = ImageConfig(platform: .host, config: execution)
    config.rootfs.diffIDs = [layer.diffID]
    config.history = history
    let manifest = ImageManifest(
      config: try layout.write(document: config, mediaType: MediaType.dockerConfig), layers: [layer.descriptor])
    return try StoredImage(layout.write(document: manifest, mediaType: MediaType.dockerManifest), in: layout)
  }
}

extension ImageConfig.History {
  static func empty(createdBy: String) -> Self {
    var entry = Self(created: nil, createdBy: createdBy)
    entry.emptyLayer = true
    return entry
  }
}
