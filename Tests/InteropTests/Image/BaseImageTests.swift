import ChildProcess
import SystemPackage
import Testing

extension Interop {
  @Suite struct `A base image` {
    let agent: PushedAgent
    let scratch: Scratch

    init() throws {
      agent = try PushedAgent.current()
      scratch = try Scratch()
    }

    private func pipeline(_ stage: String, base: String, in directory: FilePath) async throws -> (Int32?, String) {
      let exit = try await Tools.run(
        "agent-pipeline",
        [stage, "--build-base-image", base, "--cache-dir", scratch.path.appending("cache").string, directory.string])
      if case .exited(let status) = exit.status { return (status, exit.output) }
      return (nil, exit.output)
    }

    @Test func `comes from a registry, once`() async throws {
      let repository = try await AgentRepository.plainAgent(in: scratch.path.appending("agent"))
      let base = "\(agent.registry.host)/python:3.11"
      try await Tools.succeed(
        "skopeo",
        [
          "copy", "-q", "--insecure-policy", "--dest-tls-verify=false", "oci:\(PushedAgent.pythonBase):3.11",
          "docker://\(base)",
        ])
      let (status, output) = try await pipeline("build", base: base, in: repository.directory)
      #expect(status == 0, "\(output)")
      let report = repository.directory.appending(".agent-pipeline/report.json")
      let first = try RunReportFile(report)
      let downloads = try agent.registry.requests("GET /v2/python/blobs/")
      // The configuration and the only layer.
      #expect(downloads.count == 2)

      let (again, secondOutput) = try await pipeline("build", base: base, in: repository.directory)
      #expect(again == 0, "\(secondOutput)")
      #expect(try agent.registry.requests("GET /v2/python/blobs/") == downloads)
      #expect(try RunReportFile(report).layers == first.layers)
      #expect(first.layers["base"] == (try agent.report.layers["base"]))
    }

    @Test(.needs("runc")) func `of nothing has no Python, which is said`() async throws {
      let repository = try await AgentRepository.plainAgent(in: scratch.path.appending("agent"))
      let (status, output) = try await pipeline("run", base: "scratch", in: repository.directory)
      #expect(status == 1, "\(output)")
      #expect(
        output.contains("agent.yaml:7:12: error: the image starts `python`")
          && output.contains("choose a base image with `python`"),
        "\(output)")
    }

    @Test func `carries no work directory of an earlier run, wherever the next one has its own`() async throws {
      let repository = try await AgentRepository.plainAgent(
        in: scratch.path.appending("agent"),
        files: [".agent-pipeline/report.json": "{}", "sub/.agent-pipeline/report.json": "{}", "sub/data": "x"])
      try await Tools.succeed(
        "agent-pipeline",
        [
          "build", "--build-base-image", "scratch", "--build-entrypoint", "/app/main.py", "--work-dir",
          scratch.path.appending("work").string,
          "--cache-dir", scratch.path.appending("cache").string, repository.directory.string,
        ])
      let layer = try #require(RunReportFile(scratch.path.appending("work/report.json")).layers["application"])
      let blob = scratch.path.appending("work/image/blobs/sha256").appending(String(layer.dropFirst("sha256:".count)))
      let names = try await Tools.succeed("tar", ["-tzf", blob.string])
      #expect(names.contains("app/sub/data") && !names.contains(".agent-pipeline"), "\(names)")
    }
  }
}
