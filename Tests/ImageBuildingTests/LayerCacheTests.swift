import FileIO
import OCIImage
import PipelineCore
import SystemPackage
import Testing

@testable import ImageBuilding

@Suite("The cache of layers") struct LayerCacheTests {
  @Test(
    "what one source made is found by",
    arguments: [
      (SourceTrust.repository, [SourceTrust.repository, .changeRequest, .fork, .unknown]),
      (.changeRequest, [.changeRequest]), (.fork, [.fork]), (.unknown, [.unknown]),
    ])
  func sources(maker: SourceTrust, readers: [SourceTrust]) async throws {
    let directory = try Directory.temporary(prefix: "layer-cache-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    let cache = directory.appending("cache")
    let made = try await LayerCache.open(cache, for: maker)
    let layer = try LayerBuilder(layout: made.layout, parents: LayerAttributes(modified: 0)).write([])
    try made.store(layer, for: ["inputs"])
    for reader in [SourceTrust.repository, .changeRequest, .fork, .unknown] {
      let found = try await LayerCache.open(cache, for: reader).layer(for: ["inputs"])
      #expect((found == layer) == readers.contains(reader), "\(maker) for \(reader)")
    }
  }
}
