import Diagnostics
import OCIImage
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import OCIRegistry

@Suite("Manifests that are two things") struct AmbiguousManifestTests {
  @Test(arguments: [
    (#"{"schemaVersion":2,"layers":[],"manifests":[]}"#, MediaType.manifest, "both `layers` and `manifests`"),
    (#"{"schemaVersion":1}"#, MediaType.manifest, "`schemaVersion` is 1"),
    (#"{"schemaVersion":2,"manifests":[]}"#, MediaType.manifest, "it is an index, but came as"),
    (#"{"schemaVersion":2,"layers":[]}"#, MediaType.dockerIndex + "; charset=utf-8", "it is an image, but came as"),
    (
      #"{"schemaVersion":2,"mediaType":"\#(MediaType.index)"}"#, MediaType.dockerManifest.uppercased(), "it is an index"
    ),
  ])
  func `are refused, and not asked for again`(document: String, type: String, problem: String) async throws {
    let fixture = try Fixture()
    _ = fixture.registry.put(manifest: Array(document.utf8), type: type, in: "team/app", tag: "1")
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await fixture.client().manifest(fixture.repository.with(tag: "1"))
    }
    #expect(failure?.failureClass == .registryError)
    #expect(failure?.summary.contains(problem) == true)
    #expect(fixture.waits.withLock { $0.isEmpty })
  }

  @Test func `an index and the image that it names must agree on what that is`() async throws {
    let fixture = try Fixture()
    let inner = CanonicalJSON.encode(ImageIndex(manifests: []))
    _ = fixture.registry.put(manifest: inner, type: MediaType.index, in: "team/app")
    let index = CanonicalJSON.encode(ImageIndex(manifests: [Descriptor(of: inner, mediaType: MediaType.manifest)]))
    _ = fixture.registry.put(manifest: index, type: MediaType.index, in: "team/app", tag: "1")
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await fixture.client().image(fixture.repository.with(tag: "1")) { _ in "/dev/null" }
    }
    #expect(failure?.summary.contains("but its index calls it `\(MediaType.manifest)`") == true)
  }
}
