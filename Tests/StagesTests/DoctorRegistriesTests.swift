import Diagnostics
import DockerEngine
import FileIO
import HTTPTransport
import OCIRegistry
import PipelineCore
import Sandbox
import Settings
import SystemPackage
import TestSupport
import Testing

@testable import Stages

@Suite("The doctor and the agent's own repositories") struct DoctorRegistriesTests {
  /// What the doctor says of the agent `chat` in the directory `agents/chat` of a repository, and where it opened
  /// uploads.
  private func examined(
    _ pushTo: String?, name: String? = "chat", place: String = "agents/chat", hasRegistry: Bool = false
  ) async throws -> (found: [Examination], asked: Set<String>, host: String) {
    let registry = try TestRegistry()
    defer { registry.stop() }
    let project = try Directory.temporary(prefix: "doctor-test", in: "/tmp")
    defer { try? Directory.remove(project) }
    try Directory.create(project.appending(".git"))
    let directory = project.pushing(FilePath(place))
    try Directory.create(directory)
    let environment = hasRegistry ? ["AGENT_REGISTRY_URL": registry.host] : [:]
    let services = StageServices(
      environment: environment, redactor: Redactor(secrets: []),
      http: CurlTransport(CurlTransport.Configuration(version: "test")).client, credentialHelper: nil,
      sandboxHost: SandboxHost(searchPath: "", helper: []),
      engines: EngineConnector(environment: environment, version: "test"), ci: CIFacts(), clock: .epoch,
      secrets: Secrets())
    let flags = pushTo.map { ["push.to": [$0.replacing("HOST", with: registry.host)]] } ?? [:]
    let (settings, diagnostics) = Settings.resolve(flags: flags, environment: environment)
    #expect(diagnostics.isEmpty)
    let found = await Doctor(services, settings).registries(of: name, in: directory)
    let asked = registry.requests.compactMap { request in
      request.path.firstRange(of: "/blobs/uploads").map {
        String(request.path[..<$0.lowerBound].dropFirst("/v2/".count))
      }
    }
    return (found, Set(asked), registry.host)
  }

  @Test(arguments: [
    ("HOST/team/{name}", ["team/chat"]), ("HOST/{path}", ["agents/chat"]), ("HOST/team/bot", ["team/bot"]),
    ("HOST/a/{name},HOST/b/{path}", ["a/chat", "b/agents/chat"]),
  ])
  func `where it would be pushed to, an upload is opened`(pushTo: String, repositories: [String]) async throws {
    let (found, asked, host) = try await examined(pushTo)
    #expect(found.map(\.name) == repositories.map { "\(host)/\($0)" })
    #expect(found.allSatisfy { $0.verdict == .usable }, "\(found)")
    #expect(asked == Set(repositories))
  }

  @Test func `the registry of AGENT_REGISTRY_URL is one`() async throws {
    let (found, asked, host) = try await examined(nil, hasRegistry: true)
    #expect(found.map(\.name) == ["\(host)/chat"])
    #expect(asked == ["chat"])
  }

  @Test func `without a manifest only those are known that all agents share`() async throws {
    let (found, asked, host) = try await examined("HOST/team/{name},HOST/{path},HOST/team/bot", name: nil)
    #expect(found.map(\.name) == ["\(host)/team/{name}", "\(host)/{path}", "\(host)/team/bot"])
    #expect(found.map(\.verdict) == [.unneeded, .unneeded, .usable])
    #expect(asked == ["team/bot"])
  }

  @Test func `an agent without a path of its own has no such repository`() async throws {
    let (found, asked, host) = try await examined("HOST/{path}", place: "")
    #expect(found.map(\.name) == ["\(host)/{path}"])
    #expect(found.map(\.verdict) == [.unusable])
    #expect(asked == [])
  }
}
