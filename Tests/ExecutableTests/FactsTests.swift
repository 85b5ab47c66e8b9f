import Diagnostics
import FileIO
import Glibc
import PipelineCore
import SystemPackage
import TestSupport
import Testing

/// Nothing but a run that saw the tests pass decides that an image is pushed.
@Suite("The executable and facts of others", .onPythonBase) struct FactsTests {
  private static let pushFailed = [
    "validate passed", "build skipped", "test skipped", "tag skipped", "push failed",
  ]

  private func failing() -> TinyAgent {
    var agent = TinyAgent()
    agent.program = "raise SystemExit(1)"
    return agent
  }

  private func fact(_ name: String, in workshop: Workshop) -> FilePath {
    workshop.workDirectory.appending("facts/\(name).json")
  }

  @Test(arguments: ["index", "HEAD"])
  func `a commit does not decide what is pushed`(place: String) async throws {
    let registry = try TestRegistry()
    defer { registry.stop() }
    let workshop = try await Workshop()
    for stage in ["build", "test", "tag"] { try await workshop.run(stage, exitCode: 0) }
    try await workshop.git("add", "-f", ".agent-pipeline/facts", ".agent-pipeline/image")
    if place == "HEAD" {
      try await workshop.git("commit", "-q", "-m", "feat: facts")
      // Not even where the index has forgotten them.
      try await workshop.git("rm", "-q", "-r", "--cached", ".agent-pipeline")
    }
    for arguments in [["push", "--push-to", "\(registry.host)/team/tiny"], ["run"]] {
      let call = try await workshop.run(arguments, exitCode: 1)
      #expect(call.codes == ["committed-facts"])
      #expect(call.said.contains("git rm -r --cached .agent-pipeline/facts"))
    }
    #expect(registry.requests.isEmpty)
  }

  @Test func `a forged verdict is none`() async throws {
    let registry = try TestRegistry()
    defer { registry.stop() }
    let workshop = try await Workshop(failing())
    try await workshop.run("run", exitCode: 1, stages: TestStageTests.blocked)
    try await workshop.run("tag", exitCode: 0)
    let path = fact("test-outcome", in: workshop)
    let forged = try workshop.read(path).replacing("failed", with: "passed")
    #expect(forged.contains("passed"))
    let push = ["push", "--push-to", "\(registry.host)/team/tiny"]
    for environment in [[:], ["GITHUB_ACTIONS": "true", "AGENT_PIPELINE_FACTS_KEY": "a key that all jobs share"]] {
      try FileContents.write(Array(forged.utf8), to: path)
      let call = try await workshop.run(push, environment: environment, exitCode: 2, stages: Self.pushFailed)
      #expect(Set(call.codes).isSubset(of: ["untested-image", "foreign-facts"]) && !call.codes.isEmpty)
    }
    #expect(!registry.requests.contains { $0.method == "PUT" || $0.method == "POST" })
  }

  @Test(arguments: [SIGKILL, SIGTERM])
  func `tests that do not end have not passed`(signal: Int32) async throws {
    let workshop = try await Workshop()
    // The image passes once; the facts of then must not count for the second time.
    for stage in ["build", "test", "tag"] { try await workshop.run(stage, exitCode: 0) }
    var slow = TinyAgent()
    slow.tests = ["commands:", "  - name: endless", "    run: [python, -c, \"import time; time.sleep(600)\"]"]
    try workshop.write(slow)
    let end = try await workshop.call(["test"]) { child in
      try await eventually("the tests run") {
        (try? workshop.read(fact("test-outcome", in: workshop)))?.contains("unfinished") == true
          && (try? workshop.read(workshop.log))?.contains("GET /health") == true
      }
      kill(child.processID, signal)
    }
    #expect(end.exitCode == (signal == SIGKILL ? -9 : 143))
    let call = try await workshop.call(["push", "--push-to", "127.0.0.1:9/team/tiny"])
    #expect(call.exitCode == 2 && call.standardError.contains("tests-unfinished"), "\(call.standardError)")
  }

  @Test func `the first failed check is on the disk at once`() async throws {
    var agent = TinyAgent()
    agent.tests = [
      "http:", "  - name: answers bye", "    request: {path: /bye}", "    expect: {status: 201}",
      "commands:", "  - name: endless", "    run: [python, -c, \"import time; time.sleep(600)\"]",
    ]
    let workshop = try await Workshop(agent)
    try await workshop.run("build", exitCode: 0)
    try await workshop.run("tag", exitCode: 0)
    let end = try await workshop.call(["test"]) { child in
      try await eventually("the failure is kept") {
        (try? workshop.read(fact("test-outcome", in: workshop)))?.contains("failed") == true
      }
      kill(child.processID, SIGKILL)
    }
    #expect(end.exitCode == -9)
    let call = try await workshop.call(["push", "--push-to", "127.0.0.1:9/team/tiny", "--allow-untested"])
    #expect(call.exitCode == 1 && call.standardError.contains("tests-failed"), "\(call.standardError)")
  }

  @Test func `an untested image is pushed only where a flag or a variable says so`() async throws {
    let registry = try TestRegistry()
    defer { registry.stop() }
    let workshop = try await Workshop(.unbased)
    let destination = ["--push-to", "\(registry.host)/team/tiny"]
    try await workshop.run("build", exitCode: 0)
    try await workshop.run("tag", exitCode: 0)
    let refused = try await workshop.run(["push"] + destination, exitCode: 2, stages: Self.pushFailed)
    #expect(refused.codes == ["untested-image"] && refused.said.contains("AGENT_PIPELINE_PUSH_ALLOW_UNTESTED"))
    // What a run may leave out, a push alone may not.
    let variables = ["AGENT_PIPELINE_TEST_ENGINE": "none", "AGENT_PIPELINE_SKIP": "test"]
    #expect(try await workshop.run(["push"] + destination, environment: variables, exitCode: 2).codes == refused.codes)
    #expect(registry.requests.isEmpty)

    let allowed = try await workshop.run(["push", "--allow-untested"] + destination, exitCode: 0)
    #expect(allowed.codes == ["untested-image"])
    #expect(allowed.report.agents[0].diagnostics.map(\.severity) == [.warning])
    for flags in [["--skip", "test"], ["--test-engine", "none"]] {
      let run = try await workshop.run(["run"] + flags + destination, exitCode: 0)
      #expect(run.report.agents[0].diagnostics.filter { $0.code == "untested-image" }.map(\.severity) == [.note])
    }
  }

  // MARK: Jobs on other machines

  /// Runs a stage as another machine would: with another home, and so without the key of the one before.
  private func job(
    _ stage: String, _ arguments: [String] = [], in workshop: Workshop, _ environment: [String: String], exitCode: Int32
  ) async throws -> Call {
    let home = try Directory.temporary(prefix: "home", in: workshop.directory)
    return try await workshop.run(
      [stage] + arguments, environment: ["HOME": home.string].merging(environment) { $1 }, exitCode: exitCode)
  }

  @Test func `jobs on several machines are one pipeline, and it is said what was not proven`() async throws {
    let registry = try TestRegistry()
    defer { registry.stop() }
    let workshop = try await Workshop()
    let gitLab = ["GITLAB_CI": "true"]
    for stage in ["build", "test", "tag"] {
      #expect(try await job(stage, in: workshop, gitLab, exitCode: 0).codes.contains("foreign-facts") == false)
    }
    let push = ["--push-to", "\(registry.host)/team/tiny"]
    #expect(try await job("push", push, in: workshop, gitLab, exitCode: 0).codes == ["unsealed-facts"])
    // Outside of a CI system no artifact explains where they come from.
    #expect(try await job("push", push, in: workshop, [:], exitCode: 2).codes == ["foreign-facts"])
    // Of another commit.
    try await workshop.git("commit", "-q", "--allow-empty", "-m", "fix: later")
    #expect(try await job("push", push, in: workshop, gitLab, exitCode: 2).codes == ["foreign-facts"])
  }

  @Test func `jobs that share a key prove it`() async throws {
    let registry = try TestRegistry()
    defer { registry.stop() }
    let workshop = try await Workshop()
    let key = ["AGENT_PIPELINE_FACTS_KEY": "canary-key-of-all-jobs-81"]
    for stage in ["build", "test", "tag"] { _ = try await job(stage, in: workshop, key, exitCode: 0) }
    let push = ["--push-to", "\(registry.host)/team/tiny"]
    let call = try await job("push", push, in: workshop, key, exitCode: 0)
    #expect(call.codes.isEmpty && !call.everything.contains("canary-key"))
    let other = ["AGENT_PIPELINE_FACTS_KEY": "another key, of sixteen", "GITLAB_CI": "true"]
    #expect(try await job("push", push, in: workshop, other, exitCode: 2).codes == ["foreign-facts"])
    let short = try await workshop.call(["push"], environment: ["AGENT_PIPELINE_FACTS_KEY": "short"])
    #expect(short.exitCode == 2 && short.standardError.contains("shorter than 16 characters"))
    #expect(!short.standardError.contains("short`"))
  }

  @Test(arguments: ["open to all", "a link", "in a repository"])
  func `a key that others could know or make does not count`(flaw: String) async throws {
    let workshop = try await Workshop(.unbased)
    let home = workshop.home
    let file = home.appending(".local/state/agent-pipeline/facts-key")
    try Directory.create(file.removingLastComponent())
    let known = [UInt8](repeating: 7, count: 32)
    switch flaw {
    case "open to all": try FileContents.write(known, to: file)
    case "a link":
      let elsewhere = workshop.directory.appending("key")
      try FileContents.write(known, to: elsewhere, permissions: .ownerReadWrite)
      try Directory.link(file, to: elsewhere.string)
    default:
      try FileContents.write(known, to: file, permissions: .ownerReadWrite)
      try Directory.create(home.appending(".git"))
    }
    try await workshop.run("build", exitCode: 0)
    let sealed = try workshop.read(fact("built-image", in: workshop))
    let second = try await workshop.run("push", "--allow-untested", "--push-to", "127.0.0.1:9/x", exitCode: 2)
    #expect(second.codes == ["foreign-facts"], "each run has a key of its own")
    #expect(sealed.contains("\"seal\":\""))
  }

  @Test func `the key of this machine is its owner's alone`() async throws {
    let workshop = try await Workshop(.unbased)
    try await workshop.run("validate", exitCode: 0)
    #expect(try FileStatus.of(workshop.home.appending(".local")) == nil, "validation writes nothing")
    try await workshop.run("build", exitCode: 0)
    let file = workshop.home.appending(".local/state/agent-pipeline/facts-key")
    let status = try #require(try FileStatus.of(file))
    #expect(status.permissions == 0o600 && status.size == 32)
    #expect(try Directory.names(in: file.removingLastComponent()) == ["facts-key"])
  }
}
