import Diagnostics
import PipelineCore
import Testing

@Suite("The executable and an agent that fails its tests", .onPythonBase) struct TestStageTests {
  static let blocked = [
    "validate passed", "build passed", "test failed", "tag notRun: blocked by test", "push notRun: blocked by test",
  ]

  @Test func `an agent that crashes at start fails at once, with the end of its log`() async throws {
    var agent = TinyAgent()
    agent.program = "import sys\nsys.exit('no model configured')"
    agent.readyTimeout = "10m"
    let call = try await Workshop(agent).run("run", exitCode: 1, stages: Self.blocked)
    #expect(call.seconds < 100)
    #expect(call.said.contains("no model configured"))
    #expect(call.said.contains("`python main.py` exited unexpectedly: exit status 1"))
    #expect(call.checks["running"]?.output?.contains("no model configured") == true)
    #expect(call.junit.contains("no model configured"))
  }

  @Test func `a health check that never passes fails after the ready timeout`() async throws {
    var agent = TinyAgent()
    agent.program = TinyAgent.sleeper
    agent.readyTimeout = "1s"
    let call = try await Workshop(agent).run("run", exitCode: 1, stages: Self.blocked)
    #expect(call.said.contains("not ready after 1s: GET http://127.0.0.1:8080/health"))
    #expect(call.said.contains("asleep"), "its log")
  }

  @Test func `an agent that runs out of memory is told its limit, and where to raise it`() async throws {
    var agent = TinyAgent()
    agent.limits = "{memory: 64Mi}"
    agent.program = """
      held = []
      while True: held.append(bytearray(b'x') * (8 << 20))
      """
    let call = try await Workshop(agent).run("run", exitCode: 1, stages: Self.blocked)
    #expect(call.codes.contains("memory-limit"))
    #expect(call.said.contains("its limit is 64 MiB"))
    #expect(call.said.contains("raise `spec.resources.limits.memory`"))
    #expect(call.checks["limits"]?.outcome == .failed)
  }

  @Test func `each check that fails says what it expected and what came`() async throws {
    var agent = TinyAgent()
    agent.tests = [
      "http:",
      "  - name: answers bye",
      "    request: {path: /chat}",
      "    expect: {status: 201, contains: [bye]}",
      "  - name: answers hello",
      "    request: {path: /chat}",
      "    expect: {status: 200, contains: [hello]}",
      "commands:",
      "  - name: unit tests",
      "    run: [python, -c, \"print('2 of 3 failed'); exit(5)\"]",
    ]
    let call = try await Workshop(agent).run("run", exitCode: 1, stages: Self.blocked)
    #expect(call.checks["http:answers bye"]?.message?.contains("expected status 201, got 200") == true)
    #expect(call.said.contains("expected status 201, got 200"))
    #expect(call.checks["http:answers hello"]?.outcome == .passed, "the others are made all the same")
    #expect(call.checks["command:unit tests"]?.message?.contains("exit status 5, expected exit status 0") == true)
    #expect(call.said.contains("2 of 3 failed"))
    #expect(call.junit.contains("2 of 3 failed"))
  }

  @Test func `an image that failed its tests is not pushed by a later call`() async throws {
    var agent = TinyAgent()
    agent.program = "raise SystemExit(1)"
    let workshop = try await Workshop(agent)
    try await workshop.run("run", exitCode: 1, stages: Self.blocked)
    try await workshop.run("tag", exitCode: 0)
    let call = try await workshop.run(
      "push", "--push-to", "127.0.0.1:9/team/tiny", exitCode: 1,
      stages: ["validate passed", "build skipped", "test skipped", "tag skipped", "push failed"])
    #expect(call.codes == ["tests-failed"])
    #expect(call.report.agents[0].pushed.isEmpty)
  }
}
