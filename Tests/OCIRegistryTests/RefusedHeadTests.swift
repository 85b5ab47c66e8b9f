import OCIImage
import TestSupport
import Testing

@testable import OCIRegistry

@Suite("Registries that refuse HEAD") struct RefusedHeadTests {
  @Test(arguments: [405, 501])
  func `are asked with GET, for little of a blob`(status: Int) async throws {
    let fixture = try Fixture()
    let image = try fixture.image(layers: [bytes(100), []])
    _ = try await fixture.client().push(image, to: fixture.repository, tags: ["1"])
    fixture.registry.inject(TestFault("HEAD", "/", times: 99, .respond(TestResponse(status))))
    let client = fixture.client()
    for blob in image.allBlobs {
      #expect(try await client.findBlob(blob.descriptor.digest, .pull(fixture.repository)))
    }
    #expect(try await client.findBlob(SHA256.digest(of: [1]), .pull(fixture.repository)) == false)
    let asked = fixture.registry.requests.filter { $0.method == "GET" && $0.path.contains("/blobs/") }
    #expect(asked.count == 4 && asked.allSatisfy { $0.header("Range") == "bytes=0-0" })
    #expect(try await client.findManifest(fixture.repository.with(tag: "1"), .pull(fixture.repository)) == image.digest)
    #expect(try await client.findManifest(fixture.repository.with(tag: "2"), .pull(fixture.repository)) == nil)
    let results = try await client.push(image, to: fixture.repository, tags: ["1"], isVerifying: true)
    guard case .unchanged = results[0].status else {
      Issue.record("unexpected \(results)")
      return
    }
    #expect(results[0].bytesUploaded == 0)
  }
}
