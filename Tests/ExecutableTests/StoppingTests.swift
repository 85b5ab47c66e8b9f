import FileIO
import Glibc
import PipelineCore
import SystemPackage
import TestSupport
import Testing

/// However a run is stopped: its reports are complete, and its containers, programs and directories are gone.
@Suite("The executable and being stopped") struct StoppingTests {
  static let inTest = [
    "validate passed", "build passed", "test failed", "tag notRun: blocked by test", "push notRun: blocked by test",
  ]

  @Test(
    "a signal while the agent starts", .onPythonBase,
    arguments: [(SIGTERM, 143, "terminated (SIGTERM)"), (SIGINT, 130, "interrupted (SIGINT)")])
  func starting(signal: Int32, exitCode: Int, reason: String) async throws {
    var agent = TinyAgent()
    agent.program = TinyAgent.sleeper
    agent.readyTimeout = "10m"
    let workshop = try await Workshop(agent)
    let call = try await workshop.run("run", exitCode: Int32(exitCode), stages: Self.inTest) { child in
      try await eventually("the agent runs") { (try? workshop.read(workshop.log))?.contains("asleep") == true }
      kill(child.processID, signal)
    }
    #expect(call.said.contains(reason))
    #expect(call.report.agents[0].stages[2].reason == reason)
    #expect(call.report.agents[0].image != nil, "what was built is reported")
  }

  @Test(.onPythonBase) func `a signal while a command runs in the container`() async throws {
    var agent = TinyAgent()
    agent.tests = [
      "commands:",
      "  - name: endless",
      "    run: [python, -c, \"import urllib.request as r, time; r.urlopen('http://127.0.0.1:8080/begun'); time.sleep(600)\"]",
    ]
    let workshop = try await Workshop(agent)
    let call = try await workshop.run("run", exitCode: 143, stages: Self.inTest) { child in
      try await eventually("the command runs") { (try? workshop.read(workshop.log))?.contains("/begun") == true }
      kill(child.processID, SIGTERM)
    }
    #expect(call.checks["health"]?.outcome == .passed)
  }

  @Test(.onPythonBase) func `the time limit of the run`() async throws {
    var agent = TinyAgent()
    agent.program = TinyAgent.sleeper
    agent.readyTimeout = "10m"
    let workshop = try await Workshop(agent)
    try await workshop.run("build", exitCode: 0)
    let call = try await workshop.run(
      "run", "--from", "test", "--timeout", "1s", exitCode: 4,
      stages: [
        "validate passed", "build skipped", "test failed", "tag notRun: blocked by test",
        "push notRun: blocked by test",
      ])
    #expect(call.seconds < 100)
    #expect(call.said.contains("the time limit was reached"))
  }

  @Test("a signal while pip waits for its index", arguments: [(SIGTERM, 143), (SIGINT, 130)])
  func installing(signal: Int32, exitCode: Int) async throws {
    let index = try TestHTTPServer { _ in
      TestResponse(200, [("Content-Length", "1000")], ending: .stalled(afterBytes: 0))
    }
    defer { index.stop() }
    var agent = TinyAgent.unbased
    agent.dependencies = ["requests==2.32.3"]
    let call = try await Workshop(agent).run(
      "run",
      environment: [
        "PIP_INDEX_URL": "\(index.origin)/simple", "PIP_RETRIES": "0", "PIP_DEFAULT_TIMEOUT": "600",
        "PIP_CONFIG_FILE": "/dev/null",
      ], exitCode: Int32(exitCode), stages: BuildTests.blocked
    ) { child in
      try await eventually("pip asks the index") { !index.requests.isEmpty }
      kill(child.processID, signal)
    }
    #expect(call.seconds < 100)
    #expect(call.report.agents[0].image == nil)
  }

  @Test func `a killed run leaves no report that says passed`() async throws {
    let registry = try TestHTTPServer { _ in
      TestResponse(200, [("Content-Length", "1000")], ending: .stalled(afterBytes: 0))
    }
    defer { registry.stop() }
    let workshop = try await Workshop(.unbased)
    try await workshop.run("build", exitCode: 0)
    _ = try await workshop.call(["build", "--build-base-image", "\(registry.host)/base:1"]) { child in
      try await eventually("the base is asked for") { !registry.requests.isEmpty }
      kill(child.processID, SIGKILL)
    }
    #expect(!(try Directory.names(in: workshop.workDirectory).contains { ["report.json", "junit.xml"].contains($0) }))
  }

  @Test func `two signals at once are one wish, as timeout sends them to a process and its group`() async throws {
    let registry = try TestHTTPServer { _ in
      TestResponse(200, [("Content-Length", "1000")], ending: .stalled(afterBytes: 0))
    }
    defer { registry.stop() }
    let workshop = try await Workshop(.unbased)
    let call = try await workshop.run(
      "build", "--build-base-image", "\(registry.host)/base:1", exitCode: 143,
      stages: ["validate passed", "build failed", "test skipped", "tag skipped", "push skipped"]
    ) { child in
      try await eventually("the base is asked for") { !registry.requests.isEmpty }
      kill(child.processID, SIGTERM)
      kill(child.processID, SIGTERM)
    }
    #expect(call.said.contains("terminated (SIGTERM)"))
    #expect(!(try Directory.names(in: workshop.workDirectory).contains { $0.hasPrefix("build-") }))
  }

  @Test(
    "a signal or the time limit ends the other commands as well",
    arguments: [
      (["pull", "HOST/base:1", "oci-layout:x"], nil), (["doctor", "--push-to", "HOST/tiny"], nil),
      (["pull", "HOST/base:1", "oci-layout:x", "--timeout", "300ms"], "the time limit was reached"),
      (["doctor", "--push-to", "HOST/tiny", "--timeout", "300ms"], "the time limit was reached"),
    ] as [([String], String?)])
  func others(command: [String], limit: String?) async throws {
    let registry = try TestHTTPServer { _ in
      TestResponse(200, [("Content-Length", "1000")], ending: .stalled(afterBytes: 0))
    }
    defer { registry.stop() }
    let workshop = try await Workshop(.unbased)
    let end = try await workshop.call(command.map { $0.replacing("HOST", with: registry.host) }) { child in
      guard limit == nil else { return }
      try await eventually("the registry is asked") { !registry.requests.isEmpty }
      kill(child.processID, SIGINT)
    }
    #expect(end.exitCode == (limit == nil ? 130 : 4), "\(end.standardError)")
    #expect(end.standardError.contains(limit ?? "interrupted (SIGINT)"), "\(end.standardError)")
  }

  @Test(
    "a closed terminal ends the run in order, unless it runs under nohup",
    arguments: [(SIGHUP, [], 129), (SIGQUIT, [], 131), (SIGHUP, ["/usr/bin/nohup"], 143)] as [(Int32, [String], Int32)])
  func terminal(signal: Int32, wrapper: [String], exitCode: Int32) async throws {
    let registry = try TestHTTPServer { _ in
      TestResponse(200, [("Content-Length", "1000")], ending: .stalled(afterBytes: 0))
    }
    defer { registry.stop() }
    try await Workshop(.unbased).run(
      ["build", "--build-base-image", "\(registry.host)/base:1"], wrapper: wrapper, exitCode: exitCode
    ) { child in
      try await eventually("the base is asked for") { !registry.requests.isEmpty }
      kill(child.processID, signal)
      guard exitCode == 143 else { return }
      try await Task.sleep(for: .milliseconds(500))
      kill(child.processID, SIGTERM)
    }
  }

  @Test func `the time limit ends the wait for a cache that is in use`() async throws {
    let workshop = try await Workshop(.unbased)
    let cache = workshop.directory.appending("busy")
    try Directory.create(cache)
    let lock = try DirectoryLock.tryLocking(cache, .shared)
    let end = try await workshop.call("cache", "prune", "--cache-dir", cache.string, "--timeout", "300ms")
    withExtendedLifetime(lock) {}
    #expect(end.exitCode == 4, "\(end.standardError)")
  }

  @Test func `a signal while a registry does not answer`() async throws {
    let registry = try TestHTTPServer { _ in
      TestResponse(200, [("Content-Length", "1000")], ending: .stalled(afterBytes: 0))
    }
    defer { registry.stop() }
    let call = try await Workshop(.unbased).run(
      "run", "--skip", "test", "--push-to", "\(registry.host)/team/tiny", environment: PushTests.unchecked,
      exitCode: 143,
      stages: PushTests.failed
    ) { child in
      try await eventually("the push began") { !registry.requests.isEmpty }
      kill(child.processID, SIGTERM)
    }
    #expect(call.seconds < 100)
  }
}
