import ChildProcess
import SystemPackage
import Testing

extension Interop {
  @Suite(.needs("pre-commit")) struct `The pre-commit hook` {
    let scratch: Scratch

    init() throws {
      scratch = try Scratch()
    }

    /// - Returns: whether the hook lets the commit pass, and what it says.
    private func hook(on repository: AgentRepository) async throws -> (passes: Bool, log: String) {
      let hooks = scratch.path.appending("hooks")
      try hooks.appending(".pre-commit-hooks.yaml").write(
        Tools.package.appending(".pre-commit-hooks.yaml").text())
      try await Tools.succeed("git", ["init", "-q", "-b", "main"], in: hooks)
      try await AgentRepository(directory: hooks).commit("feat: hooks")
      let exit = try await Tools.run(
        "pre-commit", ["try-repo", hooks.string, "agent-pipeline-validate", "--all-files", "--verbose"],
        in: repository.directory, ["PRE_COMMIT_HOME": "\(scratch.path)/pre-commit"])
      return (exit.status.isSuccess, exit.output)
    }

    @Test func `passes the valid manifests of a repository and leaves nothing behind`() async throws {
      let repository = try await AgentRepository.plainAgent(
        in: scratch.path.appending("agent"),
        files: [
          "other/agent.yaml": Tools.package.appending("examples/echo-agent/agent.yaml").text(),
          "other/main.py": "print('hello')\n",
          "notes.yaml": "not: a manifest",
        ])
      let (passes, log) = try await hook(on: repository)
      #expect(passes, "\(log)")
      #expect(log.contains("validate staged agent.yaml") && log.contains("Passed"), "\(log)")
      #expect(try await Tools.succeed("git", ["status", "--porcelain"], in: repository.directory) == "")
    }

    @Test func `stops a broken manifest and names the place`() async throws {
      let repository = try await AgentRepository.plainAgent(
        in: scratch.path.appending("agent"), files: ["other/agent.yml": "apiVersion: [\n"])
      let (passes, log) = try await hook(on: repository)
      #expect(!passes)
      #expect(log.contains("other/agent.yml:2:1: error:"), "\(log)")
    }
  }
}
