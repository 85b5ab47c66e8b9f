import ChildProcess
import SystemPackage
import Testing

extension Interop {
  /// pre-commit installs the released program by itself: it is not on PATH here.
  @Suite(.needs("pre-commit", "python3")) struct `The pre-commit hook` {
    let scratch: Scratch

    init() throws {
      scratch = try Scratch()
    }

    private func repository(files: [String: String] = [:]) async throws -> AgentRepository {
      try await AgentRepository.plainAgent(in: scratch.path.appending("agent"), files: files)
    }

    private func commit(
      _ repository: AgentRepository, _ hooks: HookRepository, _ variables: [String: String] = [:]
    ) async throws -> ChildProcess.Exit {
      try await Tools.succeed("git", ["add", "--all"], in: repository.directory)
      return try await Tools.run(
        "git", ["commit", "-m", "feat: more"], in: repository.directory, hooks.environment.merging(variables) { $1 })
    }

    @Test func `lets valid manifests into a commit, refuses a broken one, and leaves nothing behind`() async throws {
      let repository = try await repository(files: ["notes.yaml": "not: a manifest"])
      let hooks = try await HookRepository(in: scratch.path)
      try await hooks.use(in: repository)
      try repository.directory.appending("other/agent.yaml").write(
        Tools.package.appending("examples/echo-agent/agent.yaml").text())
      try repository.directory.appending("other/main.py").write("print('hello')\n")
      let accepted = try await commit(repository, hooks)
      #expect(accepted.status.isSuccess, "\(accepted.output)")
      #expect(
        accepted.output.contains("validate staged agent.yaml") && accepted.output.contains("Passed"),
        "\(accepted.output)")
      #expect(try await Tools.succeed("git", ["status", "--porcelain"], in: repository.directory) == "")

      try repository.directory.appending("other/agent.yaml").write("apiVersion: [\n")
      let refused = try await commit(repository, hooks)
      #expect(!refused.status.isSuccess)
      #expect(refused.output.contains("other/agent.yaml:2:1: error:"), "\(refused.output)")
    }

    @Test func `checks the agents of a push`() async throws {
      let repository = try await repository()
      let hooks = try await HookRepository(in: scratch.path)
      try await hooks.use(in: repository)
      let remote = scratch.path.appending("remote.git").string
      try await Tools.succeed("git", ["init", "-q", "--bare", remote], in: scratch.path)
      try await Tools.succeed("git", ["remote", "add", "origin", remote], in: repository.directory)
      func push() async throws -> ChildProcess.Exit {
        try await Tools.run("git", ["push", "origin", "main"], in: repository.directory, hooks.environment)
      }
      let accepted = try await push()
      #expect(accepted.status.isSuccess, "\(accepted.output)")

      try repository.directory.appending("agent.yaml").replace("python:3.11", with: "pythn:3.11")
      try await Tools.succeed(
        "git", ["commit", "-a", "-q", "--no-verify", "-m", "feat: broken"], in: repository.directory)
      let refused = try await push()
      #expect(!refused.status.isSuccess)
      #expect(refused.output.contains("unknown-runtime"), "\(refused.output)")
    }

    @Test func `installs no program whose sum is another`() async throws {
      let repository = try await repository()
      let hooks = try await HookRepository(in: scratch.path, sum: String(repeating: "0", count: 64))
      try await hooks.use(in: repository)
      let exit = try await commit(repository, hooks)
      #expect(!exit.status.isSuccess)
      #expect(exit.output.contains("HASH"), "\(exit.output)")
    }

    /// As a 32-bit Python, or a Mac: pip would install nothing, and be content.
    @Test(.needs("linux32")) func `on a machine that there is no program for says so`() async throws {
      let repository = try await repository()
      let hooks = try await HookRepository(in: scratch.path)
      try await hooks.use(in: repository)
      try await Tools.succeed("git", ["add", "--all"], in: repository.directory)
      let exit = try await Tools.run(
        "linux32", ["git", "commit", "-m", "feat: more"], in: repository.directory, hooks.environment)
      #expect(!exit.status.isSuccess)
      #expect(exit.output.contains("error: agent-pipeline runs on Linux x86_64 and aarch64; this is"), "\(exit.output)")
      #expect(exit.output.contains("SKIP=agent-pipeline-validate,agent-pipeline-check"), "\(exit.output)")
    }

    @Test func `of a commit that is no release says so`() async throws {
      let repository = try await repository()
      let hooks = try await HookRepository(in: scratch.path)
      try hooks.directory.appending("release/wheels.txt").write("# none yet\n")
      try await AgentRepository(directory: hooks.directory).commit("feat: on the way to a release")
      try await Tools.succeed("git", ["tag", "-f", HookRepository.release], in: hooks.directory)
      try await hooks.use(in: repository)
      let exit = try await commit(repository, hooks)
      #expect(!exit.status.isSuccess)
      #expect(
        exit.output.contains("set `rev` in .pre-commit-config.yaml to the git tag of a release"), "\(exit.output)")
    }

    @Test func `runs the program on PATH, where the user asks for that`() async throws {
      let repository = try await repository()
      let hooks = try await HookRepository(in: scratch.path, sum: "unused")
      try await hooks.use(in: repository, setting: ", language: system")
      let exit = try await commit(repository, hooks, ["PATH": Tools.path])
      #expect(exit.status.isSuccess, "\(exit.output)")
    }
  }
}
