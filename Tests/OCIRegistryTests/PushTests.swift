import Diagnostics
import OCIImage
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import OCIRegistry

@Suite("Pushing an image") struct PushTests {
  @Test func `sends each blob once, then the manifest by digest, then the tags`() async throws {
    let fixture = try Fixture()
    let image = try fixture.image(layers: [bytes(1000), bytes(2000), bytes(1000), bytes(3000)])
    let results = try await fixture.client().push(image, to: fixture.repository, tags: ["1.0.0", "1"])
    #expect(results.map(\.reference.description) == ["1.0.0", "1"].map { "\(fixture.repository.repository):\($0)" })
    #expect(results.allSatisfy { if case .pushed = $0.status { $0.digest == image.digest } else { false } })
    let size = Int64(image.manifest.count)
    #expect(results.map(\.bytesUploaded) == [6002 + 2 * size, size])
    #expect(fixture.registry.tag("1.0.0", in: "team/app") == image.digest)
    let puts = fixture.registry.requests.filter { $0.method == "PUT" }.map(\.path)
    #expect(puts.count == 4 + 3)
    #expect(puts.dropLast(3).allSatisfy { $0.contains("/blobs/uploads/") })
    #expect(
      puts.suffix(3) == ["\(image.digest)", "1.0.0", "1"].map { "/v2/team/app/manifests/\($0)" })
  }

  /// Verifying, it asks for the tag, the manifest, its layer and its configuration.
  @Test(arguments: [(false, ["GET", "HEAD"]), (true, ["GET", "HEAD", "HEAD", "HEAD", "HEAD"])])
  func `again, changes nothing and sends nothing`(isVerifying: Bool, methods: [String]) async throws {
    let fixture = try Fixture()
    let image = try fixture.image(layers: [bytes(1000)])
    _ = try await fixture.client().push(image, to: fixture.repository, tags: ["1"])
    let before = fixture.registry.requests.count
    let results = try await fixture.client().push(
      image, to: fixture.repository, tags: ["1"], isVerifying: isVerifying)
    #expect(results.allSatisfy { if case .unchanged = $0.status { $0.bytesUploaded == 0 } else { false } })
    #expect(fixture.registry.requests[before...].map(\.method) == methods)
  }

  @Test func `under another tag, sends the manifest alone`() async throws {
    let fixture = try Fixture()
    let image = try fixture.image(layers: [bytes(1000)])
    _ = try await fixture.client().push(image, to: fixture.repository, tags: ["1"])
    let before = fixture.registry.requests.count
    _ = try await fixture.client().push(image, to: fixture.repository, tags: ["2"])
    #expect(fixture.registry.requests[before...].map(\.method) == ["GET", "HEAD", "HEAD", "PUT"])
    #expect(fixture.registry.tag("2", in: "team/app") == image.digest)
  }

  @Test func `a tag that was set though its answer was lost counts as pushed, immutable or not`() async throws {
    let fixture = try Fixture { $0.hasImmutableTags = true }
    let image = try fixture.image(layers: [bytes(1000)])
    fixture.registry.inject(TestFault("PUT", "/manifests/1", .loseAnswer))
    let results = try await fixture.client().push(image, to: fixture.repository, tags: ["1"])
    guard case .pushed = results[0].status else {
      Issue.record("unexpected \(results)")
      return
    }
    #expect(results[0].retries == 1)
  }

  @Test func `touches no tag when a layer fails`() async throws {
    let fixture = try Fixture()
    let image = try fixture.image(layers: [bytes(1000), bytes(2000)])
    fixture.registry.inject(TestFault("POST", "/uploads/", TestFault.error(403, "DENIED", "no")))
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await fixture.client().push(image, to: fixture.repository, tags: ["1"])
    }
    #expect(failure?.failureClass == .denied)
    #expect(!fixture.registry.requests.contains { $0.method == "PUT" && $0.path.contains("/manifests/") })
  }

  @Test func `leaves the floating tags where they are when the version is refused`() async throws {
    let fixture = try Fixture { $0.hasImmutableTags = true }
    let client = fixture.client()
    let old = try fixture.image(layers: [bytes(1000)])
    _ = try await client.push(old, to: fixture.repository, tags: ["1"])
    let new = try fixture.image(layers: [bytes(2000)])
    let results = try await client.push(new, to: fixture.repository, tags: ["1", "2"])
    guard case .failed(let failure) = results[0].status, case .failed(let following) = results[1].status else {
      Issue.record("unexpected \(results)")
      return
    }
    #expect(failure.failureClass == .immutableTag && following.failureClass == .immutableTag)
    let repository = fixture.repository.repository
    #expect(following.summary == "the tag `\(repository):2` was not set, because `\(repository):1` could not be set")
    #expect(fixture.registry.tag("1", in: "team/app") == old.digest)
    #expect(fixture.registry.tag("2", in: "team/app") == nil)
  }

  @Test func `tries the other tags though one of them fails`() async throws {
    let fixture = try Fixture { $0.hasImmutableTags = true }
    let client = fixture.client()
    _ = try await client.push(try fixture.image(layers: [bytes(1000)]), to: fixture.repository, tags: ["2"])
    let new = try fixture.image(layers: [bytes(2000)])
    let results = try await client.push(new, to: fixture.repository, tags: ["1", "2", "3"])
    let failed = results.map { if case .failed = $0.status { true } else { false } }
    #expect(failed == [false, true, false])
    #expect(fixture.registry.tag("3", in: "team/app") == new.digest)
  }

  @Test func `verifying, brings back a layer that the registry has lost under its manifest`() async throws {
    let fixture = try Fixture()
    let image = try fixture.image(layers: [bytes(1000)])
    _ = try await fixture.client().push(image, to: fixture.repository, tags: ["1"])
    let layer = SHA256.digest(of: bytes(1000))
    fixture.registry.lose(layer, in: "team/app")
    _ = try await fixture.client().push(image, to: fixture.repository, tags: ["1"], isVerifying: true)
    #expect(fixture.registry.blob(layer, in: "team/app") == bytes(1000))
  }

  @Test(arguments: ["/manifests/sha256", "/manifests/1"])
  func `sends everything again where the registry only believed that it had it`(path: String) async throws {
    let fixture = try Fixture()
    let image = try fixture.image(layers: [bytes(1000)])
    fixture.registry.inject(
      TestFault("PUT", path, TestFault.error(400, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry")))
    _ = try await fixture.client().push(image, to: fixture.repository, tags: ["1"])
    #expect(fixture.registry.tag("1", in: "team/app") == image.digest)
    // Both blobs, twice.
    #expect(fixture.registry.requests.filter { $0.method == "PUT" && $0.path.contains("/uploads/") }.count == 4)
  }

  @Test func `counts retries and tells what happens`() async throws {
    let fixture = try Fixture()
    fixture.registry.inject(TestFault("PUT", "/uploads/", times: 2, TestFault.error(500, "UNKNOWN")))
    let image = try fixture.image(layers: [bytes(1000)])
    let events = Mutex<[String]>([])
    let results = try await fixture.client().push(image, to: fixture.repository, tags: ["1"]) { event in
      let text: String? =
        switch event {
        case .blobUploaded(let blob, _): "uploaded \(blob.size)"
        case .blobPresent(let blob): "present \(blob.size)"
        case .tagPushed(let reference): "tagged \(reference.tag ?? "")"
        case .tagUnchanged, .blobSent, .blobMounted: nil
        }
      if let text { events.withLock { $0.append(text) } }
    }
    #expect(results.first?.retries == 2)
    #expect(events.withLock { Set($0) } == ["uploaded 1000", "uploaded 2", "tagged 1"])
  }

  @Test func `waits as long as a registry under load asks, with every request`() async throws {
    let fixture = try Fixture()
    let times = [("Date", "Sun, 06 Nov 1994 08:49:37 GMT"), ("Retry-After", "Sun, 06 Nov 1994 08:49:47 GMT")]
    fixture.registry.inject(TestFault("POST", "/uploads/", .respond(TestResponse(429, times))))
    let image = try fixture.image(layers: [bytes(1000)])
    _ = try await fixture.client().push(image, to: fixture.repository, tags: ["1"])
    #expect(fixture.waits.withLock { $0 }.contains(.seconds(10)))
  }

  @Test func `does not wait for hours`() async throws {
    let fixture = try Fixture()
    fixture.registry.inject(
      TestFault("POST", "/uploads/", times: 9, .respond(TestResponse(429, [("Retry-After", "21600")]))))
    let image = try fixture.image(layers: [bytes(1000)])
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await fixture.client().push(image, to: fixture.repository, tags: ["1"])
    }
    #expect(failure?.failureClass == .rateLimited)
    #expect(failure?.retryAfter == .seconds(21600))
  }

  @Test func `leaves layers alone that must not be distributed`() throws {
    let foreign = #"{"mediaType":"application/vnd.docker.image.rootfs.foreign.diff.tar.gzip","size":1,"digest":"#
    let digest = "\"sha256:\(String(repeating: "1", count: 64))\""
    let config = #"{"mediaType":"application/vnd.oci.image.config.v1+json","size":2,"digest":"# + digest
    let manifest = #"{"schemaVersion":2,"config":\#(config)},"layers":[\#(foreign)\#(digest)}]}"#
    let image = try PushableImage(manifest: Array(manifest.utf8), path: { _ in "/dev/null" })
    #expect(image.blobs.map(\.descriptor.mediaType) == [MediaType.config])
  }

  @Test func `tolerates media types that it does not know`() async throws {
    let fixture = try Fixture()
    let layer = try fixture.blob(bytes(100), type: "application/vnd.example.model.weights").descriptor
    let config = try fixture.blob([1], type: "application/vnd.example.config").descriptor
    let text =
      #"{"schemaVersion":2,"x":1,"config":{"mediaType":"\#(config.mediaType)","digest":"\#(config.digest)","size":1},"#
      + #""layers":[{"mediaType":"\#(layer.mediaType)","digest":"\#(layer.digest)","size":100}]}"#
    let directory = fixture.directory
    let image = try PushableImage(manifest: Array(text.utf8)) { directory.appending($0.hex) }
    _ = try await fixture.client().push(image, to: fixture.repository, tags: ["1"])
    // The exact bytes, with what this program does not know in them.
    #expect(try await fixture.client().manifest(fixture.repository.with(tag: "1")).bytes == Array(text.utf8))
  }
}
