import Diagnostics
import FileIO
import HTTPTransport
import OCIImage
import SystemPackage
import TestSupport
import Testing

@testable import OCIRegistry

@Suite("Lists and referrers") struct ListTests {
  @Test(arguments: [1000, 2, 1])
  func `tags come from all pages`(pageSize: Int) async throws {
    let fixture = try Fixture {
      $0.pageSize = pageSize
      $0.authentication = .bearer
    }
    for tag in ["1.0.0", "1.1.0", "latest"] {
      _ = fixture.registry.put(manifest: [1], type: MediaType.manifest, in: "team/app", tag: tag)
    }
    #expect(try await fixture.client().tags(of: fixture.repository) == ["1.0.0", "1.1.0", "latest"])
  }

  @Test func `a repository that is not there says so`() async throws {
    let fixture = try Fixture()
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await fixture.client().tags(of: fixture.repository)
    }
    #expect(failure?.failureClass == .notFound)
  }

  @Test func `a list that links to itself ends`() async throws {
    let fixture = try Fixture()
    _ = fixture.registry.put(manifest: [1], type: MediaType.manifest, in: "team/app", tag: "1")
    fixture.registry.inject(
      TestFault("GET", "/tags/list", times: 1, .header("Link", "<http://169.254.169.254/v2/x>; rel=\"next\"")))
    // Loopback may send to private neighbours; without TLS nobody is followed, though.
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await fixture.client().tags(of: fixture.repository)
    }
    #expect(failure?.failureClass == .tls)
  }

  // MARK: Referrers

  private func attach(_ fixture: Fixture, _ text: String, to image: Descriptor) async throws -> Descriptor {
    let file = fixture.folder.appending("report.json")
    try FileContents.write(Array(text.utf8), to: file)
    return try await fixture.client().attach(
      file, mediaType: "application/vnd.test.report+json", to: image, in: fixture.repository, scratch: fixture.folder)
  }

  @Test(arguments: [true, false])
  func `a file can be attached to an image, with or without the referrers API`(hasAPI: Bool) async throws {
    let fixture = try Fixture { $0.hasReferrers = hasAPI }
    let image = try fixture.image(layers: [bytes(10)])
    _ = try await fixture.client().push(image, to: fixture.repository, tags: ["1"])
    let subject = try await fixture.client().resolve(fixture.repository.with(tag: "1"))
    #expect(subject == image.descriptor)
    let first = try await attach(fixture, "one", to: subject)
    let second = try await attach(fixture, "two", to: subject)
    // The same again is the same artifact, listed once.
    #expect(try await attach(fixture, "one", to: subject) == first)
    let found = try await fixture.client().referrers(of: image.digest, in: fixture.repository)
    #expect(Set(found.map(\.digest)) == [first.digest, second.digest] && found.count == 2)
    #expect(found.allSatisfy { $0.artifactType == "application/vnd.test.report+json" })
    #expect((fixture.registry.tag("sha256-\(image.digest.hex)", in: "team/app") == nil) == hasAPI)
    // The image itself is untouched.
    #expect(fixture.registry.tag("1", in: "team/app") == image.digest)
  }

  @Test func `nothing attached is an empty list, not an error`() async throws {
    for hasAPI in [true, false] {
      let fixture = try Fixture { $0.hasReferrers = hasAPI }
      #expect(try await fixture.client().referrers(of: SHA256.digest(of: [1]), in: fixture.repository).isEmpty)
    }
  }

  @Test func `an artifact names its subject, its file and no configuration`() async throws {
    let fixture = try Fixture()
    let image = try fixture.image(layers: [bytes(10)])
    _ = try await fixture.client().push(image, to: fixture.repository, tags: ["1"])
    let artifact = try await attach(fixture, "one", to: image.descriptor)
    var reference = fixture.repository
    reference.digest = artifact.digest
    let text = String(decoding: try await fixture.client().manifest(reference).bytes, as: UTF8.self)
    let layer = SHA256.digest(of: Array("one".utf8))
    #expect(
      text
        == #"{"artifactType":"application/vnd.test.report+json","config":{"digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","mediaType":"application/vnd.oci.empty.v1+json","size":2},"layers":[{"annotations":{"org.opencontainers.image.title":"report.json"},"digest":"\#(layer)","mediaType":"application/vnd.test.report+json","size":3}],"mediaType":"application/vnd.oci.image.manifest.v1+json","schemaVersion":2,"subject":{"digest":"\#(image.digest)","mediaType":"application/vnd.oci.image.manifest.v1+json","size":\#(image.manifest.count)}}"#
    )
  }
}
