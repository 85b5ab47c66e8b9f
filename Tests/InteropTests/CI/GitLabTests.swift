import SystemPackage
import Testing

extension Interop {
  /// The example for GitLab, job by job as gitlab-emulator runs them: each is a process of its own.
  @Suite(.needs("gle", "bash")) struct `The GitLab example` {
    /// gitlab-emulator knows no inputs: they are filled in as GitLab does it.
    @Test func `of the component releases and checks`() async throws {
      let scratch = try Scratch()
      let file = "ci-templates/gitlab/templates/agent-pipeline.yml"
      let parts = try Tools.package.appending(FilePath(file).components).text().split(separator: "\n---\n")
      try #require(parts.count == 2)
      var jobs = String(parts[1])
      for input in parts[0].matches(of: #/    ([a-z-]+):\n(?:      .*\n)*?      default: (.*)/#) {
        let value = input.output.2.trimmingPrefix("\"").prefix { $0 != "\"" }
        jobs = jobs.replacing("$[[ inputs.\(input.output.1) ]]", with: value)
      }
      #expect(!jobs.contains("$[["), "\(jobs)")
      let repository = try await AgentRepository.plainAgent(
        in: scratch.path.appending("agent"), files: [".gitlab-ci.yml": jobs])
      let remote = scratch.path.appending("remote.git").string
      try await Tools.succeed("git", ["init", "-q", "--bare", remote], in: scratch.path)
      try await Tools.succeed("git", ["remote", "add", "origin", remote], in: repository.directory)
      for job in ["agent-pipeline-check", "agent-pipeline"] {
        let log = try await Tools.succeed(
          "gle", ["--ignore-docker", job, "--var", "GITLAB_CI=true"], in: repository.directory,
          ["AGENT_PIPELINE_BUILD_BASE_IMAGE": PushedAgent.base])
        #expect(log.contains(/section_start:\d+:agent_pipeline_tag/), "\(log)")
        let variables = try repository.directory.appending(".agent-pipeline/agent-pipeline.env").text()
        #expect(variables.contains("AGENT_PIPELINE_OUTCOME=passed"), "\(log)")
      }
    }

    @Test func `hands the image from job to job and releases it`() async throws {
      let agent = try PushedAgent.current()
      let scratch = try Scratch()
      let repository = try await AgentRepository.plainAgent(
        in: scratch.path.appending("agent"),
        files: [".gitlab-ci.yml": Tools.package.appending(".gitlab-ci.example.yml").text()])
      let group = "\(agent.registry.host)/team/by-gitlab"
      let destination = "\(group)/plain-agent"
      // The release pushes its git tag.
      let remote = scratch.path.appending("remote.git").string
      try await Tools.succeed("git", ["init", "-q", "--bare", remote], in: scratch.path)
      try await Tools.succeed("git", ["remote", "add", "origin", remote], in: repository.directory)
      var log = ""
      for job in ["agent-build", "agent-test", "agent-release"] {
        log += try await Tools.succeed(
          "gle",
          ["--ignore-docker", job, "--var", "GITLAB_CI=true", "--var", "CI_REGISTRY_IMAGE=\(group)"],
          in: repository.directory,
          ["AGENT_PIPELINE_BUILD_BASE_IMAGE": PushedAgent.base, "AGENT_PIPELINE_CACHE_DIR": agent.cache.string])
      }
      #expect(log.contains(/section_start:\d+:agent_pipeline_build/), "\(log)")
      let pushed = try await Tools.json(
        Interop.`A pushed image`.Inspection.self, "skopeo",
        ["inspect", "--tls-verify=false", "docker://\(destination):latest"])
      let work = repository.directory.appending(".agent-pipeline")
      let variables = try work.appending("agent-pipeline.env").text().split(separator: "\n")
      #expect(variables.contains("AGENT_PIPELINE_OUTCOME=passed"), "\(log)")
      #expect(variables.contains("AGENT_PIPELINE_IMAGE=\(destination)@\(pushed.digest)"))
      #expect(variables.contains("AGENT_PIPELINE_DIGEST=\(pushed.digest)"))
      let junit = try work.appending("junit.xml").text()
      #expect(junit.contains("<testsuite ") && junit.contains("push"))
    }
  }
}
