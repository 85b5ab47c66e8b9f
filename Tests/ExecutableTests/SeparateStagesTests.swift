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
