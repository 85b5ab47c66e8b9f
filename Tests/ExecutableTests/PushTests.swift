import PipelineCore
import TestSupport
import Testing

@Suite("The executable and the registry") struct PushTests {
  static let failed = ["validate passed", "build passed", "test skipped", "tag passed", "push failed"]
  /// Leaves the check before the build out, so that it is the push itself that fails.
  static let unchecked = ["AGENT_PIPELINE_PUSH_PREFLIGHT": "false"]

  @Test func `a push that cannot succeed fails before anything is built`() async throws {
    let registry = try TestRegistry { $0.authentication = .basic }
    defer { registry.stop() }
    let call = try await Workshop(.unbased).run(
      "run", "--push-to", "\(registry.host)/team/tiny",
      environment: ["DOCKER_USERNAME": "ci", "DOCKER_PASSWORD": "wr0ng-passw0rd"], exitCode: 3,
      stages: [
        "validate passed", "build notRun: blocked by push", "test notRun: blocked by push",
        "tag notRun: blocked by push", "push failed",
      ])
    #expect(call.codes == ["registry-auth"])
    #expect(call.said.contains("DOCKER_USERNAME"))
    #expect(!call.everything.contains("wr0ng-passw0rd"))
  }

  @Test func `a registry that is down is infrastructure, and every reference is reported`() async throws {
    let host = "127.0.0.1:\(try TestProcess.freePort())"
    let call = try await Workshop(.unbased).run(
      "run", "--skip", "test", "--push-to", "\(host)/team/tiny", environment: Self.unchecked, exitCode: 3,
      stages: Self.failed)
    #expect(call.said.contains("nothing is listening at `\(host)`"))
    let pushed = call.report.agents[0].pushed
    #expect(Set(pushed.compactMap(\.class)) == ["network"] && pushed.allSatisfy { $0.status == .failed })
    #expect(pushed.map(\.reference) == call.report.agents[0].image?.tags.map { "\(host)/team/tiny:\($0)" })
    #expect(call.junit.contains("<error message="))
  }

  @Test func `a wrong password is told without showing it`() async throws {
    let registry = try TestRegistry { $0.authentication = .basic }
    defer { registry.stop() }
    let call = try await Workshop(.unbased).run(
      "run", "--skip", "test", "--push-to", "\(registry.host)/team/tiny",
      environment: Self.unchecked.merging(["DOCKER_USERNAME": "ci", "DOCKER_PASSWORD": "wr0ng-passw0rd"]) { $1 },
      exitCode: 3, stages: Self.failed)
    #expect(call.said.contains("DOCKER_USERNAME") || call.said.contains("DOCKER_PASSWORD"), "which credential it was")
    #expect(Set(call.report.agents[0].pushed.compactMap(\.class)) == ["auth"])
    #expect(!call.everything.contains("wr0ng-passw0rd"))
    #expect(!call.everything.contains("Y2k6d3Iwbmct"), "nor as basic authentication writes it")
  }

  @Test func `a registry that asks for a password where there is none says how to give one`() async throws {
    let registry = try TestRegistry { $0.authentication = .basic }
    defer { registry.stop() }
    let call = try await Workshop(.unbased).run(
      "run", "--skip", "test", "--push-to", "\(registry.host)/team/tiny", environment: Self.unchecked, exitCode: 3,
      stages: Self.failed)
    #expect(call.said.contains("no credential for `\(registry.host)` was found"))
    #expect(call.said.contains("DOCKER_USERNAME"))
  }

  @Test func `what is pushed is what the registry has`() async throws {
    let registry = try TestRegistry { $0.authentication = .basic }
    defer { registry.stop() }
    let call = try await Workshop(.unbased).run(
      "run", "--skip", "test", "--push-to", "\(registry.host)/team/tiny",
      environment: ["DOCKER_USERNAME": "ci", "DOCKER_PASSWORD": "secret"], exitCode: 0,
      stages: ["validate passed", "build passed", "test skipped", "tag passed", "push passed"])
    let agent = call.report.agents[0]
    #expect(agent.pushed.map(\.status) == agent.image?.tags.map { _ in .pushed })
    for tag in agent.image?.tags ?? [] {
      #expect(registry.tag(tag, in: "team/tiny").map { "\($0)" } == agent.image?.digest, "\(tag)")
    }
  }

  @Test func `without a destination the push is skipped, and it is said how to set one`() async throws {
    let call = try await Workshop(.unbased).run(
      "run", "--skip", "test", exitCode: 0,
      stages: ["validate passed", "build passed", "test skipped", "tag passed", "push skipped"])
    let reason = try #require(call.report.agents[0].stages.last?.reason)
    for way in ["`push.to`", "--push-to", "AGENT_PIPELINE_PUSH_TO", "agent.yaml"] { #expect(reason.contains(way)) }
    #expect(call.said.contains(reason))
  }

  @Test func `a dry run writes nothing to the registry and needs no credentials`() async throws {
    let registry = try TestRegistry { $0.authentication = .basic }
    defer { registry.stop() }
    let call = try await Workshop(.unbased).run(
      "run", "--skip", "test", "--dry-run", "--push-to", "\(registry.host)/team/tiny", exitCode: 0,
      stages: ["validate passed", "build passed", "test skipped", "tag passed", "push passed"])
    #expect(call.report.dryRun)
    #expect(call.said.contains("would push \(registry.host)/team/tiny:0.1.0"))
    #expect(!registry.requests.contains { $0.method != "GET" && $0.method != "HEAD" })
  }

  @Test func `several destinations are all tried, and one that fails fails the stage`() async throws {
    let registry = try TestRegistry()
    defer { registry.stop() }
    let down = "127.0.0.1:\(try TestProcess.freePort())"
    let call = try await Workshop(.unbased).run(
      "run", "--skip", "test", "--push-to", "\(down)/team/tiny", "--push-to", "\(registry.host)/team/tiny",
      environment: Self.unchecked, exitCode: 3, stages: Self.failed)
    #expect(registry.tag("0.1.0", in: "team/tiny") != nil)
    #expect(Set(call.report.agents[0].pushed.map(\.status)) == [.failed, .pushed])
  }
}
