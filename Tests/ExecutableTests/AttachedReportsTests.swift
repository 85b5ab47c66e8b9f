import PipelineCore
import TestSupport
import Testing

@Suite("Reports attached to images") struct AttachedReportsTests {
  private func run(_ workshop: Workshop, _ registry: TestRegistry, exitCode: Int32, push: String) async throws -> Call {
    try await workshop.run(
      "run", "--skip", "test", "--push-to", "\(registry.host)/team/tiny",
      environment: ["AGENT_PIPELINE_PUSH_ATTACH_REPORTS": "true"], exitCode: exitCode,
      stages: ["validate passed", "build passed", "test skipped", "tag passed", push])
  }

  @Test func `that fail are part of the push, and the next one makes up for them`() async throws {
    let registry = try TestRegistry { $0.hasReferrers = false }
    defer { registry.stop() }
    // Only the list of attachments has this tag.
    registry.inject(TestFault("PUT", "/manifests/sha256-", TestFault.error(403, "DENIED", "no such right")))
    let workshop = try await Workshop(.unbased)
    let failed = try await run(workshop, registry, exitCode: 3, push: "push failed")
    let agent = failed.report.agents[0]
    let image = "\(registry.host)/team/tiny@\(agent.image?.digest ?? "")"
    #expect(agent.pushed.allSatisfy { $0.status == .pushed } && !agent.pushed.isEmpty, "the image is there")
    #expect(failed.codes.contains("registry-denied"))
    #expect(failed.checks["attach:\(image)"]?.outcome == .error)
    #expect(failed.said.contains("the reports could not be attached to `\(image)`"))
    #expect(failed.said.contains("exit status 3"))

    let tag = (agent.image?.digest ?? "").replacing(":", with: "-")
    #expect(registry.tag(tag, in: "team/tiny") == nil)
    let repeated = try await run(workshop, registry, exitCode: 0, push: "push passed")
    #expect(repeated.report.agents[0].pushed.allSatisfy { $0.status == .unchanged })
    #expect(repeated.said.contains("reports attached to `\(image)`"))
    let attached = try #require(registry.tag(tag, in: "team/tiny"))

    let third = try await run(workshop, registry, exitCode: 0, push: "push passed")
    #expect(!third.said.contains("reports attached"))
    #expect(registry.tag(tag, in: "team/tiny") == attached)
  }
}
