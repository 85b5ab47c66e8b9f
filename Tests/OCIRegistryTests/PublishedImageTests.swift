import HTTPTransport
import OCIImage
import Synchronization
import TestSupport
import Testing

@testable import OCIRegistry

@Suite("What a tag names already") struct PublishedImageTests {
  private static let version = "org.opencontainers.image.version"
  private static let revision = "org.opencontainers.image.revision"

  /// Puts an image, and says what it is called in an index.
  private func put(
    _ fixture: Fixture, labels: [String: String]?, annotations: [String: String]? = nil, tag: String? = nil,
    platform: Platform = .host, configType: String = MediaType.config
  ) -> Descriptor {
    var config = ImageConfig(platform: platform)
    config.config?.labels = labels
    let bytes = CanonicalJSON.encode(config)
    _ = fixture.registry.put(blob: bytes, in: "team/app")
    let manifest = CanonicalJSON.encode(
      ImageManifest(config: Descriptor(of: bytes, mediaType: configType), layers: [], annotations: annotations))
    _ = fixture.registry.put(manifest: manifest, type: MediaType.manifest, in: "team/app", tag: tag)
    var descriptor = Descriptor(of: manifest, mediaType: MediaType.manifest)
    descriptor.platform = platform
    return descriptor
  }

  private func put(_ fixture: Fixture, index manifests: [Descriptor], annotations: [String: String]? = nil) -> Digest {
    var index = ImageIndex(manifests: manifests)
    index.annotations = annotations
    return fixture.registry.put(
      manifest: CanonicalJSON.encode(index), type: MediaType.index, in: "team/app", tag: "1")
  }

  private func published(_ fixture: Fixture, _ environment: [String: String]? = nil) async throws -> PublishedImage? {
    let client = environment.map { fixture.client($0) } ?? fixture.client()
    return try await client.publishedImage(at: fixture.repository.with(tag: "1"))
  }

  @Test(
    arguments: [
      (nil, nil, nil, nil), ([:], nil, nil, nil),
      ([version: "1.0.0", revision: "abc"], nil, "1.0.0", "abc"),
      ([version: "1.0.0"], nil, "1.0.0", nil),
      // The manifest is read first; an empty value says nothing.
      ([version: "1.0.0", revision: "abc"], [version: "2.0.0"], "2.0.0", "abc"),
      ([version: "", revision: "abc"], [version: ""], nil, "abc"),
    ] as [([String: String]?, [String: String]?, String?, String?)])
  func `says its version in annotations or labels`(
    labels: [String: String]?, annotations: [String: String]?, version: String?, revision: String?
  ) async throws {
    let fixture = try Fixture { $0.authentication = .bearer }
    let image = put(fixture, labels: labels, annotations: annotations, tag: "1")
    #expect(
      try await published(fixture) == PublishedImage(digest: image.digest, version: version, revision: revision))
  }

  @Test func `of an index, its own annotations or the first image for a platform speak`() async throws {
    let fixture = try Fixture()
    let attestation = put(
      fixture, labels: [Self.version: "no"], platform: Platform(os: "unknown", architecture: "unknown"))
    let first = put(fixture, labels: [Self.version: "1.0.0", Self.revision: "abc"])
    let second = put(fixture, labels: [Self.version: "9.0.0"], platform: Platform(os: "linux", architecture: "s390x"))
    let digest = put(fixture, index: [attestation, first, second])
    #expect(
      try await published(fixture) == PublishedImage(digest: digest, version: "1.0.0", revision: "abc"))
    let annotated = put(fixture, index: [first], annotations: [Self.version: "2.0.0", Self.revision: "def"])
    let before = fixture.registry.requests.count
    #expect(
      try await published(fixture) == PublishedImage(digest: annotated, version: "2.0.0", revision: "def"))
    // The greeting and the index: no more is read than is needed.
    #expect(fixture.registry.requests.count == before + 2)
    let empty = put(fixture, index: [])
    #expect(try await published(fixture) == PublishedImage(digest: empty, version: nil, revision: nil))
  }

  @Test(arguments: ["application/vnd.oci.empty.v1+json", "application/vnd.cncf.helm.config.v1+json"])
  func `an artifact has no labels, and its configuration is not fetched`(type: String) async throws {
    let fixture = try Fixture()
    let artifact = put(fixture, labels: [Self.version: "1.0.0"], tag: "1", configType: type)
    #expect(
      try await published(fixture) == PublishedImage(digest: artifact.digest, version: nil, revision: nil))
    #expect(!fixture.registry.requests.contains { $0.path.contains("/blobs/") })
  }

  @Test func `nothing is there`() async throws {
    let fixture = try Fixture { $0.authentication = .bearer }
    #expect(try await published(fixture) == nil)
    _ = put(fixture, labels: nil, tag: "2")
    #expect(try await published(fixture) == nil)
    #expect(try await published(fixture, [:]) == nil)
  }

  /// Docker Hub says 401 and ghcr.io 403 of a repository that does not exist, but not to a token that may push to it.
  @Test(arguments: [(401, "UNAUTHORIZED"), (403, "DENIED")])
  func `a refusal means that nothing is there if one who may push finds nothing`(
    status: Int, code: String
  ) async throws {
    let fixture = try Fixture { $0.authentication = .bearer }
    // A refused token is renewed once.
    let tries = status == 401 ? 2 : 1
    fixture.registry.inject(TestFault("GET", "/manifests/1", times: tries, TestFault.error(status, code)))
    #expect(try await published(fixture) == nil)
    fixture.registry.inject(TestFault("GET", "/tags/list", times: tries, TestFault.error(status, code)))
    #expect(try await fixture.client().publishedTags(of: fixture.repository) == [])
    // A private repository is not taken for none.
    fixture.registry.inject(TestFault("GET", "/manifests/1", times: 99, TestFault.error(status, code)))
    for environment in [nil, [:]] as [[String: String]?] {
      let failure = await #expect(throws: RegistryFailure.self) { _ = try await published(fixture, environment) }
      #expect(failure?.failureClass == (status == 401 ? .auth : .denied))
    }
  }

  @Test(arguments: [
    // A configuration that is lost, damaged, cut off, or too large to be one.
    TestFault("GET", "/blobs/", times: 99, TestFault.error(404, "BLOB_UNKNOWN")),
    TestFault("GET", "/blobs/", times: 99, .corruptBody),
    TestFault("GET", "/blobs/", times: 99, .respond(TestResponse(200, text: "{}"))),
    TestFault("GET", "/manifests/", times: 99, TestFault.error(500, "UNKNOWN")),
    TestFault(
      "GET", "/manifests/", times: 99,
      .respond(
        TestResponse(200, [("Content-Type", MediaType.manifest)], body: Array(#"{"schemaVersion":2}"#.utf8)))),
  ])
  func `an image that cannot be read is not taken for none`(fault: TestFault) async throws {
    let fixture = try Fixture()
    _ = put(fixture, labels: [Self.version: "1.0.0"], tag: "1")
    fixture.registry.inject(fault)
    await #expect(throws: RegistryFailure.self) { _ = try await published(fixture) }
  }

  @Test func `a configuration of any announced size is not fetched`() async throws {
    let fixture = try Fixture()
    let config = Descriptor(mediaType: MediaType.config, digest: SHA256.digest(of: [1]), size: 1 << 30)
    let manifest = CanonicalJSON.encode(ImageManifest(config: config, layers: []))
    _ = fixture.registry.put(manifest: manifest, type: MediaType.manifest, in: "team/app", tag: "1")
    let failure = await #expect(throws: RegistryFailure.self) { _ = try await published(fixture) }
    #expect(failure?.failureClass == .tooLarge)
    #expect(!fixture.registry.requests.contains { $0.path.contains("/blobs/") })
  }

  @Test func `the tags of a repository end where they are enough`() async throws {
    let fixture = try Fixture { $0.pageSize = 2 }
    #expect(try await fixture.client().publishedTags(of: fixture.repository) == [])
    for tag in ["1", "2", "3", "4", "5"] { _ = put(fixture, labels: nil, tag: tag) }
    #expect(try await fixture.client().publishedTags(of: fixture.repository) == ["1", "2", "3", "4", "5"])
    let before = fixture.registry.requests.count { $0.path.contains("/tags/list") }
    #expect(try await fixture.client().publishedTags(of: fixture.repository, limit: 3) == ["1", "2", "3"])
    let pages = fixture.registry.requests.filter { $0.path.contains("/tags/list") }.dropFirst(before)
    #expect(pages.count == 2 && pages.first?.parameters("n") == ["3"])
  }
}
