import Diagnostics
import FileIO
import OCIImage
import TestSupport
import Testing

@testable import OCIRegistry

/// A generator with a seed, so that a failing case can be run again (Steele and others, SplitMix).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}

@Suite("Pushing under random faults") struct RandomFaultTests {
  /// Where a fault can hit, and what passes there in the end.
  private static let faults: [TestFault] = [
    TestFault("GET", "/v2/", .respond(TestResponse(503))),
    TestFault("GET", "/token", .respond(TestResponse(500))),
    TestFault("HEAD", "/blobs/", .respond(TestResponse(504))),
    TestFault("HEAD", "/manifests/", .respond(TestResponse(429, [("Retry-After", "2")]))),
    TestFault("POST", "/uploads/", .respond(TestResponse(502, text: "<html>bad gateway</html>"))),
    TestFault("POST", "/uploads/", .end(.reset(afterBytes: 0))),
    TestFault("PUT", "/uploads/", .resetUpload(afterBytes: 20_000)),
    TestFault("PUT", "/uploads/", TestFault.error(400, "BLOB_UPLOAD_INVALID")),
    TestFault("PUT", "/uploads/", .loseUploads),
    TestFault("PUT", "/uploads/", TestFault.error(429, "TOOMANYREQUESTS")),
    TestFault("PATCH", "/uploads/", .resetUpload(afterBytes: 10_000)),
    TestFault("PATCH", "/uploads/", .respond(TestResponse(503))),
    TestFault("GET", "/uploads/", .respond(TestResponse(500))),
    TestFault("PUT", "/manifests/", .respond(TestResponse(500))),
    TestFault("PUT", "/manifests/", TestFault.error(503, "UNAVAILABLE")),
  ]

  @Test(arguments: 1...500)
  func `succeeds where they pass, and all that is stored is right`(seed: UInt64) async throws {
    var random = SeededGenerator(state: seed)
    let fixture = try Fixture {
      $0.authentication = Bool.random(using: &random) ? .bearer : .basic
      $0.location = Bool.random(using: &random) ? .relative : .absolute
      $0.keepsBrokenUploads = Bool.random(using: &random)
      $0.minimumChunk = Bool.random(using: &random) ? 20_000 : nil
      $0.mountsBlobs = Bool.random(using: &random)
    }
    let chunkSize: Int64? = Bool.random(using: &random) ? 30_000 : nil
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      if let fault = Self.faults.randomElement(using: &random) { fixture.registry.inject(fault) }
    }
    let image = try fixture.image(
      layers: (0..<Int.random(in: 1...5, using: &random)).map { _ in
        bytes(Int.random(in: 1...100_000, using: &random))
      })
    let base = image.blobs[0].descriptor.digest
    _ = fixture.registry.put(blob: try FileContents.read(try await image.blobs[0].path(), limit: 100_000), in: "base")
    let client = fixture.client(attempts: 12, configure: { $0.chunkSize = chunkSize })
    let results = try await client.push(
      image.mounting([base], from: try Reference(parsing: "\(fixture.registry.host)/base")), to: fixture.repository,
      tags: ["1", "latest"])
    #expect(results.allSatisfy { if case .failed = $0.status { false } else { true } })
    for blob in image.blobs {
      let stored = fixture.registry.blob(blob.descriptor.digest, in: "team/app")
      #expect(stored.map(SHA256.digest(of:)) == blob.descriptor.digest)
    }
    for tag in ["1", "latest"] { #expect(fixture.registry.tag(tag, in: "team/app") == image.digest) }
  }

  @Test(arguments: [
    TestFault("HEAD", "/manifests/", times: 1000, .respond(TestResponse(429, [("Retry-After", "2")]))),
    TestFault("HEAD", "/blobs/", times: 1000, .respond(TestResponse(504))),
    TestFault("POST", "/uploads/", times: 1000, .respond(TestResponse(502, text: "<html>bad gateway</html>"))),
    TestFault("PUT", "/uploads/", times: 1000, .resetUpload(afterBytes: 1)),
    TestFault("PUT", "/uploads/", times: 1000, .loseUploads),
    TestFault("PUT", "/manifests/sha256", times: 1000, TestFault.error(503, "UNAVAILABLE")),
  ])
  func `moves no tag where one stays`(fault: TestFault) async throws {
    let fixture = try Fixture()
    let old = try fixture.image(layers: [bytes(10)])
    _ = try await fixture.client().push(old, to: fixture.repository, tags: ["1"])
    fixture.registry.inject(fault)
    let new = try fixture.image(layers: [bytes(5000)])
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await fixture.client(attempts: 3).push(new, to: fixture.repository, tags: ["1"])
    }
    #expect(failure?.retries == 2)
    #expect([.registryError, .network, .rateLimited].contains(failure?.failureClass))
    #expect(fixture.registry.tag("1", in: "team/app") == old.digest)
  }
}
