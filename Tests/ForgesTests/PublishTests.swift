import Diagnostics
import Forges
import HTTPTransport
import Synchronization
import TestSupport
import Testing
import TextFormats

let exampleRelease = ForgeRelease(
  tag: "chat/v1.2.0", name: "chat 1.2.0", notes: "## Features\n\n- answers *faster*, “twice” \\o/\n",
  isPrerelease: false,
  isLatest: true, commit: String(repeating: "a", count: 40))

let exampleToken = "glpat-secret-token"

/// Waits for nothing.
let patient = RetryPolicy(
  attempts: 4, clock: RetryClock(now: { .zero }, random: { 0 }, sleep: { _ in try Task.checkCancellation() }))

let client = CurlTransport(CurlTransport.Configuration(version: "1")).client

func publish(
  _ kind: TestForge.Kind, _ release: ForgeRelease = exampleRelease, at origin: String,
  repository: String = "team/agents",
  isJobToken: Bool = false, retries: RetryPolicy = patient, http: HTTPClient = client,
  onWait: @Sendable (ForgeFailure, Duration) -> Void = { _, _ in }
) async throws -> ForgeOutcome {
  let forge = try #require(AllForges.named(kind.forge))
  let access = ForgeAccess(
    repository: repository, baseURL: origin + kind.basePath, token: exampleToken, isJobToken: isJobToken)
  return try await forge.publish(release, to: access, http: http, retries: retries, onWait: onWait)
}

func forgeFailure(_ body: () async throws -> ForgeOutcome) async -> ForgeFailure? {
  do {
    let outcome = try await body()
    Issue.record("\(outcome)")
    return nil
  } catch {
    #expect(error is ForgeFailure)
    return error as? ForgeFailure
  }
}

@Suite("Publishing a release") struct PublishTests {
  private let page = "https://forge.example.com/releases/chat/v1.2.0"

  @Test func `the forges have names of their own`() {
    #expect(AllForges.all.map(\.name) == ["github", "gitlab"])
    #expect(AllForges.named("gitea") == nil)
  }

  @Test(arguments: TestForge.Kind.allCases) func `creates the page of a release once`(kind: TestForge.Kind) async throws
  {
    let forge = TestForge(kind)
    let server = try forge.server()
    defer { server.stop() }
    #expect(try await publish(kind, at: server.origin) == .created(url: page))
    #expect(try await publish(kind, at: server.origin) == .unchanged(url: page))
    let release = try #require(forge.release("chat/v1.2.0"))
    #expect(release.value(at: "/name") == .string("chat 1.2.0"))
    #expect(release.value(at: "/\(kind.notes)") == .string(exampleRelease.notes))
    #expect(server.requests.map(\.method) == ["GET", "POST", "GET"])
    #expect(server.requests.allSatisfy { !$0.path.contains("%") })
  }

  @Test(arguments: TestForge.Kind.allCases) func `brings other notes and another name up to date, and nothing else`(
    kind: TestForge.Kind
  ) async throws {
    let forge = TestForge(kind)
    let server = try forge.server()
    defer { server.stop() }
    _ = try await publish(kind, at: server.origin)
    var release = exampleRelease
    release.notes += "\n- more\n"
    #expect(try await publish(kind, release, at: server.origin) == .updated(url: page))
    release.name = "Chat"
    #expect(try await publish(kind, release, at: server.origin) == .updated(url: page))
    #expect(try await publish(kind, release, at: server.origin) == .unchanged(url: page))
    #expect(forge.release("chat/v1.2.0")?.value(at: "/\(kind.notes)") == .string(release.notes))
    let update = try #require(server.requests.first { ["PATCH", "PUT"].contains($0.method) })
    guard case .object(let members)? = JSONValue(parsing: update.body) else { return #expect(Bool(false)) }
    #expect(Set(members.keys) == ["name", kind.notes])
  }

  @Test(arguments: TestForge.Kind.allCases) func `line ends as a forge writes them are no difference`(
    kind: TestForge.Kind
  ) async throws {
    let forge = TestForge(kind)
    let server = try forge.server()
    defer { server.stop() }
    let notes = exampleRelease.notes.replacing("\n", with: "\r\n") + "\r\n  \r\n"
    forge.set("chat/v1.2.0", ["name": .string("chat 1.2.0"), kind.notes: .string(notes)])
    #expect(try await publish(kind, at: server.origin).isUnchanged)
    forge.set("chat/v1.2.0", ["name": .string("chat 1.2.0"), kind.notes: .string("\n" + notes)])
    #expect(try await publish(kind, at: server.origin).isUnchanged == false)
  }

  @Test func `GitHub gets the commit, whether it is a prerelease, and whether it is the latest`() async throws {
    for (isPrerelease, isLatest, latest) in [(false, true, "true"), (false, false, "false"), (true, true, "false")] {
      let forge = TestForge(.gitHub)
      let server = try forge.server()
      defer { server.stop() }
      var release = exampleRelease
      (release.isPrerelease, release.isLatest) = (isPrerelease, isLatest)
      _ = try await publish(.gitHub, release, at: server.origin)
      let created = try #require(forge.release("chat/v1.2.0"))
      #expect(created.value(at: "/target_commitish") == .string(release.commit))
      #expect(created.value(at: "/prerelease") == .boolean(isPrerelease))
      #expect(created.value(at: "/draft") == .boolean(false))
      #expect(created.value(at: "/make_latest") == .string(latest))
      let request = try #require(server.requests.last)
      #expect(request.header("Authorization") == "Bearer \(exampleToken)")
      #expect(request.header("Accept") == "application/vnd.github+json")
      #expect(request.header("X-GitHub-Api-Version") == "2022-11-28")
      #expect(request.header("Content-Type") == "application/json")
    }
  }

  @Test(arguments: [(false, "PRIVATE-TOKEN"), (true, "JOB-TOKEN")])
  func `GitLab gets the commit, and the token by its kind`(isJobToken: Bool, header: String) async throws {
    let forge = TestForge(.gitLab)
    let server = try forge.server()
    defer { server.stop() }
    _ = try await publish(.gitLab, at: server.origin, isJobToken: isJobToken)
    #expect(forge.release("chat/v1.2.0")?.value(at: "/ref") == .string(exampleRelease.commit))
    for request in server.requests {
      #expect(request.header(header) == exampleToken)
      #expect(request.headers.filter { $0.value.contains(exampleToken) }.count == 1)
    }
  }

  @Test func `Gitea's draft of the tag is published`() async throws {
    let forge = TestForge(.gitea)
    let server = try forge.server()
    defer { server.stop() }
    forge.set(
      "chat/v1.2.0",
      ["name": .string("chat 1.2.0"), "body": .string(exampleRelease.notes), "draft": .boolean(true)])
    #expect(try await publish(.gitea, at: server.origin).isUnchanged == false)
    #expect(forge.release("chat/v1.2.0")?.value(at: "/draft") == .boolean(false))
    #expect(try await publish(.gitea, at: server.origin).isUnchanged)
  }

  @Test(arguments: ["v1.0.0", "a b", "ü/v1.0.0", "v1.0.0+build#1", "100%", "a&b=c;d"], TestForge.Kind.allCases)
  func `a tag of any letters is found again`(tag: String, kind: TestForge.Kind) async throws {
    let server = try TestForge(kind).server()
    defer { server.stop() }
    var release = exampleRelease
    release.tag = tag
    #expect(try await publish(kind, release, at: server.origin).isUnchanged == false)
    #expect(try await publish(kind, release, at: server.origin).isUnchanged)
  }

  @Test func `GitLab 13 forbids to read what does not exist`() async throws {
    let forge = TestForge(.gitLab)
    forge.add { $0.method == "GET" ? TestForge.answer(403, .object(["message": .string("403 Forbidden")])) : nil }
    let server = try forge.server()
    defer { server.stop() }
    #expect(try await publish(.gitLab, at: server.origin) == .created(url: page))
  }

  @Test(arguments: TestForge.Kind.allCases) func `what another run creates in between is found`(
    kind: TestForge.Kind
  ) async throws {
    let forge = TestForge(kind)
    let server = try forge.server()
    defer { server.stop() }
    forge.add { request in
      guard request.method == "POST" else { return nil }
      _ = forge.route(request)
      return forge.taken
    }
    #expect(try await publish(kind, at: server.origin) == .unchanged(url: page))
    #expect(server.requests.map(\.method) == ["GET", "POST", "GET"])
  }

  @Test(arguments: TestForge.Kind.allCases) func `of many runs at once one creates the page`(kind: TestForge.Kind)
    async throws
  {
    let server = try TestForge(kind).server()
    defer { server.stop() }
    let origin = server.origin
    let outcomes = try await withThrowingTaskGroup(of: ForgeOutcome.self) { group in
      for _ in 0..<8 { group.addTask { try await publish(kind, at: origin) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes.filter { !$0.isUnchanged }.count == 1)
    #expect(outcomes.count == 8)
  }
}

extension ForgeOutcome {
  var isUnchanged: Bool { if case .unchanged = self { true } else { false } }
}
