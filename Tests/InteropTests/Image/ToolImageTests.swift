import ChildProcess
import SystemPackage
import Testing

extension Interop {
  /// The image as CI systems start it: with other users than its own, a checkout of root, and a read-only root.
  @Suite(.needs("podman", "runc", "cc"), .needsRoot, .needsToolImage) struct `The image of the tool` {
    let scratch: Scratch
    let image: ToolImage
    let workspace: FilePath

    init() async throws {
      scratch = try Scratch()
      image = try await ToolImage()
      workspace = scratch.path.appending("workspace")
      let example = Tools.package.appending("examples/custom-agent")
      try workspace.appending("agent.yaml").write(
        example.appending("agent.yaml").text()
          .replacing(#"run: ["make"]"#, with: #"run: ["mkdir dist && cp compiled dist/agent"]"#))
      try await Tools.succeed(
        "cc", ["-Os", "-static", "-o", "\(workspace)/compiled", example.appending("agent.c").string])
      try await Tools.succeed("git", ["init", "-q", "-b", "main"], in: workspace)
      try await AgentRepository(directory: workspace).commit("feat: an agent")
      // As GitLab leaves a checkout: of root, for everyone to write.
      try await Tools.succeed("chmod", ["-R", "a+rwX", workspace.string])
    }

    private var mounted: [String] { ["-v", "\(workspace):/work", "-w", "/work"] }

    @Test func `starts a shell without an entrypoint, as an ordinary user with a home directory`() async throws {
      let own = try await image.run(command: [
        "sh", "-c", "id -un; echo $HOME; touch ~/file; command -v bash git ssh uv",
      ])
      #expect(own.status.isSuccess, "\(own.output)")
      #expect(own.output.hasPrefix("agent\n/home/agent\n"), "\(own.output)")
      let unknown = try await image.run(
        ["-u", "4321:4321"], command: ["bash", "-c", "touch ~/file && agent-pipeline --version"])
      #expect(unknown.status.isSuccess, "\(unknown.output)")
    }

    @Test func `takes an agent through all stages, as a user it does not know, and with a read-only root`() async throws
    {
      let registry = try await LocalRegistry(in: scratch.path)
      let options = ["--read-only", "--tmpfs", "/tmp", "-u", "4321:4321", "-e", "AGENT_PIPELINE_CACHE_DIR=/tmp/cache"]
      let exit = try await image.run(
        options + ToolImage.namespaces + mounted,
        command: ["sh", "-c", "agent-pipeline run --default-branch main --push-to \(registry.host)/team/agent"])
      #expect(exit.status.isSuccess, "\(exit.output)")
      #expect(
        exit.output.contains("running in bwrap") && exit.output.contains("answers a chat message"), "\(exit.output)")
      let tags = try await Tools.answer(of: "http://\(registry.host)/v2/team/agent/tags/list")
      #expect(tags?.contains("\"0.1.0\"") == true, "\(tags ?? "")")
    }

    @Test func `says what is missing for the tests in a container without namespaces`() async throws {
      let exit = try await image.run(mounted, command: ["agent-pipeline", "run", "--until", "test"])
      #expect(exit.output.contains("no-sandbox-engine"), "\(exit.output)")
      #expect(exit.output.contains("allow the CI job to create user namespaces"), "\(exit.output)")
    }

    @Test func `is a plugin where its step names no command`() async throws {
      let registry = try await LocalRegistry(in: scratch.path, login: "robot:secret")
      let settings = [
        "CI=woodpecker", "CI_PIPELINE_EVENT=push", "CI_COMMIT_BRANCH=main", "CI_REPO_DEFAULT_BRANCH=main",
        "CI_COMMIT_SHA=\(try await head())", "PLUGIN_PUSH_TO=\(registry.host)/team/{name}",
        "PLUGIN_DOCKER_USERNAME=robot", "PLUGIN_DOCKER_PASSWORD=secret",
      ]
      let exit = try await image.run(
        ["-u", "root", "--privileged"] + mounted + settings.flatMap { ["-e", $0] })
      #expect(exit.status.isSuccess, "\(exit.output)")
      #expect(exit.output.contains("\(registry.host)/team/custom-agent:0.1.0"), "\(exit.output)")
      #expect(!exit.output.contains("secret"))
    }

    private func head() async throws -> String {
      let output = try await Tools.succeed("git", ["rev-parse", "HEAD"], in: workspace)
      return String(output.prefix(40))
    }
  }
}
