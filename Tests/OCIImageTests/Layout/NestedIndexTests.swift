import OCIImage
import Testing

@Suite("An image behind indexes") struct NestedIndexTests {
  private func image(_ architecture: String, in layout: ImageLayout) throws -> Descriptor {
    let platform = try #require(Platform("linux/\(architecture)"))
    var descriptor = try ImageAssembler(layout: layout).assemble(
      base: nil, adding: [], execution: ImageConfig.Execution(), platform: platform, created: 0
    ).descriptor
    // As some tools write entries; the configuration tells the platform.
    descriptor.platform = nil
    return descriptor
  }

  private func index(_ manifests: [Descriptor], in layout: ImageLayout) throws -> Descriptor {
    try layout.write(document: ImageIndex(manifests: manifests), mediaType: MediaType.index)
  }

  @Test func `is found in the second of two indexes, and by entries without a platform`() throws {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    let (amd, arm) = (try image("amd64", in: layout), try image("arm64", in: layout))
    let inner = [try index([amd], in: layout), try index([arm], in: layout)]
    try layout.tag(index(inner, in: layout), as: "nested")
    for (name, expected) in [("amd64", amd), ("arm64", arm)] {
      let platform = try #require(Platform("linux/\(name)"))
      #expect(try layout.image(tag: "nested", for: platform).descriptor.digest == expected.digest)
    }
    #expect(throws: ImageFailure.self) {
      try layout.image(tag: "nested", for: #require(Platform("linux/s390x")))
    }
  }

  @Test func `is one image in a layout whose entries have neither names nor platforms`() throws {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    let (amd, arm) = (try image("amd64", in: layout), try image("arm64", in: layout))
    try layout.changeIndex { $0.manifests = [amd, arm] }
    #expect(try layout.image(tag: nil, for: #require(Platform("linux/arm64"))).descriptor.digest == arm.digest)
    try layout.changeIndex { $0.manifests = [amd, arm, amd] }
    #expect(throws: ImageFailure.self) { try layout.image(tag: nil, for: #require(Platform("linux/arm64"))) }
  }
}
