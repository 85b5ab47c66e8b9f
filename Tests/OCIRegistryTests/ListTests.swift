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

  @Test(arguments: [
    "</v2/team/app/tags/list?n=1000>; rel=\"next\"",
    "</v2/team/app/tags/list?n=1000>; title=\"a, b\"; REL=\"Next last\"",
    "<>; rel=next",
  ])
  func `a page that names itself ends the list`(link: String) async throws {
    let fixture = try Fixture()
    _ = fixture.registry.put(manifest: [1], type: MediaType.manifest, in: "team/app", tag: "1")
    fixture.registry.inject(TestFault("GET", "/tags/list", times: 99, .header("Link", link)))
    #expect(try await fixture.client().tags(of: fixture.repository) == ["1"])
  }

  @Test func `a link that cannot be read is an error, and not the end of the list`() async throws {
    let fixture = try Fixture()
    _ = fixture.registry.put(manifest: [1], type: MediaType.manifest, in: "team/app", tag: "1")
    fixture.registry.inject(
      TestFault("GET", "/tags/list", times: 99, .header("Link", "/v2/team/app/tags/list?last=1; rel=\"next\"")))
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await fixture.client().tags(of: fixture.repository)
    }
    #expect(failure?.failureClass == .registryError)
  }

  @Test(arguments: ["; rel=next", ""])
  func `the target of a link may contain what separates links`(relation: String) async throws {
    let fixture = try Fixture()
    _ = fixture.registry.put(manifest: [1], type: MediaType.manifest, in: "team/app", tag: "1")
    fixture.registry.inject(
      TestFault(
        "GET", "/tags/list", .header("Link", "<x>; rel=prev, </v2/team/app/tags/list?last=0,9;a>\(relation), <y>")))
    #expect(try await fixture.client().tags(of: fixture.repository) == ["1", "1"])
    #expect(fixture.registry.requests.last?.parameters("last") == ["0,9;a"])
  }

  @Test func `a link that leads to a cloud's own addresses is not followed`() async throws {
    let fixture = try Fixture()
    _ = fixture.registry.put(manifest: [1], type: MediaType.manifest, in: "team/app", tag: "1")
    fixture.registry.inject(
      TestFault("GET", "/tags/list", times: 1, .header("Link", "<http://169.254.169.254/v2/x>; rel=\"next\"")))
    // Loopback may send to private neighbours, but never to a cloud's metadata service.
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await fixture.client().tags(of: fixture.repository)
    }
    #expect(failure?.failureClass == .registryError)
    #expect(failure?.summary.contains("169.254.169.254") == true)
  }

  @Test func `the registry's words do not reach the terminal raw`() async throws {
    let fixture = try Fixture()
    fixture.registry.inject(
      TestFault("GET", "/tags/list", .respond(TestResponse(200, text: #"{"tags":["1\u001b[2J","2\n3","4\u202e5"]}"#))))
    #expect(try await fixture.client().tags(of: fixture.repository) == ["1 [2J", "2 3", "4 5"])
  }

  // MARK: Referrers

  @Test func `eight clients that attach at once lose nothing without the API`() async throws {
    let fixture = try Fixture { $0.hasReferrers = false }
    let image = try fixture.image(layers: [bytes(10)])
    _ = try await fixture.client().push(image, to: fixture.repository, tags: ["1"])
    let files = try (0..<8).map { try fixture.blob(Array("report \($0)".utf8)).path }
    let digests = await withTaskGroup(of: Digest?.self) { group in
      for file in files {
        group.addTask {
          // Each waits for real, as separate processes would.
          try? await fixture.client(configure: { $0.retries = RetryPolicy() }).attach(
            file, mediaType: "text/plain", to: image.descriptor, in: fixture.repository, scratch: fixture.directory
          ).digest
        }
      }
      var digests: Set<Digest> = []
      for await digest in group { if let digest { digests.insert(digest) } }
      return digests
    }
    #expect(digests.count == 8)
    let listed = try await fixture.client().referrers(of: image.digest, in: fixture.repository)
    #expect(Set(listed.map(\.digest)) == digests)
  }

  @Test func `an entry that is lost again and again is a failure`() async throws {
    let fixture = try Fixture { $0.hasReferrers = false }
    let image = try fixture.image(layers: [bytes(10)])
    _ = try await fixture.client().push(image, to: fixture.repository, tags: ["1"])
    let empty = Array(#"{"schemaVersion":2,"manifests":[]}"#.utf8)
    fixture.registry.inject(
      TestFault(
        "GET", "/manifests/sha256-", times: 999,
        .respond(TestResponse(200, [("Content-Type", MediaType.index)], body: empty))
      ))
    await #expect(throws: RegistryFailure.self) { _ = try await attach(fixture, "one", to: image.descriptor) }
  }

  @Test func `what other clients wrote into the index stays, and what is no index is not overwritten`() async throws {
    let fixture = try Fixture { $0.hasReferrers = false }
    let image = try fixture.image(layers: [bytes(10)])
    _ = try await fixture.client().push(image, to: fixture.repository, tags: ["1"])
    let tag = "sha256-\(image.digest.hex)"
    let other = #"{"digest":"\#(image.digest)","mediaType":"\#(MediaType.manifest)","size":2,"x-new":{"a":[1,null]}}"#
    let text = #"{"schemaVersion":2,"mediaType":"\#(MediaType.index)","extra":1.5,"manifests":[\#(other)]}"#
    _ = fixture.registry.put(manifest: Array(text.utf8), type: MediaType.index, in: "team/app", tag: tag)
    _ = try await attach(fixture, "one", to: image.descriptor)
    let reference = fixture.repository.with(tag: tag)
    let now = String(decoding: try await fixture.client().manifest(reference).bytes, as: UTF8.self)
    #expect(now.contains(#""x-new":{"a":[1,null]}"#) && now.contains(#""extra":1.5"#))

    let foreign = Array(#"{"mine":true}"#.utf8)
    let kept = fixture.registry.put(manifest: foreign, type: MediaType.index, in: "team/app", tag: tag)
    await #expect(throws: RegistryFailure.self) { _ = try await attach(fixture, "two", to: image.descriptor) }
    #expect(fixture.registry.tag(tag, in: "team/app") == kept)
  }

  private func attach(_ fixture: Fixture, _ text: String, to image: Descriptor) async throws -> Descriptor {
    let file = fixture.directory.appending("report.json")
    try FileContents.write(Array(text.utf8), to: file)
    return try await fixture.client().attach(
      file, mediaType: "application/vnd.test.report+json", to: image, in: fixture.repository, scratch: fixture.directory
    )
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
