import Diagnostics
import PipelineCore
import SystemPackage
import Testing

/// What is wrong with agent.yaml stops the run before anything is fetched.
@Suite("The executable and a wrong agent.yaml") struct ManifestTests {
  static let blocked = [
    "validate failed", "build notRun: blocked by validate", "test notRun: blocked by validate",
    "tag notRun: blocked by validate", "push notRun: blocked by validate",
  ]

  @Test func `broken YAML is the agent's fault, shown at its place`() async throws {
    let workshop = try await Workshop()
    try workshop.write("kind: Agent\nmetadata: {name: [tiny}\n", to: "agent.yaml")
    let call = try await workshop.run("run", exitCode: 1, stages: Self.blocked)
    #expect(call.said.contains("agent.yaml:2:23: error: "))
    #expect(call.said.contains("metadata: {name: [tiny}\n"), "the line itself")
    #expect(call.junit.contains("<failure message="))
    let finding = try #require(call.report.agents[0].diagnostics.first)
    #expect(finding.location?.line == 2)
    // A folder's name where the manifest tells none.
    #expect(call.report.agents[0].name == "agent")
  }

  @Test func `an unknown runtime is named, with those that are known`() async throws {
    var agent = TinyAgent.unbased
    agent.runtime = "pyton:3.11"
    let call = try await Workshop(agent).run("run", exitCode: 1, stages: Self.blocked)
    #expect(call.said.contains("agent.yaml:5:12: error: "))
    #expect(call.said.contains("did you mean `python`?"))
    #expect(call.codes == ["unknown-runtime"])
  }

  @Test func `all mistakes are told at once`() async throws {
    var agent = TinyAgent.unbased
    agent.runtime = "pyton"
    agent.name = "Not A Name"
    let call = try await Workshop(agent).run("validate", exitCode: 1)
    #expect(Set(call.codes) == ["unknown-runtime", "agent-name"])
  }

  @Test func `without a manifest there is no agent to report on`() async throws {
    let workshop = try await Workshop(isCommitted: false)
    let call = try await workshop.run(
      "run", "nothing-here", "--report-dir", "reports", reportFolder: workshop.agent.appending("reports"), exitCode: 2,
    )
    #expect(call.report.agents.isEmpty)
    #expect(call.said.contains("nothing-here"))
    #expect(call.junit.contains("<error message="))
  }

  @Test func `a warning passes, with --strict it does not`() async throws {
    var agent = TinyAgent.unbased
    agent.pipeline = ["biuld: {}"]
    let workshop = try await Workshop(agent)
    let lenient = try await workshop.run("validate", exitCode: 0)
    #expect(lenient.said.contains("warning: unknown field `biuld`"))
    let strict = try await workshop.run("run", "--strict", exitCode: 1, stages: Self.blocked)
    #expect(strict.said.contains("warning: unknown field `biuld`"))
    #expect(strict.said.contains("--strict"))
  }
}
