import FileIO
import FoundationEssentials
import PipelineCore
import SystemPackage
import TestSupport
import Testing

/// `tag.release` against a server that answers as a forge's API does.
@Suite("The executable and the page of a release") struct ReleasePageTests {
  private static let job = [
    "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "push", "GITHUB_REF": "refs/heads/main",
    "GITHUB_REPOSITORY": "team/app", "GITHUB_TOKEN": "ghs_correct-horse",
  ]

  private func server() throws -> TestHTTPServer {
    try TestHTTPServer { request in
      if request.method == "GET" { return TestResponse(404, body: Array(#"{"message": "Not Found"}"#.utf8)) }
      return TestResponse(
        201,
        body: Array(
          #"{"id": 7, "tag_name": "v0.1.0", "name": "tiny 0.1.0", "body": "", "draft": false, "html_url": "https://forge.example/team/app/releases/v0.1.0"}"#
            .utf8))
    }
  }

  private func job(_ workshop: Workshop, _ server: TestHTTPServer) async throws -> [String: String] {
    Self.job.merging(["GITHUB_API_URL": "http://127.0.0.1:\(server.port)"]) { $1 }
  }

  @Test func `is created with the job's token, the notes and the tag, after the version is decided`() async throws {
    let server = try server()
    defer { server.stop() }
    let workshop = try await Workshop(.unbased)
    let call = try await workshop.run(
      "tag", "--tag-release", "github", environment: job(workshop, server), exitCode: 0)
    #expect(call.checks["release page"]?.message == "created https://forge.example/team/app/releases/v0.1.0")
    let asked = server.requests
    #expect(
      asked.map { "\($0.method) \($0.path)" } == [
        "GET /repos/team/app/releases/tags/v0.1.0", "POST /repos/team/app/releases",
      ])
    #expect(asked.allSatisfy { $0.headers.contains { $0.value == "Bearer ghs_correct-horse" } })
    let body = String(decoding: asked.last?.body ?? [], as: UTF8.self)
    for part in [#""tag_name":"v0.1.0""#, #""name":"tiny 0.1.0""#, "begin", #""prerelease":false"#] {
      #expect(body.contains(part), "\(part) in \(body)")
    }
    // GitHub hides what this line names.
    let shown = call.everything.split(separator: "\n").filter { !$0.hasPrefix("::add-mask::") }
    #expect(!shown.contains { $0.contains("ghs_correct-horse") })
  }

  @Test func `is for releases only, and not for a dry run`() async throws {
    let server = try server()
    defer { server.stop() }
    let workshop = try await Workshop(.unbased)
    let dry = try await workshop.run(
      "tag", "--dry-run", "--tag-release", "github", environment: job(workshop, server), exitCode: 0)
    #expect(dry.checks["release page"]?.message == "dry run, would create the page of `v0.1.0`")
    let branch = try await workshop.run(
      "tag", "--tag-release", "github", "--branch", "feature", environment: job(workshop, server), exitCode: 0)
    #expect(branch.checks["release page"]?.outcome == .skipped)
    #expect(server.requests.isEmpty)
  }

  @Test func `gets no token in a change request, and the job's token for no other server`() async throws {
    let server = try server()
    defer { server.stop() }
    let workshop = try await Workshop(.unbased)
    let elsewhere = try await workshop.run(
      "tag", "--tag-release", "github", "--tag-release-url", "http://127.0.0.1:\(server.port)/other",
      environment: job(workshop, server), exitCode: 2)
    #expect(elsewhere.codes.contains("forge-url"))
    let laptop = try await workshop.run(
      "tag", "--tag-release", "github", environment: ["GITHUB_TOKEN": "ghs_correct-horse"], exitCode: 3)
    #expect(laptop.codes.contains("forge-auth") && laptop.said.contains("AGENT_FORGE_TOKEN"))
    #expect(server.requests.isEmpty)
  }
}
