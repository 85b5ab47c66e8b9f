import ChildProcess
import FileIO
import SystemPackage
import Testing

extension Interop {
  /// What `build --output-image` writes, engines load and run.
  @Suite struct `An archive` {
    private static let words = ["python3", "-c", "import sys; print(*sys.version_info[:2])"]
    private static let name = "plain-agent:latest"

    private func archive(_ format: String, in scratch: Scratch) async throws -> String {
      let repository = try await AgentRepository.plainAgent(in: scratch.path.appending("agent"))
      let file = scratch.path.appending("image.tar").string
      try await Tools.succeed(
        "agent-pipeline",
        [
          "build", "--build-base-image", PushedAgent.base, "--cache-dir", scratch.path.appending("cache").string,
          "--output-image", "\(format):\(file)", repository.directory.string,
        ])
      return file
    }

    @Test(.needsRoot, .needs("dockerd", "docker")) func `is loaded and run by Docker`() async throws {
      let docker = try await DockerEngine()
      if let refusal = docker.refusal { try Test.cancel("dockerd does not start here: \(refusal)") }
      let scratch = try Scratch()
      let loaded = try await docker.call("load", "--quiet", "--input", archive("docker-archive", in: scratch))
      #expect(loaded == "Loaded image: \(Self.name)")
      let said = try await docker.call(
        "run", "--rm", "--network", "none", "--entrypoint", Self.words[0], Self.name, Self.words[1], Self.words[2])
      #expect(said == "3 11")
    }

    @Test(.needsRoot, .needs("podman"))
    func `is loaded and run by podman`() async throws {
      let scratch = try Scratch()
      let file = try await archive("oci-archive", in: scratch)
      let storage = [
        "--root", "\(scratch.path)/root", "--runroot", "\(scratch.path)/run", "--storage-driver", "vfs",
        "--cgroup-manager", "cgroupfs",
      ]
      // What containers of this kernel, without systemd and beside other engines, can have.
      let settings = scratch.path.appending("containers.conf")
      try settings.write(
        """
        [engine]
        runtime = "runc"
        [containers]
        default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
        cgroupns = "host"

        """)
      let variables = ["CONTAINERS_CONF": settings.string]
      let loaded = try await Tools.run("podman", storage + ["load", "--quiet", "--input", file], variables)
      #expect(loaded.status.isSuccess && loaded.output.contains(Self.name), "\(loaded.output)")
      let ran = try await Tools.run(
        "podman",
        storage + [
          "run", "--rm", "--network", "none", "--entrypoint",
          Self.words[0], Self.name,
        ] + Self.words.dropFirst(), variables)
      #expect(ran.status.isSuccess && ran.output.contains("3 11\n"), "\(ran.output)")
    }
  }
}
