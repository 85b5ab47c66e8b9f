import FileIO
import Glibc
import SystemPackage
import TestSupport
import Testing

extension Interop {
  /// The pushed image does its work under other people's engines.
  @Suite struct `A pushed image runs` {
    let agent: PushedAgent

    init() throws {
      agent = try PushedAgent.current()
    }

    @Test(.needsRoot, .needs("umoci", "runc", "nsenter", "jq")) func `under plain runc`() async throws {
      let scratch = try Scratch()
      let bundle = try await agent.unpack(into: scratch.path)
      // No terminal here; and the mount of cgroups that umoci writes is refused where both versions are in use.
      let configuration = try await Tools.succeed(
        "jq", [".process.terminal = false | .mounts |= map(select(.type != \"cgroup\"))", "\(bundle)/config.json"])
      try bundle.appending("config.json").write(configuration)
      let runc = try #require(Tools.find("runc"))
      let state = ["--root", "\(scratch.path)/state"]
      let name = "interop-\(getpid())"
      let log = scratch.path.appending("log")
      let container = try TestProcess(
        [runc.string] + state + ["run", "--pid-file", "\(scratch.path)/pid", "--bundle", bundle.string, name], log: log)
      let answer: String?
      do {
        answer = try await healthAnswer(scratch.path.appending("pid"))
      } catch {
        answer = nil
      }
      // Python as the first process of a container ends by itself on no signal but this one.
      _ = try await Tools.run(runc.string, state + ["kill", name, "KILL"])
      container.wait()
      let output = try log.text()
      #expect(answer == #"{"status":"ok"}"#, "\(output)")
    }

    /// Asks from inside the container's network.
    private func healthAnswer(_ file: FilePath) async throws -> String? {
      for _ in 0..<200 {
        if let number = (try? file.text()).flatMap({ Int32($0) }) {
          return try await Tools.answer(
            of: "http://127.0.0.1:\(agent.port)/health", through: ["nsenter", "-t", "\(number)", "-n"], attempts: 100)
        }
        try await Task.sleep(for: .milliseconds(50))
      }
      return nil
    }

    @Test(.needsRoot, .needs("dockerd", "docker")) func `under Docker, which finds it healthy`() async throws {
      let docker = try await DockerEngine()
      if let refusal = docker.refusal { try Test.cancel("dockerd does not start here: \(refusal)") }
      try await docker.call("pull", "--quiet", agent.reference)
      let digests = try await docker.call("image", "inspect", "--format", "{{.RepoDigests}}", agent.reference)
      #expect(
        digests
          == "[\(agent.registry.host)/\(PushedAgent.name)@\(try #require(agent.report.agents.first?.image).digest)]")
      try await docker.call("run", "--detach", "--name", "echo-agent", "--network", "host", agent.reference)
      let answer = try await Tools.answer(of: "http://127.0.0.1:\(agent.port)/health")
      var health = ""
      for _ in 0..<200 where health != "healthy" {
        try await Task.sleep(for: .milliseconds(100))
        health = try await docker.call("inspect", "--format", "{{.State.Health.Status}}", "echo-agent")
      }
      let log = try await docker.call("logs", "echo-agent")
      try await docker.call("rm", "--force", "echo-agent")
      #expect(answer == #"{"status":"ok"}"#, "\(log)")
      #expect(health == "healthy", "\(log)")
    }
  }
}
