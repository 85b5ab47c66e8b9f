import TestSupport
import Testing

/// A git server, or a remote of two addresses, leads the tool to a host that is not the login's.
@Suite("Attacks on the login for git") struct GitLoginTests {
  /// Asks everyone for a login.
  private static func stranger() throws -> TestHTTPServer {
    try TestHTTPServer { _ in TestResponse(401, [("WWW-Authenticate", "Basic realm=\"stranger\"")]) }
  }

  /// Pushes a git tag in a build of the repository itself.
  /// - Parameter own: the CI system's server.
  private func push(_ attacked: AttackedAgent, _ own: TestHTTPServer) async throws -> AttackedAgent.End {
    try await attacked.run(
      ["tag", "--tag-git-push"],
      environment: [
        "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "push", "GITHUB_REF": "refs/heads/main",
        "GITHUB_REPOSITORY": "own/repo", "GITHUB_SERVER_URL": "http://localhost:\(own.port)",
        "GITHUB_TOKEN": AttackedAgent.canary,
      ])
  }

  @Test func `a redirect takes no login to another host`() async throws {
    let stranger = try Self.stranger()
    let own = try TestHTTPServer {
      TestResponse(302, [("Location", "\(stranger.origin)\($0.path)?service=git-upload-pack")])
    }
    defer { [stranger, own].forEach { $0.stop() } }
    let attacked = try AttackedAgent()
    try await attacked.commit()
    try await attacked.git(["remote", "add", "origin", "http://localhost:\(own.port)/own/repo"])
    let end = try await push(attacked, own)
    #expect(end.exitCode == 3 && end.codes.contains("git-push"), "\(end.output)")
    #expect(own.requests.count == 1 && stranger.requests.isEmpty)
  }

  @Test func `a redirect on the same host keeps the login`() async throws {
    let own = try TestHTTPServer { request in
      request.path.contains("repo.git")
        ? TestResponse(401, [("WWW-Authenticate", "Basic realm=\"own\"")])
        : TestResponse(302, [("Location", "/own/repo.git/info/refs?service=git-upload-pack")])
    }
    defer { own.stop() }
    let attacked = try AttackedAgent()
    try await attacked.commit()
    try await attacked.git(["remote", "add", "origin", "http://localhost:\(own.port)/own/repo"])
    _ = try await push(attacked, own)
    #expect(own.requests.contains { $0.path.contains("repo.git") && $0.header("Authorization") != nil })
  }

  @Test func `the address to read from gets no login for the address to push to`() async throws {
    let (stranger, own) = (try Self.stranger(), try Self.stranger())
    defer { [stranger, own].forEach { $0.stop() } }
    let attacked = try AttackedAgent()
    try await attacked.commit()
    try await attacked.git(["remote", "add", "origin", "\(stranger.origin)/own/repo"])
    try await attacked.git(["remote", "set-url", "--push", "origin", "http://localhost:\(own.port)/own/repo"])
    let end = try await push(attacked, own)
    #expect(end.exitCode == 3 && end.codes.contains("git-push"), "\(end.output)")
    #expect(!stranger.requests.isEmpty && stranger.requests.allSatisfy { $0.header("Authorization") == nil })
  }
}
