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
    // A directory's name where the manifest tells none.
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

  @Test func `what stands beside the manifest is looked at, and each finding is said once`() async throws {
    var agent = TinyAgent.unbased
    agent.dependencies = ["fastapi==0.104.0", "uvicorn"]
    let workshop = try await Workshop(agent)
    try workshop.write("fastapi==0.115.12\n", to: "requirements.txt")
    try workshop.write("TOKEN=abc\n", to: "config/.env")
    try workshop.write("TOKEN=abc\n", to: "ignored/.env")
    try workshop.write("ignored\n", to: ".dockerignore")
    let call = try await workshop.run("validate", exitCode: 1)
    #expect(
      call.codes == ["secret-in-image", "dependency-conflict", "dependency-drift", "unpinned-dependency"],
      "errors come first, what is only good to know last")
    #expect(call.said.contains("`config/.env` would go into the image"))
    #expect(call.said.contains("agent.yaml: 2 errors, 1 warning, 1 note\n"))
  }

  @Test func `several manifests have their findings and their counts`() async throws {
    let workshop = try await Workshop(.unbased)
    var other = TinyAgent.unbased
    other.name = "Other"
    try workshop.write(other, in: "other")
    let call = try await workshop.run("validate", ".", "other", reportDirectory: workshop.workDirectory, exitCode: 1)
    #expect(call.report.agents.map { $0.diagnostics.map(\.code) } == [[], ["agent-name"]])
    #expect(call.said.contains("other/agent.yaml: 1 error\n"))
    #expect(call.said.contains("2 agents, 1 with errors: 1 error\n"))
  }

  @Test func `a wrong value of a setting in the manifest is said once`() async throws {
    var agent = TinyAgent.unbased
    agent.pipeline = ["tag: {latest: sometimes, floating: [major, minor], majorOnZero: perhaps}"]
    let call = try await Workshop(agent).run("validate", exitCode: 1)
    #expect(call.codes == ["unknown-value", "unknown-value", "wrong-type"])
  }

  @Test func `reports that nobody asked for, and that cannot be written, are a warning`() async throws {
    let workshop = try await Workshop(.unbased)
    // A file where the directory would be: it stops root as well.
    try workshop.write("in the way", to: ".agent-pipeline")
    let call = try await workshop.call("validate")
    #expect(call.exitCode == 0)
    #expect(call.standardError.contains("warning: "))
    let asked = try await workshop.call("validate", "--report-dir", ".agent-pipeline/reports")
    #expect(asked.exitCode == 3)
  }

  @Test func `a comment silences a finding, and is counted`() async throws {
    var agent = TinyAgent.unbased
    agent.pipeline = ["biuld: {}  # agent-pipeline: ignore[unknown-field] for another tool"]
    let call = try await Workshop(agent).run("validate", "--strict", exitCode: 0)
    #expect(call.said.contains("agent.yaml: 1 suppressed\n"))
  }

  @Test func `a secret in the manifest is shown nowhere, the caret stays at its place`() async throws {
    let key = "sk-" + "aB3dE5gH7jK9mN1pQ3sT5vW7"
    var agent = TinyAgent.unbased
    agent.pipeline = ["tag: {prefix: \(key), initialVersion: 1}"]
    let call = try await Workshop(agent).run("validate", "--output", "json", exitCode: 1)
    #expect(Set(call.codes) == ["secret-literal", "invalid-version"])
    #expect(!call.everything.contains(key))
    let stars = String(repeating: "*", count: key.count)
    #expect(call.said.contains("prefix: \(stars), initialVersion: 1}"))
  }

  @Test func `without a manifest there is no agent to report on`() async throws {
    let workshop = try await Workshop(isCommitted: false)
    let call = try await workshop.run(
      "run", "nothing-here", "--report-dir", "reports", reportDirectory: workshop.agent.appending("reports"),
      exitCode: 2,
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

  @Test func `agent yaml can be strict with itself, and a variable overrides that`() async throws {
    var agent = TinyAgent.unbased
    agent.pipeline = ["strict: true", "biuld: {}"]
    let workshop = try await Workshop(agent)
    let strict = try await workshop.run("validate", exitCode: 1)
    #expect(strict.said.contains("warning: unknown field `biuld`"))
    _ = try await workshop.run("validate", environment: ["AGENT_PIPELINE_STRICT": "false"], exitCode: 0)
  }
}
