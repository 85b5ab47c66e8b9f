import Diagnostics
import PipelineCore
import SystemPackage
import Testing

/// What was asked for about a release and cannot be, found before anything is built or tagged.
@Suite("The executable and releases that cannot be") struct ReleaseRequestTests {
  private static let destination = ["AGENT_PIPELINE_PUSH_TO": "registry.example.com/team/app"]

  @Test(arguments: [
    (["--tag-image", "{branch}"], "no-version-tag"),
    (["--tag-version", "2.0.0", "--branch", "feature"], "version-not-released"),
    (["--tag-version", "2.0.0", "--change-request", "4"], "version-not-released"),
    (["--tag-version", "2.0.0", "--bump", "major"], "contradicting-settings"),
  ])
  func `end with the reason`(arguments: [String], code: String) async throws {
    let workshop = try await Workshop(.unbased)
    let call = try await workshop.run(["tag"] + arguments, environment: Self.destination, exitCode: 2)
    #expect(call.codes == [code], "\(call.said)")
    #expect(call.report.agents[0].version == nil)
  }

  @Test func `a variable for all jobs may name a version that some do not release`() async throws {
    let workshop = try await Workshop(.unbased)
    let call = try await workshop.run(
      "tag", "--branch", "feature", environment: ["AGENT_PIPELINE_TAG_VERSION": "2.0.0"], exitCode: 0)
    #expect(call.report.agents[0].version?.release == false)
  }

  @Test(arguments: [("v", "v2.0.0"), ("none", "2.0.0")])
  func `a second agent does not make the first begin again`(prefix: String, tag: String) async throws {
    let workshop = try await Workshop(.unbased)
    try await workshop.git("tag", tag)
    var other = TinyAgent.unbased
    other.name = "other"
    try workshop.write(other, in: "other")
    try await workshop.commit("feat: another agent")
    let call = try await workshop.run("tag", ".", environment: Self.destination, exitCode: 2)
    #expect(call.codes == ["ambiguous-prefix"] && call.said.contains("`tag.prefix: \(prefix)`"), "\(call.said)")
    // Where nothing is released, it is a question for later.
    let local = try await workshop.run("tag", ".", exitCode: 0)
    #expect(local.report.agents[0].diagnostics.map(\.code) == ["ambiguous-prefix"])
    #expect(local.report.agents[0].diagnostics.map(\.severity) == [.warning])
    let settled = try await workshop.run(
      "tag", ".", "--tag-prefix", prefix, environment: Self.destination, exitCode: 0)
    #expect(settled.report.agents[0].version?.next == "2.1.0")
    let own = try await workshop.run(
      "tag", ".", "--tag-prefix", "{name}/v", environment: Self.destination, exitCode: 0)
    #expect(own.report.agents[0].version?.next == "0.1.0")
  }

  @Test func `paths that do not exist would never have a commit`() async throws {
    let workshop = try await Workshop(.unbased)
    let call = try await workshop.run("tag", "--tag-paths", "*.py", exitCode: 2)
    #expect(call.codes == ["tag-setting"] && call.said.contains("`*.py`"), "\(call.said)")
  }

  @Test func `agents of one name in a repository would share their git tags`() async throws {
    let workshop = try await Workshop(.unbased)
    try workshop.write(.unbased, in: "a")
    try workshop.write(.unbased, in: "b")
    try await workshop.commit("feat: two")
    let call = try await workshop.run(
      "tag", "a", "b", reportDirectory: workshop.agent.appending(".agent-pipeline"), exitCode: 2)
    #expect(call.codes == ["shared-name"] && call.report.agents.isEmpty)
  }

  @Test func `an agent that no commit has is not released`() async throws {
    let workshop = try await Workshop(.unbased)
    try workshop.write("hidden\n", to: ".gitignore")
    try await workshop.commit("chore: hide")
    var hidden = TinyAgent.unbased
    hidden.name = "hidden"
    try workshop.write(hidden, in: "hidden")
    let call = try await workshop.run(
      "tag", "hidden", environment: Self.destination,
      reportDirectory: workshop.agent.appending("hidden/.agent-pipeline"), exitCode: 2)
    #expect(call.codes == ["untracked-agent"], "\(call.said)")
  }
}
