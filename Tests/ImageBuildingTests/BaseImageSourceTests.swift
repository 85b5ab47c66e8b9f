import AgentManifest
import Diagnostics
import DockerEngine
import FileIO
import FoundationEssentials
import HTTPTransport
import OCIImage
import OCIRegistry
import PipelineCore
import Sandbox
import Settings
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import ImageBuilding

@Suite("Base image from a registry") struct BaseImageSourceTests {
  private static let transport = CurlTransport(CurlTransport.Configuration(version: "test"))

  /// Puts an image of five layers into a registry.
  private func fill(_ registry: TestRegistry, _ repository: String, in directory: FilePath) throws -> Digest {
    let layout = try ImageLayout.create(at: directory)
    var config = ImageConfig(platform: .host)
    config.rootfs.diffIDs = (0..<5).map { SHA256.digest(of: [$0]) }
    let layers = try (0..<5).map { try layout.write([UInt8($0), 1, 2], mediaType: MediaType.layerGzip) }
    let manifest = ImageManifest(
      config: try layout.write(document: config, mediaType: MediaType.config), layers: layers)
    let descriptor = try layout.write(document: manifest, mediaType: MediaType.manifest)
    for blob in [manifest.config] + layers {
      _ = registry.put(blob: try layout.read(blob, limit: 1 << 20), in: repository)
    }
    return registry.put(
      manifest: try layout.read(descriptor, limit: 1 << 20), type: MediaType.manifest, in: repository, tag: "1")
  }

  /// Loads the base image of an agent.
  private func load(
    _ origin: TestRegistry, mirror: String? = nil, named name: String = ":1", in directory: FilePath
  ) async throws -> StoredImage {
    let flags = ["build.baseImage": ["\(origin.host)/base/python\(name)"]]
    let context = RunContext(
      directory: directory, manifest: "agent.yaml", invocationDirectory: "/", workDirectory: directory,
      reportDirectory: directory,
      cacheDirectory: directory, settings: Settings.resolve(flags: flags, environment: [:]).settings, ci: nil,
      isDryRun: false, emit: { _ in })
    let services = BuildServices(
      environment: [:], sandboxes: ToolSandboxFinder(host: SandboxHost(searchPath: "", helper: [])), source: .unknown,
      engines: EngineConnector(environment: [:], version: "test"), keychain: .empty,
      mirrors: RegistryMirrors(mirror.map { [origin.host: $0] } ?? [:]),
      registry: { RegistryClient(for: $0, http: Self.transport.client, keychain: .empty) })
    let text =
      "apiVersion: agent.dev/v1\nkind: Agent\nmetadata: {name: app}\nspec: {runtime: python, model: {provider: openai, name: a}}\n"
    let agent = try #require(ManifestReader.read(bytes: Array(text.utf8), file: "agent.yaml").manifest)
    let source = BaseImageSource(
      plan: try BuildPlan(agent, context, revision: nil, sourceDate: nil), platform: .host, services: services,
      cache: try await LayerCache.open(directory.appending("cache"), for: .unknown),
      layout: try ImageLayout.create(at: directory.appending("image")), context: context)
    return try #require(try await source.load())
  }

  /// Puts an index over manifests or indexes into a registry.
  private func index(
    _ registry: TestRegistry, over parts: [(digest: Digest, mediaType: String, platform: Platform?)], tag: String? = nil
  ) throws -> Digest {
    var index = ImageIndex(
      manifests: parts.map { Descriptor(mediaType: $0.mediaType, digest: $0.digest, size: 1) })
    for (number, part) in parts.enumerated() { index.manifests[number].platform = part.platform }
    return registry.put(
      manifest: try JSONEncoder().encode(index).map(\.self), type: MediaType.index, in: "base/python", tag: tag)
  }

  /// As `docker buildx imagetools create` nests them; entries need not name a platform (image-spec, image-index.md).
  @Test(arguments: [1, 3]) func `is found behind indexes in one another`(depth: Int) async throws {
    try await withRegistries { origin, _, directory in
      let digest = try fill(origin, "base/python", in: directory.appending("made"))
      let other = Platform(os: "linux", architecture: "s390x")
      var found = try index(
        origin, over: [(digest, MediaType.manifest, other), (digest, MediaType.manifest, .host)])
      for level in 0..<depth {
        found = try index(origin, over: [(found, MediaType.index, nil)], tag: level == depth - 1 ? "1" : nil)
      }
      #expect(try await load(origin, in: directory).descriptor.digest == digest)
    }
  }

  @Test func `is refused where indexes nest without end, or hold no fitting platform`() async throws {
    try await withRegistries { origin, _, directory in
      let digest = try fill(origin, "base/python", in: directory.appending("made"))
      var found = try index(origin, over: [(digest, MediaType.manifest, .host)])
      for level in 0..<9 {
        found = try index(origin, over: [(found, MediaType.index, nil)], tag: level == 8 ? "1" : nil)
      }
      let deep = await #expect(throws: Failure.self) { try await load(origin, in: directory) }
      #expect(deep?.diagnostic.message.contains("nests indexes too deeply") == true)
      let inner = try index(
        origin, over: [(digest, MediaType.manifest, Platform(os: "linux", architecture: "s390x"))])
      _ = try index(origin, over: [(inner, MediaType.index, nil)], tag: "1")
      let none = await #expect(throws: Failure.self) { try await load(origin, in: directory.appending("b")) }
      #expect(none?.diagnostic.message.contains("only for linux/s390x") == true)
    }
  }

  private func withRegistries(_ body: (TestRegistry, TestRegistry, FilePath) async throws -> Void) async throws {
    let (origin, mirror) = (try TestRegistry(), try TestRegistry())
    let directory = try Directory.temporary(prefix: "base-test", in: "/tmp")
    defer {
      origin.stop()
      mirror.stop()
      try? Directory.remove(directory)
    }
    try await body(origin, mirror, directory)
  }

  @Test func `comes from the mirror alone where there is one`() async throws {
    try await withRegistries { origin, mirror, directory in
      let digest = try fill(mirror, "hub/base/python", in: directory.appending("made"))
      #expect(try await load(origin, mirror: "\(mirror.host)/hub", in: directory).descriptor.digest == digest)
      #expect(origin.requests.isEmpty)
      // What is in the cache is not fetched again.
      let before = mirror.requests.count
      _ = try await load(origin, mirror: "\(mirror.host)/hub", in: directory)
      #expect(!mirror.requests[before...].contains { $0.path.contains("/blobs/") })
    }
  }

  @Test func `costs a HEAD where the cache has what the tag names, and nothing where a digest pins it`() async throws {
    try await withRegistries { origin, _, directory in
      let digest = try fill(origin, "base/python", in: directory.appending("made"))
      _ = try await load(origin, in: directory)
      let before = origin.requests.count
      #expect(try await load(origin, in: directory).descriptor.digest == digest)
      #expect(origin.requests[before...].map(\.method) == ["GET", "HEAD"], "the API's root, and the tag")
      let pinned = origin.requests.count
      #expect(try await load(origin, named: "@\(digest)", in: directory).descriptor.digest == digest)
      #expect(origin.requests.count == pinned)
    }
  }

  @Test(arguments: [
    TestFault("HEAD", "/manifests/", times: 9, .respond(TestResponse(405))),
    TestFault("HEAD", "/manifests/", times: 9, .respond(TestResponse(501))),
    TestFault("GET", "/manifests/", times: 9, .header("Content-Type", "application/octet-stream")),
  ])
  func `comes from registries that answer oddly, the first time and again`(fault: TestFault) async throws {
    try await withRegistries { origin, _, directory in
      let digest = try fill(origin, "base/python", in: directory.appending("made"))
      origin.inject(fault)
      for _ in 1...2 { #expect(try await load(origin, in: directory).descriptor.digest == digest) }
    }
  }

  @Test func `is fetched again where the cache's manifest is damaged`() async throws {
    try await withRegistries { origin, _, directory in
      let digest = try fill(origin, "base/python", in: directory.appending("made"))
      let first = try await load(origin, named: "@\(digest)", in: directory)
      try FileContents.write([1, 2, 3], to: first.layout.blobPath(digest))
      #expect(try await load(origin, named: "@\(digest)", in: directory).descriptor.digest == digest)
    }
  }

  @Test func `comes from the registry itself where the mirror lacks it or alters it`() async throws {
    try await withRegistries { origin, mirror, directory in
      let digest = try fill(origin, "base/python", in: directory.appending("made"))
      #expect(try await load(origin, mirror: mirror.host, in: directory.appending("a")).descriptor.digest == digest)
      _ = try fill(mirror, "base/python", in: directory.appending("made"))
      mirror.inject(TestFault("GET", "/blobs/", times: 999, .corruptBody))
      #expect(try await load(origin, mirror: mirror.host, in: directory.appending("b")).descriptor.digest == digest)
    }
  }
}
