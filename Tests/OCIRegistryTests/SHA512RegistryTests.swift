import FileIO
import HTTPTransport
import OCIImage
import SystemPackage
import TestSupport
import Testing

@testable import OCIRegistry

@Suite("Registries with SHA-512 digests") struct SHA512RegistryTests {
  private static let layer = bytes(5000)
  private static let config = Array("{}".utf8)
  private static let blobs = [config, layer].map { descriptor($0, MediaType.layerGzip) }
  private static let manifest = CanonicalJSON.encode(
    ImageManifest(config: descriptor(config, MediaType.config), layers: [descriptor(layer, MediaType.layerGzip)]))
  private static let index = CanonicalJSON.encode(ImageIndex(manifests: [descriptor(manifest, MediaType.manifest)]))

  private static func descriptor(_ bytes: [UInt8], _ type: String) -> Descriptor {
    Descriptor(of: bytes, mediaType: type, .sha512)
  }

  /// Serves the image by its SHA-512 digests, and the index under the tag `1`; takes what is pushed to it.
  /// - Parameter damage: what is served instead of a layer.
  private func server(damage: [UInt8]? = nil) throws -> TestHTTPServer {
    let documents = [Self.manifest, Self.index]
    return try TestHTTPServer { request in
      switch (request.method, request.path.split(separator: "/").last.map(String.init) ?? "") {
      case ("POST", _): return TestResponse(202, [("Location", "/v2/team/app/blobs/uploads/1")])
      case ("PUT", _): return TestResponse(201)
      case ("HEAD", _): return TestResponse(404)
      case (_, "v2"): return TestResponse(200)
      case (_, let name):
        let document = documents.first {
          Self.descriptor($0, "").digest.description == name || (name == "1" && $0 == Self.index)
        }
        if let document {
          return TestResponse(
            200, [("Docker-Content-Digest", "\(Self.descriptor(document, "").digest)")], body: document)
        }
        guard let blob = [Self.config, Self.layer].first(where: { "\(Self.descriptor($0, "").digest)" == name }) else {
          return TestResponse(404)
        }
        return TestResponse(200, body: blob == Self.layer ? damage ?? blob : blob)
      }
    }
  }

  private func client(_ repository: Reference) -> RegistryClient {
    RegistryClient(
      for: repository, http: Fixture.http, keychain: .empty,
      configuration: RegistryClient.Configuration(retries: RetryPolicy(attempts: 1)))
  }

  @Test func `are pulled from and pushed to by these digests`() async throws {
    let server = try server()
    defer { server.stop() }
    let directory = try Directory.temporary(prefix: "sha512", in: "/tmp")
    defer { try? Directory.remove(directory) }
    let repository = try Reference(parsing: "\(server.host)/team/app")
    let layout = try ImageLayout.create(at: directory.appending("layout"))
    #expect(try await client(repository).resolve(repository.with(tag: "1")).digest.algorithm == .sha512)
    let pulled = try await client(repository).pull(repository.with(tag: "1"), to: layout)
    #expect(pulled == Self.descriptor(Self.index, MediaType.index))
    for blob in Self.blobs + [pulled, Self.descriptor(Self.manifest, MediaType.manifest)] { try layout.verify(blob) }
    #expect(try Directory.names(in: layout.path.pushing("blobs/sha512")).count == 4)

    _ = try await client(repository).push(
      try await PushableImage(pulled, in: layout), to: repository, tags: ["2"])
    let puts = server.requests.filter { $0.method == "PUT" }
    #expect(Set(puts.flatMap { $0.parameters("digest") }) == Set(Self.blobs.map { "\($0.digest)" }))
    #expect(
      puts.filter { $0.path.contains("/manifests/") }.map { $0.path.split(separator: "/").last.map(String.init) } == [
        "\(Self.descriptor(Self.manifest, "").digest)", "\(pulled.digest)", "2",
      ])
  }

  @Test func `get an image whose parts they find by these digests`() async throws {
    let fixture = try Fixture()
    let layout = try ImageLayout.create(at: fixture.directory.appending("layout"))
    for blob in [Self.config, Self.layer] { _ = try layout.write(blob, mediaType: MediaType.layerGzip, .sha512) }
    _ = try layout.write(Self.manifest, mediaType: MediaType.manifest, .sha512)
    let image = try await PushableImage(
      try layout.write(Self.index, mediaType: MediaType.index, .sha512), in: layout)
    _ = try await fixture.client().push(image, to: fixture.repository, tags: ["1"])
    #expect(fixture.registry.blob(Self.blobs[1].digest, in: "team/app") == Self.layer)
    let pulled = try await fixture.client().pull(
      fixture.repository.with(tag: "1"), to: try ImageLayout.create(at: fixture.directory.appending("pulled")))
    #expect(pulled.digest.matches(Self.index))
  }

  @Test func `are not believed`() async throws {
    let server = try server(damage: bytes(4999) + [0])
    defer { server.stop() }
    let directory = try Directory.temporary(prefix: "sha512", in: "/tmp")
    defer { try? Directory.remove(directory) }
    let repository = try Reference(parsing: "\(server.host)/team/app")
    let layout = try ImageLayout.create(at: directory.appending("layout"))
    let failure = await #expect(throws: RegistryFailure.self) {
      _ = try await client(repository).pull(repository.with(tag: "1"), to: layout)
    }
    #expect(failure?.failureClass == .digestMismatch)
    #expect(try Directory.names(in: layout.path.pushing("blobs/sha512")).count < 2)
  }

  @Test(arguments: [true, false])
  func `may name by either algorithm what they store`(isRight: Bool) async throws {
    let fixture = try Fixture()
    let manifest = Array(#"{"schemaVersion":2}"#.utf8)
    let stored = Self.descriptor(isRight ? manifest : [1], "").digest
    fixture.registry.inject(TestFault("PUT", "/manifests/", .header("Docker-Content-Digest", "\(stored)")))
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await fixture.client().pushManifest(
        manifest, mediaType: MediaType.manifest, to: fixture.repository.with(tag: "1"))
    }
    #expect(failure?.failureClass == (isRight ? nil : .digestMismatch))
    // Of a blob, only a pull can tell whether these are the same bytes.
    let blob = try fixture.blob(bytes(10))
    fixture.registry.inject(TestFault("PUT", "/uploads/", .header("Docker-Content-Digest", "\(stored)")))
    let push = try await fixture.client().pushBlob(blob.descriptor, from: blob.path, to: fixture.repository)
    #expect(push.status == .uploaded)
  }

  @Test func `serve a tag that is unchanged`() async throws {
    let fixture = try Fixture()
    let image = try fixture.image(layers: [bytes(10)])
    _ = try await fixture.client().push(image, to: fixture.repository, tags: ["1"])
    let digest = Self.descriptor(image.manifest, "").digest
    fixture.registry.inject(TestFault("HEAD", "/manifests/", times: 9, .header("Docker-Content-Digest", "\(digest)")))
    let results = try await fixture.client().push(image, to: fixture.repository, tags: ["1"])
    guard case .unchanged = results[0].status else {
      Issue.record("unexpected \(results)")
      return
    }
  }
}
