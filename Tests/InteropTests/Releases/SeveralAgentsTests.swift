import PipelineCore
import SystemPackage
import Testing

extension Interop {
  /// A repository of several agents, each with versions and a repository of its own.
  @Suite(.serialized) struct `Several agents` {
    @Test func `do not share a repository`() async throws {
      let lab = try await ReleaseLab(["one", "two", "three"])
      let clone = try await lab.clone(at: try await lab.commit("feat: begin"))
      let paths = ["agents/one", "agents/two", "agents/three"]
      let shared = try await lab.run(
        ["run", "--skip", "test", "--push-to", "\(lab.registry)/several/agent"] + paths, in: clone)
      #expect(shared.exitCode == 2 && shared.codes == ["shared-destination"], "\(shared.output)")
      #expect(shared.report.agents.isEmpty, "nothing was built")
      #expect(shared.output.contains("{name}"))

      let own = try await lab.run(
        ["run", "--skip", "test", "--push-to", "\(lab.registry)/several/{name}", "--push-to", "\(lab.registry)/{path}"]
          + paths, in: clone)
      #expect(own.exitCode == 0, "\(own.output)")
      for name in ["one", "two", "three"] {
        let digest = own.report.agents.first { $0.name == name }?.image?.digest
        #expect(try await lab.image("several/\(name)", "0.1.0").digest == digest)
        #expect(try await lab.image("agents/\(name)", "latest").digest == digest)
      }
    }

    @Test func `thirty of them, released twice: exactly the changed ones`() async throws {
      let names = (1...30).map { "a\($0)" }
      let lab = try await ReleaseLab(names)
      let command =
        ["run", "--skip", "test", "--tag-git-push", "--push-to", "\(lab.registry)/many/{name}"]
        + names.map { "agents/\($0)" }
      let begin = try await lab.commit("feat: begin")
      let first = try await lab.run(command, in: lab.clone(at: begin))
      #expect(first.exitCode == 0, "\(first.output)")
      #expect(first.released.count == 30)
      #expect(try await lab.gitTags().count == 30)

      let second = try await lab.run(
        command, in: lab.clone(at: try await lab.commit("fix: three", touching: ["a3", "a14", "a30"])))
      #expect(second.exitCode == 0, "\(second.output)")
      let released = second.report.agents.filter { $0.version?.release == true }
      #expect(released.map(\.name) == ["a3", "a14", "a30"] && second.released == ["0.1.1", "0.1.1", "0.1.1"])
      let tags = try await lab.gitTags()
      #expect(Set(tags.keys).subtracting(names.map { "\($0)/v0.1.0" }) == ["a3/v0.1.1", "a14/v0.1.1", "a30/v0.1.1"])
      for agent in second.report.agents {
        let expected = released.contains { $0.name == agent.name } ? "0.1.1" : "0.1.0"
        #expect(try await lab.image("many/\(agent.name)", "latest").version == expected, "\(agent.name)")
      }
    }
  }
}
