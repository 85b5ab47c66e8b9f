import Diagnostics
import OCIImage
import PipelineCore
import TestSupport
import Testing
import Versioning

@testable import Stages

/// What a registry has already of a version decides what may be pushed.
@Suite("What is published already") struct PublishedVersionTests {
  private static let repository = "team/app"

  /// An image of another commit with a version, under tags.
  @discardableResult
  private func publish(
    _ version: String, _ tags: [String], of agent: String = "app", in registry: TestRegistry
  ) throws -> Digest {
    let labels =
      #"{"org.opencontainers.image.version":"\#(version)","org.opencontainers.image.revision":"feedbeef00","\#(ImageConfig.agentLabel)":"\#(agent)"}"#
    let config = Array(#"{"os":"linux","architecture":"amd64","config":{"Labels":\#(labels)}}"#.utf8)
    let digest = registry.put(blob: config, in: Self.repository)
    let manifest = Array(
      #"{"schemaVersion":2,"mediaType":"\#(MediaType.manifest)","config":{"mediaType":"\#(MediaType.config)","digest":"\#(digest)","size":\#(config.count)},"layers":[]}"#
        .utf8)
    var made = digest
    for tag in tags { made = registry.put(manifest: manifest, type: MediaType.manifest, in: Self.repository, tag: tag) }
    return made
  }

  private func failure(
    _ fixture: PushFixture, _ state: inout RunState, _ flags: [String: [String]] = [:]
  ) async -> (any DiagnosableError)? {
    do {
      try await fixture.stage().run(fixture.context(flags), &state)
      return nil
    } catch {
      return error as? any DiagnosableError
    }
  }

  @Test func `a version that is another image stays it, and no tag moves`() async throws {
    let fixture = try PushFixture()
    let first = try publish("1.0.0", ["1.0.0", "latest"], in: fixture.registry)
    var state = try fixture.state()
    let failure = try #require(await failure(fixture, &state))
    #expect(failure.failureKind == .agent && failure.diagnostic.code == "version-taken")
    #expect(failure.diagnostic.message.contains("feedbee"))
    for tag in ["1.0.0", "latest"] { #expect(fixture.registry.tag(tag, in: Self.repository) == first) }
    #expect(state[PushedImage.self]?.references.map(\.class) == ["version-taken", "version-taken"])
    #expect(!fixture.registry.requests.contains { $0.method == "POST" }, "nothing was uploaded")
  }

  @Test func `push overwrite replaces it`() async throws {
    let fixture = try PushFixture()
    let first = try publish("1.0.0", ["1.0.0"], in: fixture.registry)
    var state = try fixture.state()
    #expect(await failure(fixture, &state, ["push.overwrite": ["true"]]) == nil)
    #expect(fixture.registry.tag("1.0.0", in: Self.repository) != first)
  }

  @Test func `of several destinations, none gets a version that one of them has`() async throws {
    let (fixture, other) = (try PushFixture(), try PushFixture())
    try publish("1.0.0", ["1.0.0"], in: fixture.registry)
    var state = try fixture.state()
    let failure = await failure(fixture, &state, ["push.to": [other.repository, fixture.repository]])
    #expect(failure?.diagnostic.code == "version-taken")
    #expect(other.registry.tag("1.0.0", in: Self.repository) == nil)
  }

  /// The registry's list of tags, and where there is none, what the image under the tag says of itself.
  @Test(arguments: [true, false])
  func `a line that belongs to a higher version stays there`(showsTags: Bool) async throws {
    let fixture = try PushFixture()
    let higher = try publish("1.2.0", ["1.2.0", "1", "latest"], in: fixture.registry)
    if !showsTags {
      fixture.registry.inject(
        TestFault("GET", "/tags/list", times: 100, TestFault.error(405, "UNSUPPORTED", "no list here")))
    }
    var state = try fixture.state()
    state[TaggedRelease.self] = .made(["1.0.0", "1.0", "1", "latest"])
    #expect(await failure(fixture, &state) == nil)
    #expect(state.journal.diagnostics.filter { $0.code == "tag-kept" }.count == 2)
    for tag in ["1", "latest"] { #expect(fixture.registry.tag(tag, in: Self.repository) == higher) }
    let own = state[PushedImage.self]?.references.first?.digest
    #expect(fixture.registry.tag("1.0", in: Self.repository).map { "\($0)" } == own)
    #expect(state[PushedImage.self]?.references.count == 2, "what stays was not pushed")
  }

  @Test func `a list that cannot be read because the registry is broken is an error`() async throws {
    let fixture = try PushFixture()
    fixture.registry.inject(TestFault("GET", "/tags/list", times: 100, TestFault.error(500, "UNKNOWN", "broken")))
    var state = try fixture.state()
    #expect(await failure(fixture, &state)?.failureKind == .infrastructure)
    #expect(fixture.registry.tag("latest", in: Self.repository) == nil)
  }

  @Test func `another agent's image stays, whatever its version is`() async throws {
    let fixture = try PushFixture()
    let other = try publish("0.1.0", ["0.1.0", "latest"], of: "other", in: fixture.registry)
    var state = try fixture.state()
    let failure = try #require(await failure(fixture, &state))
    #expect(failure.diagnostic.code == "shared-destination" && failure.diagnostic.message.contains("`other`"))
    #expect(fixture.registry.tag("latest", in: Self.repository) == other)
    #expect(fixture.registry.tag("1.0.0", in: Self.repository) == nil)
  }

  /// An upload takes minutes, and another run publishes the version in this time.
  @Test func `a version that appears during the upload is not replaced`() async throws {
    let fixture = try PushFixture()
    fixture.registry.inject(TestFault("POST", "/blobs/uploads/", TestFault.error(503, "UNAVAILABLE", "busy")))
    var state = try fixture.state()
    async let other = Task {
      while !fixture.registry.requests.contains(where: { $0.method == "POST" }) {
        try await Task.sleep(for: .milliseconds(2))
      }
      return try publish("1.0.0", ["1.0.0"], in: fixture.registry)
    }.value
    let failure = await failure(fixture, &state)
    let digest = try await other
    #expect(failure?.diagnostic.code == "version-taken")
    #expect(failure?.diagnostic.message.contains("at the same time") == true)
    #expect(fixture.registry.tag("1.0.0", in: Self.repository) == digest)
    #expect(state[PushedImage.self]?.references.allSatisfy { $0.status == .failed } == true)
  }

  @Test func `a registry that accepts a version and does not serve it has not published it`() async throws {
    let fixture = try PushFixture()
    fixture.registry.inject(TestFault("PUT", "/manifests/1.0.0", .respond(TestResponse(201))))
    var state = try fixture.state()
    let failure = await failure(fixture, &state)
    #expect(failure?.diagnostic.code == "registry-not-found" && failure?.failureKind == .infrastructure)
    #expect(state[PushedImage.self]?.references.allSatisfy { $0.status == .failed } == true)
  }

  @Test func `builds of branches replace their tags`() async throws {
    let fixture = try PushFixture()
    let old = try publish("1.0.1-dev.1+feedbee", ["main"], in: fixture.registry)
    var state = try fixture.state()
    state[TaggedRelease.self] = TaggedRelease(
      commit: "abc", label: "1.0.1-dev.2+abc", isRelease: false, tags: [ImageTag("main", .build)])
    #expect(await failure(fixture, &state) == nil)
    #expect(fixture.registry.tag("main", in: Self.repository) != old)
  }
}
