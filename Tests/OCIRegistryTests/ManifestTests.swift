import Diagnostics
import OCIImage
import TestSupport
import Testing

@testable import OCIRegistry

@Suite("Manifests") struct ManifestTests {
  private static let manifest = Array(#"{"schemaVersion":2}"#.utf8)

  @Test func `come with type and digest, by tag and by digest`() async throws {
    let fixture = try Fixture()
    let digest = fixture.registry.put(manifest: Self.manifest, type: MediaType.manifest, in: "team/app", tag: "1")
    var reference = fixture.repository.with(tag: "1")
    for _ in 0..<2 {
      let pulled = try await fixture.client().manifest(reference)
      #expect(pulled.bytes == Self.manifest && pulled.mediaType == MediaType.manifest && pulled.digest == digest)
      reference.digest = digest
    }
  }

  @Test(arguments: [
    TestFault.Action.corruptBody, .header("Docker-Content-Digest", "sha256:\(String(repeating: "0", count: 64))"),
  ])
  func `must have the digest they are asked for`(action: TestFault.Action) async throws {
    let fixture = try Fixture()
    _ = fixture.registry.put(manifest: Self.manifest, type: MediaType.manifest, in: "team/app", tag: "1")
    let reference = fixture.repository.with(tag: "1")
    fixture.registry.inject(TestFault("GET", "/manifests/", times: 2, action))
    #expect(try await fixture.client().manifest(reference).bytes == Self.manifest)
    fixture.registry.inject(TestFault("GET", "/manifests/", times: 99, action))
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await fixture.client().manifest(reference)
    }
    #expect(failure?.failureClass == .digestMismatch)
  }

  @Test func `over 8 MiB are not kept, over 4 MiB not sent`() async throws {
    let fixture = try Fixture()
    let huge = [UInt8](repeating: 32, count: 8 << 20) + [32]
    _ = fixture.registry.put(manifest: huge, type: MediaType.manifest, in: "team/app", tag: "1")
    let reference = fixture.repository.with(tag: "1")
    let pull = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await fixture.client().manifest(reference)
    }
    #expect(pull?.failureClass == .tooLarge)
    let push = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await fixture.client().pushManifest(huge, mediaType: MediaType.manifest, to: reference)
    }
    #expect(push?.failureClass == .tooLarge)
    #expect(!fixture.registry.requests.contains { $0.method == "PUT" })
  }

  @Test func `that are missing name the reference and what to check`() async throws {
    let fixture = try Fixture()
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await fixture.client([:]).manifest(fixture.repository.with(tag: "2"))
    }
    #expect(failure?.failureClass == .notFound)
    #expect(
      failure?.diagnostic.message
        == "pulling the manifest of `\(fixture.registry.host)/team/app:2` failed: not found: manifest unknown")
    #expect(failure?.hints.first?.contains("no credential") == true)
  }

  @Test func `are put once: the same bytes under the same tag are unchanged`() async throws {
    let fixture = try Fixture()
    let reference = fixture.repository.with(tag: "1")
    let client = fixture.client()
    let first = try await client.pushManifest(Self.manifest, mediaType: MediaType.manifest, to: reference)
    #expect(first.status == .pushed && first.bytesUploaded == Int64(Self.manifest.count))
    let second = try await client.pushManifest(Self.manifest, mediaType: MediaType.manifest, to: reference)
    #expect(second.status == .unchanged && second.bytesUploaded == 0)
    let put = try #require(fixture.registry.requests.first { $0.method == "PUT" })
    #expect(put.header("Content-Type") == MediaType.manifest)
    #expect(put.body == Self.manifest)
  }

  @Test func `that the registry stores under another digest are a failure`() async throws {
    let fixture = try Fixture()
    let other = "sha256:\(String(repeating: "0", count: 64))"
    fixture.registry.inject(TestFault("PUT", "/manifests/", .header("Docker-Content-Digest", other)))
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await fixture.client().pushManifest(
        Self.manifest, mediaType: MediaType.manifest, to: fixture.repository.with(tag: "1"))
    }
    #expect(failure?.failureClass == .digestMismatch)
  }

  @Test(arguments: [
    TestFault.error(409, "CONFLICT"),
    TestFault.error(400, "TAG_INVALID", "the tag cannot be overwritten because the tag is immutable."),
    TestFault.error(412, "PRECONDITION", "'team/app:1' configured as immutable"),
    TestFault.error(400, "MANIFEST_INVALID", "The repository has enabled tag immutability"),
  ])
  func `under an immutable tag fail as the agent's fault`(action: TestFault.Action) async throws {
    let fixture = try Fixture()
    fixture.registry.inject(TestFault("PUT", "/manifests/1", action))
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await fixture.client().pushManifest(
        Self.manifest, mediaType: MediaType.manifest, to: fixture.repository.with(tag: "1"))
    }
    #expect(failure?.failureClass == .immutableTag)
    #expect(failure?.failureKind == .agent)
  }
}
