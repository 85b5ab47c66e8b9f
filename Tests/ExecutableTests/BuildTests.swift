import Diagnostics
import FileIO
import Glibc
import PipelineCore
import SystemPackage
import TestSupport
import Testing

@Suite("The executable and a build that fails") struct BuildTests {
  static let blocked = [
    "validate passed", "build failed", "test notRun: blocked by build", "tag notRun: blocked by build",
    "push notRun: blocked by build",
  ]

  /// What this machine says of package indexes is for pip alone.
  static let packageIndex: [String: String] = {
    var variables: [String: String] = [:]
    for name in ["PIP_INDEX_URL", "PIP_CERT", "PIP_TRUSTED_HOST", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
      if let value = getenv(name) { variables[name] = String(cString: value) }
    }
    return variables
  }()

  /// Needs a package index, as the agents' dependencies do.
  @Test func `a dependency that does not exist is named at its line`() async throws {
    var agent = TinyAgent.unbased
    agent.dependencies = ["agent-pipeline-has-no-such-package==1.0"]
    let call = try await Workshop(agent).run(
      "run", environment: Self.packageIndex, exitCode: 1, stages: Self.blocked)
    #expect(call.said.contains("agent.yaml:9:7: error: no wheel of `agent-pipeline-has-no-such-package==1.0` fits"))
    #expect(call.codes == ["dependency-not-found"])
    #expect(call.checks["dependencies"]?.outcome == .failed)
    #expect(call.junit.contains("<failure message="))
  }

  @Test func `a package index that is down is no fault of the agent's`() async throws {
    var agent = TinyAgent.unbased
    agent.dependencies = ["requests==2.32.3"]
    let call = try await Workshop(agent).run(
      "run",
      environment: [
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0", "PIP_DEFAULT_TIMEOUT": "2",
        "PIP_CONFIG_FILE": "/dev/null",
      ], exitCode: 3, stages: Self.blocked)
    #expect(call.codes == ["package-index-unreachable"])
    #expect(call.said.contains("PIP_INDEX_URL"))
    #expect(call.checks["dependencies"]?.outcome == .error)
  }

  @Test func `without Python on the machine it is said what to install`() async throws {
    var agent = TinyAgent.unbased
    agent.dependencies = ["requests==2.32.3"]
    let call = try await Workshop(agent).run(
      "run", environment: ["PATH": "/nonexistent"], exitCode: 3, stages: Self.blocked)
    #expect(call.codes == ["python-not-installed"])
    #expect(call.said.contains("apt-get install python3-pip"))
  }

  @Test func `a base image layout that is not there is named`() async throws {
    var agent = TinyAgent.unbased
    agent.base = "oci-layout:base:3.11"
    let workshop = try await Workshop(agent)
    let call = try await workshop.run("run", exitCode: 3, stages: Self.blocked)
    #expect(call.codes == ["not-an-image-layout"])
    #expect(call.said.contains("`\(workshop.agent)/base` is not an OCI image layout: there is no such directory"))
  }

  @Test(arguments: ["..", "/etc", "link"])
  func `a base image layout outside the repository needs a flag`(place: String) async throws {
    var agent = TinyAgent.unbased
    agent.base = "oci-layout:\(place)/base:3.11"
    let workshop = try await Workshop(agent)
    try Directory.link(workshop.agent.appending("link"), to: "/etc")
    // Also where nothing is validated.
    for arguments in [["run"], ["build"]] {
      let call = try await workshop.run(arguments, exitCode: 1)
      #expect(call.codes == ["path-outside"])
      #expect(call.said.contains("`--build-base-image` or AGENT_PIPELINE_BUILD_BASE_IMAGE"))
    }
    let printed = try await workshop.call("build", "--print-dockerfile")
    #expect(printed.exitCode == 1 && printed.standardError.contains("path-outside"), "\(printed.standardError)")
    let flag = try await workshop.run("build", "--build-base-image", "oci-layout:\(place)/base:3.11", exitCode: 3)
    #expect(flag.codes == ["not-an-image-layout"])
  }

  @Test func `a base image's registry that is down is infrastructure`() async throws {
    var agent = TinyAgent.unbased
    agent.base = "127.0.0.1:\(try TestProcess.freePort())/library/python:3.11"
    let call = try await Workshop(agent).run("run", exitCode: 3, stages: Self.blocked)
    #expect(call.codes == ["registry-network"])
    #expect(call.said.contains("nothing is listening at `127.0.0.1:"))
  }

  @Test func `a base image that the registry does not have is named`() async throws {
    let registry = try TestRegistry()
    defer { registry.stop() }
    var agent = TinyAgent.unbased
    agent.base = "\(registry.host)/library/python:3.11"
    let call = try await Workshop(agent).run("run", exitCode: 3, stages: Self.blocked)
    #expect(call.codes == ["registry-not-found"])
    #expect(call.said.contains("\(registry.host)/library/python:3.11"))
  }

  @Test func `an entrypoint that is not in the image is found before anything is built`() async throws {
    let workshop = try await Workshop(.unbased)
    try workshop.write("main.py\n", to: ".dockerignore")
    let call = try await workshop.run(
      "run", exitCode: 1,
      stages: [
        "validate failed", "build notRun: blocked by validate", "test notRun: blocked by validate",
        "tag notRun: blocked by validate", "push notRun: blocked by validate",
      ])
    #expect(call.codes == ["entrypoint-missing"])
  }
}
