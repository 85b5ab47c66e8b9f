import Diagnostics
import FileIO
import PipelineCore
import Reporting
import SystemPackage
import TestSupport
import Testing

@Suite("The executable and its options") struct OptionTests {
  @Test func `with --output json standard output is the report and nothing else`() async throws {
    let workshop = try await Workshop(.unbased)
    let call = try await workshop.run("run", "--skip", "test", "--output", "json", exitCode: 0)
    #expect(call.standardOutput == call.json)
    try workshop.write("{", to: "agent.yaml")
    let failed = try await workshop.run("run", "--output", "json", exitCode: 1)
    #expect(failed.standardOutput == failed.json)
  }

  @Test func `standard output is for data: without --output json it is empty`() async throws {
    let call = try await Workshop(.unbased).run("run", "--skip", "test", "--verbose", exitCode: 0)
    #expect(call.standardOutput == "" && call.said.contains("validate"))
  }

  @Test(
    "stages that are not selected are skipped",
    arguments: [
      (["--only", "tag"], "psspS"), (["--only", "build,tag"], "ppspS"), (["--until", "build"], "ppsSS"),
      (["--from", "tag"], "psspN"), (["--skip", "test", "--skip", "push"], "ppspS"),
    ])
  func selection(arguments: [String], outcomes: String) async throws {
    let call = try await Workshop(.unbased).run(["run"] + arguments, exitCode: 0)
    let reasons = call.report.agents[0].stages
    // N: skipped for want of a destination.
    let found = reasons.map { stage in
      stage.outcome == .passed ? "p" : stage.reason?.contains("push.to") == true ? "N" : "s"
    }
    #expect(found.joined().lowercased() == outcomes.lowercased())
  }

  @Test func `a stage whose predecessor has not run says which to run first`() async throws {
    let call = try await Workshop(.unbased).run(
      "push", "--push-to", "127.0.0.1:9/team/tiny", exitCode: 2,
      stages: ["validate passed", "build skipped", "test skipped", "tag skipped", "push failed"])
    #expect(call.codes == ["missing-fact"])
    #expect(call.said.contains("agent-pipeline build"))
  }

  @Test func `several agents are run one after the other, and one that fails does not stop the next`() async throws {
    let workshop = try await Workshop(.unbased)
    try Directory.remove(workshop.agent.appending("agent.yaml"))
    var broken = TinyAgent.unbased
    broken.runtime = "cobol"
    try workshop.write(broken, in: "agents/one")
    var second = TinyAgent.unbased
    second.name = "second"
    try workshop.write(second, in: "agents/two")
    try await workshop.commit("feat: two agents")
    let call = try await workshop.run("run", "agents/one", "agents/two", "--skip", "test", exitCode: 1)
    #expect(call.report.agents.map(\.name) == ["one", "second"], "a broken one goes by its directory")
    #expect(call.report.agents.map(\.outcome) == [.failed, .passed])
    #expect(call.report.agents.map(\.exitCode) == [1, 0])
    #expect(call.report.agents[1].image?.digest?.hasPrefix("sha256:") == true)
    #expect(try FileStatus.of(workshop.agent.appending("agents/two/.agent-pipeline/image")) != nil)
  }

  /// Precedence: flag, environment, agent.yaml, default; an empty value counts as unset.
  @Test(
    "the strongest origin of a setting wins",
    arguments: [
      ([:], nil, "manifest.example/tiny"),
      (["AGENT_PIPELINE_PUSH_TO": ""], nil, "manifest.example/tiny"),
      (["INPUT_PUSH-TO": "input.example/tiny"], nil, "input.example/tiny"),
      (["INPUT_PUSH_TO": "input.example/tiny", "PLUGIN_PUSH_TO": "plugin.example/tiny"], nil, "plugin.example/tiny"),
      (
        ["AGENT_PIPELINE_PUSH_TO": "environment.example/tiny", "PLUGIN_PUSH_TO": "plugin.example/tiny"], nil,
        "environment.example/tiny"
      ),
      (["AGENT_PIPELINE_PUSH_TO": "environment.example/tiny"], "flag.example/tiny", "flag.example/tiny"),
    ] as [([String: String], String?, String)])
  func precedence(environment: [String: String], flag: String?, winner: String) async throws {
    var agent = TinyAgent.unbased
    agent.pipeline = ["push: {to: [manifest.example/tiny]}"]
    let workshop = try await Workshop(agent)
    let call = try await workshop.run(
      ["run", "--skip", "test", "--dry-run"] + (flag.map { ["--push-to", $0] } ?? []), environment: environment,
      exitCode: 0)
    #expect(call.report.agents[0].stages.last?.checks.map(\.id) == ["push:\(winner)"])
  }

  @Test func `the report is the same as long as the directories and formats asked for are others`() async throws {
    let workshop = try await Workshop(.unbased)
    let call = try await workshop.run(
      "validate", "--report", "junit=extra/tests.xml", "--report-dir", "out",
      reportDirectory: workshop.agent.appending("out"), exitCode: 0)
    #expect(try workshop.read(workshop.agent.appending("extra/tests.xml")) == call.junit)
  }
}
