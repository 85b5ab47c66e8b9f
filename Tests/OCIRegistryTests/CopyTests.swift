import Diagnostics
import FileIO
import FoundationEssentials
import HTTPTransport
import OCIImage
import SystemPackage
import TestSupport
import Testing

@testable import OCIRegistry

@Suite("Copying images") struct CopyTests {
  /// An index of two images in a layout.
  private func index(in directory: FilePath) throws -> (layout: ImageLayout, descriptor: Descriptor) {
    let layout = try ImageLayout.create(at: directory)
    let shared = try layout.write(bytes(5000), mediaType: MediaType.layerGzip)
    let children = try ["amd64", "arm64"].map { architecture in
      var config = ImageConfig(platform: Platform(os: "linux", architecture: architecture))
      config.rootfs.diffIDs = [SHA256.digest(of: [1]), SHA256.digest(of: [2])]
      let own = try layout.write(Array(architecture.utf8), mediaType: MediaType.layerGzip)
      let manifest = ImageManifest(
        config: try layout.write(document: config, mediaType: MediaType.config), layers: [shared, own])
      var child = try layout.write(document: manifest, mediaType: MediaType.manifest)
      child.platform = config.platform
      return child
    }
    let descriptor = try layout.write(document: ImageIndex(manifests: children), mediaType: MediaType.index)
    return (layout, descriptor)
  }

  @Test func `pushes an index after the images it names, and its tags last`() async throws {
    let fixture = try Fixture()
    let (layout, descriptor) = try index(in: fixture.directory.appending("layout"))
    let image = try await PushableImage(descriptor, in: layout)
    let results = try await fixture.client().push(image, to: fixture.repository, tags: ["1", "latest"])
    #expect(results.allSatisfy { if case .pushed = $0.status { $0.digest == descriptor.digest } else { false } })
    let puts = fixture.registry.requests.filter { $0.method == "PUT" && $0.path.contains("/manifests/") }
    #expect(
      puts.map { $0.header("Content-Type") } == [MediaType.manifest, MediaType.manifest] + [
        MediaType.index, MediaType.index, MediaType.index,
      ])
    #expect(puts.suffix(2).map { String($0.path.split(separator: "/").last ?? "") } == ["1", "latest"])
    // The layer that both images have went once.
    #expect(fixture.registry.requests.filter { $0.method == "POST" }.count == 5)
    let again = try await fixture.client().push(image, to: fixture.repository, tags: ["1"])
    #expect(again.allSatisfy { if case .unchanged = $0.status { true } else { false } })
  }

  @Test func `pulls all platforms, or one, and what is there is not fetched again`() async throws {
    let fixture = try Fixture()
    let (layout, descriptor) = try index(in: fixture.directory.appending("layout"))
    _ = try await fixture.client().push(
      try await PushableImage(descriptor, in: layout), to: fixture.repository, tags: ["1"])
    let copy = try ImageLayout.create(at: fixture.directory.appending("copy"))
    let reference = fixture.repository.with(tag: "1")
    #expect(try await fixture.client().pull(reference, to: copy) == descriptor)
    let names = try Directory.names(in: layout.path.appending("blobs/sha256")).sorted()
    #expect(try Directory.names(in: copy.path.appending("blobs/sha256")).sorted() == names)
    let before = fixture.registry.requests.count
    _ = try await fixture.client().pull(reference, to: copy)
    #expect(!fixture.registry.requests[before...].contains { $0.path.contains("/blobs/") })

    let one = try ImageLayout.create(at: fixture.directory.appending("one"))
    let arm = Platform(os: "linux", architecture: "arm64")
    let child = try await fixture.client().pull(reference, platform: arm, to: one)
    #expect(try StoredImage(child, in: one).platform == arm)
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await fixture.client().pull(reference, platform: Platform(os: "linux", architecture: "s390x"), to: one)
    }
    #expect(failure?.failureClass == .notFound && failure?.hints.first?.contains("linux/arm64") == true)
  }

  @Test func `pulls several blobs at once, and all are verified`() async throws {
    let fixture = try Fixture()
    let image = try fixture.image(layers: (1...6).map { bytes($0 * 1000) })
    for blob in image.blobs {
      _ = fixture.registry.put(blob: try FileContents.read(try await blob.path(), limit: 9999), in: "team/app")
    }
    let down = fixture.directory.appending("down")
    try Directory.create(down)
    fixture.registry.inject(TestFault("GET", "/blobs/", times: 2, .corruptBody))
    try await fixture.client().pullBlobs(image.blobs.map(\.descriptor), from: fixture.repository) {
      down.appending($0.hex)
    }
    for blob in image.blobs {
      #expect(
        SHA256.digest(of: try FileContents.read(down.appending(blob.descriptor.digest.hex), limit: 9999))
          == blob.descriptor.digest)
    }
  }

  // MARK: Promotion

  private func client(of registry: TestRegistry, _ path: String) throws -> (
    client: RegistryClient, repository: Reference
  ) {
    let repository = try Reference(parsing: "\(registry.host)/\(path)")
    return (RegistryClient(for: repository, http: Fixture.http, keychain: .empty), repository)
  }

  @Test func `promotes by digest: all platforms, the same bytes, nothing left behind`() async throws {
    let fixture = try Fixture()
    let production = try TestRegistry()
    defer { production.stop() }
    let (layout, descriptor) = try index(in: fixture.directory.appending("layout"))
    _ = try await fixture.client().push(
      try await PushableImage(descriptor, in: layout), to: fixture.repository, tags: ["1"])
    let scratch = fixture.directory.appending("scratch")
    try Directory.create(scratch)
    let (target, repository) = try client(of: production, "live/app")
    let results = try await target.copy(
      fixture.repository.with(tag: "1"), from: fixture.client(), to: repository, tags: ["1", "live"], scratch: scratch)
    #expect(results.map(\.digest) == [descriptor.digest, descriptor.digest])
    #expect(production.tag("live", in: "live/app") == descriptor.digest)
    #expect(try Directory.names(in: scratch).isEmpty)
    let copy = try ImageLayout.create(at: fixture.directory.appending("copy"))
    #expect(try await target.pull(repository.with(tag: "live"), to: copy) == descriptor)
    // Credentials of one registry never reach the other: they share nothing but the bytes.
    #expect(production.requests.allSatisfy { $0.header("Authorization") == nil })
  }

  @Test func `promotes within a registry without moving a byte`() async throws {
    let fixture = try Fixture { $0.authentication = .bearer }
    let image = try fixture.image(layers: [bytes(1000), bytes(2000)])
    let client = fixture.client()
    _ = try await client.push(image, to: fixture.repository, tags: ["1"])
    let before = fixture.registry.requests.count
    let live = try Reference(parsing: "\(fixture.registry.host)/live/app")
    let results = try await client.copy(
      fixture.repository.with(tag: "1"), from: client, to: live, tags: ["1"], scratch: fixture.directory)
    #expect(results[0].bytesMounted == 3002)
    #expect(fixture.registry.tag("1", in: "live/app") == image.digest)
    let later = fixture.registry.requests[before...]
    #expect(!later.contains { $0.method == "PUT" && $0.path.contains("/uploads/") })
    #expect(!later.contains { $0.method == "GET" && $0.path.contains("/blobs/") })
  }

  @Test func `promotes nothing in part: where a blob cannot be read no tag is set`() async throws {
    let fixture = try Fixture()
    let production = try TestRegistry()
    defer { production.stop() }
    let image = try fixture.image(layers: [bytes(1000), bytes(2000)])
    _ = try await fixture.client().push(image, to: fixture.repository, tags: ["1"])
    fixture.registry.inject(TestFault("GET", "/blobs/", times: 99, .corruptBody))
    let (target, repository) = try client(of: production, "live/app")
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await target.copy(
        fixture.repository.with(tag: "1"), from: fixture.client(attempts: 2), to: repository, tags: ["1"],
        scratch: fixture.directory.appending("none"))
    }
    #expect(failure != nil)
    #expect(production.tag("1", in: "live/app") == nil)
  }
}
