import Diagnostics
import FileIO
import PipelineCore
import SystemPackage
import TestSupport
import Testing

@Suite("The executable, one stage at a time", .onPythonBase) struct SeparateStagesTests {
  @Test func `build, test, tag and push in processes of their own do what run does`() async throws {
    let registry = try TestRegistry()
    defer { registry.stop() }
    let workshop = try await Workshop()
    let clone = workshop.directory.appending("clone")
    try await workshop.git("clone", "-q", "file://\(workshop.agent)", clone.string)
    let destination = "\(registry.host)/team/tiny"

    let whole = try await workshop.run(
      "run", "--push-to", destination, exitCode: 0,
      stages: ["validate passed", "build passed", "test passed", "tag passed", "push passed"])
    var last: Call?
    for stage in ["build", "test", "tag", "push"] {
      last = try await workshop.run(
        [stage] + (stage == "push" ? ["--push-to", destination] : []), in: clone,
        reportDirectory: clone.appending(".agent-pipeline"), exitCode: 0,
        stages: ["validate", "build", "test", "tag", "push"].map { name in
          "\(name) \(name == stage || name == "validate" ? "passed" : "skipped")"
        })
    }
    let one = try #require(whole.report.agents.first)
    let other = try #require(last?.report.agents.first)
    #expect(one.image?.digest != nil && one.image?.digest == other.image?.digest)
    #expect(one.version == other.version)
    #expect(one.pushed.map(\.reference) == other.pushed.map(\.reference))
    #expect(other.pushed.allSatisfy { $0.status == .unchanged }, "the same image is there already")
    #expect(last?.codes.contains("untested-image") == false)
  }
}

@Suite("The executable, and an image of another version") struct StaleImageTests {
  @Test func `the build takes what decides the version, so that image and tags agree`() async throws {
    let workshop = try await Workshop(.unbased)
    try await workshop.git("tag", "v1.0.0")
    try await workshop.commit("fix: x")
    try await workshop.run("build", "--bump", "major", exitCode: 0)
    let same = try await workshop.run("tag", "--bump", "major", exitCode: 0)
    #expect(same.report.agents[0].version?.label == "2.0.0" && same.report.agents[0].image?.digest != nil)

    let other = try await workshop.run("tag", exitCode: 0)
    #expect(other.codes == ["stale-image"] && other.said.contains("version 2.0.0, but it is 1.0.1"), "\(other.said)")
    #expect(other.report.agents[0].image?.digest == nil, "the image of another version is not shown beside this one")
    #expect(other.report.agents[0].image?.tags.first == "1.0.1")
  }

  @Test func `an image that was built before a commit is not shown beside the new version`() async throws {
    let workshop = try await Workshop(.unbased)
    try await workshop.run("build", exitCode: 0)
    try await workshop.commit("feat: more")
    let call = try await workshop.run("tag", exitCode: 0)
    #expect(call.codes == ["stale-image"] && call.report.agents[0].image?.digest == nil, "\(call.said)")
  }
}
