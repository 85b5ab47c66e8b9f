import SystemPackage
import Testing

extension Interop {
  /// One commit is one image, whoever builds it and wherever.
  @Suite struct `The same commit` {
    @Test func `gives the same digest in another clone, and a change touches only the application's layer`()
      async throws
    {
      let agent = try PushedAgent.current()
      let scratch = try Scratch()
      let clone = AgentRepository(directory: scratch.path.appending("some/where/else"))
      let report = clone.directory.appending(".agent-pipeline/report.json")
      /// Everything that may leak into a build differs: directory, permissions, time zone, language, cache.
      func inAnotherWorld(_ command: String) async throws {
        try await Tools.succeed(
          "sh", ["-c", "umask 077; \(command)"], in: scratch.path,
          ["TZ": "Pacific/Kiritimati", "LANG": "C", "LC_ALL": "C", "TMPDIR": scratch.path.string])
      }
      try await inAnotherWorld("exec git clone -q '\(agent.repository.directory)' '\(clone.directory)'")
      let build =
        "exec agent-pipeline build --build-base-image '\(PushedAgent.base)' --cache-dir '\(scratch.path)/cache' "
        + "'\(clone.directory)'"
      try await inAnotherWorld(build)
      let first = try agent.report
      let second = try RunReportFile(report)
      #expect(second.agents.first?.image?.layers.contains { $0.cached && $0.role == "dependencies" } == false)
      #expect(second.layers == first.layers)
      #expect(second.agents.first?.image?.digest == first.agents.first?.image?.digest)

      try clone.directory.appending("main.py").replace("You said", with: "I heard")
      try await clone.commit("fix: say who speaks")
      try await inAnotherWorld(build)
      let changed = try RunReportFile(report).layers
      #expect(changed["base"] == first.layers["base"])
      #expect(changed["dependencies"] == first.layers["dependencies"])
      #expect(changed["application"] != first.layers["application"])
    }
  }
}
