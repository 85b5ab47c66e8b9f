import Diagnostics
import FileIO
import HTTPTransport
import OCIImage
import Synchronization
import TestSupport
import Testing

@testable import OCIRegistry

@Suite("Registries without the referrers API") struct ReferrersTests {
  private static let page = TestResponse(
    200, [("Content-Type", "text/html; charset=utf-8")], body: Array("<html>not here</html>".utf8))
  private static let referrer = Descriptor(of: [1], mediaType: MediaType.manifest)

  /// A registry whose only list of referrers is the tag.
  private func fixture(_ answer: TestResponse, _ configure: (inout TestRegistry.Behaviour) -> Void = { _ in }) throws
    -> Fixture
  {
    let fixture = try Fixture(configure)
    fixture.registry.inject(TestFault("GET", "/referrers/", times: 99, .respond(answer)))
    return fixture
  }

  private func referrers(_ fixture: Fixture, of digest: Digest) async throws -> [Digest] {
    try await fixture.client().referrers(of: digest, in: fixture.repository).map(\.digest)
  }

  @Test(
    arguments: [
      // ghcr.io; whatever is there need not be asked.
      TestResponse(303, [("Location", "http://127.0.0.1:1/nowhere")]), TestResponse(303),
      TestResponse(400), TestResponse(401), TestResponse(404), TestResponse(405), TestResponse(406), TestResponse(501),
      page,
      // A login page behind an ordinary redirect.
      TestResponse(302, [("Location", "/v2/login")]),
    ])
  func `are asked for the tag`(answer: TestResponse) async throws {
    let fixture = try fixture(answer)
    fixture.registry.inject(TestFault("GET", "/v2/login", times: 9, .respond(Self.page)))
    let subject = SHA256.digest(of: [9])
    #expect(try await referrers(fixture, of: subject) == [])
    let index = CanonicalJSON.encode(ImageIndex(manifests: [Self.referrer]))
    _ = fixture.registry.put(manifest: index, type: MediaType.index, in: "team/app", tag: "sha256-\(subject.hex)")
    #expect(try await referrers(fixture, of: subject) == [Self.referrer.digest])
  }

  @Test func `are asked for it only once the credential does not help`() async throws {
    let fixture = try Fixture { $0.authentication = .basic }
    let image = try fixture.image(layers: [bytes(10)])
    _ = try await fixture.client().push(image, to: fixture.repository, tags: ["1"])
    #expect(try await referrers(fixture, of: image.digest) == [])
    let missing = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await fixture.client([:]).referrers(of: image.digest, in: fixture.repository)
    }
    // The tag cannot be read either: nothing is known, and an empty list would be a lie.
    #expect(missing?.failureClass == .auth)
  }

  @Test(arguments: [(403, "DENIED"), (500, "UNKNOWN")])
  func `are not those that fail`(status: Int, code: String) async throws {
    let fixture = try Fixture()
    fixture.registry.inject(TestFault("GET", "/referrers/", times: 99, TestFault.error(status, code)))
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await fixture.client().referrers(of: Self.referrer.digest, in: fixture.repository)
    }
    #expect(failure?.status == status)
  }

  @Test func `list nothing under a tag that is no index`() async throws {
    let fixture = try fixture(TestResponse(404))
    let image = try fixture.image(layers: [bytes(10)])
    _ = try await fixture.client().push(image, to: fixture.repository, tags: ["sha256-\(Self.referrer.digest.hex)"])
    #expect(try await referrers(fixture, of: Self.referrer.digest) == [])
  }

  /// registry.gitlab.com answers `sha256-HEX` with the manifest of that digest, until there is such a tag.
  @Test func `that answer the tag with the image itself list none of its platforms`() async throws {
    let fixture = try Fixture { $0.hasReferrers = false }
    let image = try fixture.image(layers: [bytes(10)])
    _ = try await fixture.client().push(image, to: fixture.repository, tags: ["amd64"])
    var platform = image.descriptor
    platform.platform = .host
    let index = CanonicalJSON.encode(ImageIndex(manifests: [platform]))
    let subject = Descriptor(of: index, mediaType: MediaType.index)
    let tag = "sha256-\(subject.digest.hex)"
    _ = fixture.registry.put(manifest: index, type: MediaType.index, in: "team/app", tag: "1")
    let itself = TestResponse(200, [("Content-Type", MediaType.index)], body: index)
    fixture.registry.inject(TestFault("GET", "/manifests/\(tag)", times: 2, .respond(itself)))
    #expect(try await referrers(fixture, of: subject.digest) == [])

    let file = try fixture.blob(Array("report".utf8)).path
    let attached = try await fixture.client().attach(
      file, mediaType: "text/plain", to: subject, in: fixture.repository, scratch: fixture.directory)
    #expect(try await referrers(fixture, of: subject.digest) == [attached.digest])
  }

  @Test func `that never take the tag for one say so, and where the file is`() async throws {
    let fixture = try Fixture { $0.hasReferrers = false }
    let image = try fixture.image(layers: [bytes(10)])
    _ = try await fixture.client().push(image, to: fixture.repository, tags: ["1"])
    let itself = TestResponse(200, [("Content-Type", image.mediaType)], body: image.manifest)
    fixture.registry.inject(TestFault("GET", "/manifests/sha256-", times: 99, .respond(itself)))
    let file = try fixture.blob(Array("report".utf8)).path
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await fixture.client().attach(
        file, mediaType: "text/plain", to: image.descriptor, in: fixture.repository, scratch: fixture.directory)
    }
    #expect(failure?.summary.contains("cannot list attachments") == true)
    #expect(failure?.hints.first?.contains("team/app@sha256:") == true)
    #expect(fixture.waits.withLock { $0.count } == 1)
  }

  @Test func `name the subject of a SHA-512 digest by its first half`() async throws {
    let fixture = try fixture(TestResponse(404))
    let subject = Digest.Algorithm.sha512.digest(of: [9])
    let index = CanonicalJSON.encode(ImageIndex(manifests: [Self.referrer]))
    _ = fixture.registry.put(
      manifest: index, type: MediaType.index, in: "team/app", tag: "sha512-\(subject.hex.prefix(64))")
    #expect(try await referrers(fixture, of: subject) == [Self.referrer.digest])
  }
}
