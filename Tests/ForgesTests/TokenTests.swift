import Diagnostics
import Forges
import HTTPTransport
import TestSupport
import Testing
import TextFormats

@Suite("The token of a forge") struct TokenTests {
  /// Fails the test if anything is sent.
  private let silent = HTTPClient { (request) async throws(HTTPFailure) in
    Issue.record("sent to \(request.url)")
    return HTTPResponse(status: 500)
  }

  @Test(arguments: [
    ("http://forge.example.com/api/v1", "has no TLS"), ("http://10.0.0.1", "has no TLS"),
    ("http://localhost.example.com", "has no TLS"), ("https://user:pass@forge.example.com", "cannot be requested"),
    ("ftp://forge.example.com", "cannot be requested"), ("forge", "cannot be requested"), ("", "cannot be requested"),
    ("https://forge.example.com/api?token=x", "is not the address of an API"),
    ("https://forge.example.com/api#x", "is not the address of an API"),
  ])
  func `goes nowhere by an address that is not safe`(baseURL: String, problem: String) async throws {
    for forge in AllForges.all {
      let access = ForgeAccess(repository: "team/agents", baseURL: baseURL, token: exampleToken)
      let failure = await forgeFailure {
        try await forge.publish(exampleRelease, to: access, http: silent, retries: patient) { _, _ in }
      }
      #expect(failure?.code == .unsafeURL && failure?.failureKind == .usage)
      #expect(failure?.message.contains(problem) == true, "\(failure?.message ?? "")")
      #expect(failure?.hints.isEmpty == false)
      #expect(failure?.message.contains("pass") == false && failure?.message.contains("token=") == false)
    }
  }

  @Test(arguments: ["", "agents", "team/", "/agents", "team/..", "../agents", "team/./agents"])
  func `goes nowhere for a name that is no repository`(repository: String) async throws {
    for kind in [TestForge.Kind.gitHub, .gitLab] {
      let failure = await forgeFailure {
        try await publish(kind, at: "https://forge.example.com", repository: repository, http: silent)
      }
      #expect(failure?.code == .unsafeURL && failure?.message.contains("is not the name of a repository") == true)
    }
  }

  @Test func `GitHub has no groups in groups, GitLab has, and numbers`() async throws {
    let deep = await forgeFailure {
      try await publish(.gitHub, at: "https://forge.example.com", repository: "a/b/c", http: silent)
    }
    #expect(deep?.code == .unsafeURL)
    let server = try TestHTTPServer { _ in
      TestForge.answer(200, .object(["tag_name": .string("x")]))
    }
    defer { server.stop() }
    for repository in ["a/b/c", "4711"] {
      _ = try await publish(.gitLab, at: server.origin, repository: repository)
      #expect(server.requests.last?.path.hasPrefix("/api/v4/projects/\(repository)/releases/") == true)
    }
  }

  @Test(arguments: [
    ("", "there is no token for"), (" \n", "there is no token for"), ("a b", "white space is in the token"),
  ])
  func `is not sent if it is none`(token: String, problem: String) async throws {
    for forge in AllForges.all {
      let access = ForgeAccess(repository: "team/agents", baseURL: forge.publicBaseURL, token: token)
      let failure = await forgeFailure {
        try await forge.publish(exampleRelease, to: access, http: silent, retries: patient) { _, _ in }
      }
      #expect(failure?.code == .auth && failure?.hints.isEmpty == false)
      #expect(failure?.message.hasPrefix(problem) == true && failure?.message.contains("a b") == false)
    }
  }

  @Test func `may end with a line break, as files do`() async throws {
    let server = try TestForge(.gitHub).server()
    defer { server.stop() }
    let access = ForgeAccess(repository: "team/agents", baseURL: server.origin, token: "\(exampleToken)\r\n")
    let forge = try #require(AllForges.named("github"))
    _ = try await forge.publish(exampleRelease, to: access, http: client, retries: patient) { _, _ in }
    #expect(server.requests.first?.header("Authorization") == "Bearer \(exampleToken)")
  }

  @Test(arguments: [301, 302, 307, 308]) func `does not follow a redirect to another host`(status: Int) async throws {
    let other = try TestForge(.gitHub).server()
    defer { other.stop() }
    for method in ["GET", "POST"] {
      let forge = TestForge(.gitHub)
      let target = other.origin
      forge.add { request in
        request.method == method ? TestResponse(status, [("Location", target + request.path + "?x=secret")]) : nil
      }
      let server = try forge.server()
      defer { server.stop() }
      let failure = await forgeFailure { try await publish(.gitHub, at: server.origin) }
      #expect(failure?.code == .unsafeURL)
      #expect(failure?.message.contains("the token is not sent to another host") == true)
      #expect(failure?.message.contains("secret") == false)
    }
    #expect(other.requests.isEmpty)
  }

  /// As a repository that was renamed.
  @Test func `follows on its own host, with method and body`() async throws {
    let forge = TestForge(.gitHub)
    let server = try TestHTTPServer { request in
      guard request.path.hasPrefix("/repos/old/name/") else { return forge.route(request) }
      return TestResponse(
        request.method == "GET" ? 301 : 307,
        [("Location", request.path.replacing("/repos/old/name/", with: "/repos/team/agents/"))])
    }
    defer { server.stop() }
    let outcome = try await publish(.gitHub, at: server.origin, repository: "old/name")
    #expect(outcome.isUnchanged == false && forge.release("chat/v1.2.0") != nil)
    #expect(server.requests.map(\.method) == ["GET", "GET", "POST", "POST"])
  }

  @Test func `does not go in circles`() async throws {
    let server = try TestHTTPServer { TestResponse(302, [("Location", $0.path)]) }
    defer { server.stop() }
    let failure = await forgeFailure { try await publish(.gitHub, at: server.origin) }
    #expect(failure?.code == .unexpectedAnswer)
    #expect(server.requests.count == 6)
  }
}
