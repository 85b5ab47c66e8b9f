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

  /// It answers no request, so that nothing but the process and its log can be looked at.
  private func silent(_ program: String, ready: String = "started", tests: [String] = []) -> TinyAgent {
    var agent = TinyAgent()
    (agent.program, agent.listens, agent.ready, agent.tests) = (program, false, ready, tests)
    return agent
  }

  @Test func `an agent that ends while a command runs is said to, with its traceback`() async throws {
    let agent = silent(
      "import time\ntime.sleep(2)\nraise ValueError('no such model')",
      tests: ["commands: [{name: slow, run: [python, -c, 'import time; time.sleep(5)']}]"])
    let call = try await Workshop(agent).run("run", exitCode: 1, stages: Self.blocked)
    #expect(call.checks["command:slow"]?.message?.hasPrefix("the agent exited with status 1 while") == true)
    #expect(call.checks["command:slow"]?.output?.contains("ValueError: no such model") == true)
    #expect(!call.said.contains("stopped container") && !call.said.contains("signal 9"))
  }

  @Test func `an agent that speaks on its standard streams is given an input that stays open`() async throws {
    let agent = silent(
      "import sys\nprint('server ready', file=sys.stderr, flush=True)\nfor line in sys.stdin: pass\nsys.exit(3)",
      ready: "{log: server ready}", tests: ["files: [{path: /app/main.py}]"])
    let call = try await Workshop(agent).run("run", "--skip", "tag,push", exitCode: 0)
    #expect(call.checks["ready"]?.message == "the log contains `server ready`")
  }

  @Test func `an agent without a port that ends while it loads its packages fails`() async throws {
    let agent = silent("import time\ntime.sleep(3)\nraise KeyError('MODEL_URL')", ready: "started")
    let call = try await Workshop(agent).run("run", exitCode: 1, stages: Self.blocked)
    #expect(call.checks["ready"]?.outcome == .passed)
    #expect(call.checks["running"]?.message?.hasSuffix("exited unexpectedly: exit status 1") == true, "\(call.said)")
    #expect(call.checks["running"]?.output?.contains("KeyError: 'MODEL_URL'") == true)
  }

  @Test func `an agent without a port that stays alive passes`() async throws {
    let call = try await Workshop(silent("import time\ntime.sleep(60)", ready: "started")).run(
      "run", "--skip", "tag,push", exitCode: 0)
    #expect(call.checks["running"]?.message == "it was alive for 10.0 s", "\(call.said)")
  }

  /// Answers `initialize`, and leaves a file when it is told that it was heard.
  private static func server(_ answer: String) -> String {
    """
    import json, sys
    print('server starts', file=sys.stderr, flush=True)
    for line in sys.stdin:
        message = json.loads(line)
        if message['method'] == 'initialize':
            version = message['params']['protocolVersion']
            print(json.dumps({'jsonrpc': '2.0', 'id': message['id'], \(answer)}), flush=True)
        if message['method'] == 'notifications/initialized': open('/tmp/initialized', 'w').close()
    """
  }
  private static let greeting =
    server("'result': {'protocolVersion': version, 'capabilities': {}, 'serverInfo': {'name': 't', 'version': '1'}}")
  private static let awaitFile =
    "import os, time; [time.sleep(0.05) for n in range(100) if not os.path.exists('/tmp/initialized')]; open('/tmp/initialized')"

  @Test(arguments: ["runc", "bwrap"])
  func `an MCP server is ready when it has answered initialize`(engine: String) async throws {
    let agent = silent(
      Self.greeting, ready: "mcp",
      tests: ["commands: [{name: was told so, run: [python, -c, \"\(Self.awaitFile)\"]}]"])
    let call = try await Workshop(agent).run(
      "run", "--skip", "tag,push", "--test-engine", engine, "--build-user", "65532:65532", exitCode: 0)
    #expect(call.checks["ready"]?.message == "an answer to MCP's `initialize`")
  }

  @Test(arguments: [
    (server("'error': {'code': -32602, 'message': 'no such version'}"), "is an error: ", 30.0),
    (server("'result': {}"), "has no `protocolVersion`", 30),
    ("import time\ntime.sleep(60)", "no answer to `initialize` on standard output yet", 90),
  ])
  func `an MCP server that does not answer right is not ready`(program: String, message: String, limit: Double)
    async throws
  {
    let agent = silent(program, ready: "{mcp: true, timeout: 3s}")
    let call = try await Workshop(agent).run("run", exitCode: 1, stages: Self.blocked)
    #expect(call.checks["ready"]?.message?.contains(message) == true, "\(call.said)")
    #expect(call.seconds < limit)
  }

  @Test func `a refused write is told of while the agent goes on`() async throws {
    let agent = silent(
      "import time\ntry: open('/app/cache', 'w')\nexcept OSError as e: print(e, flush=True)\nprint('up', flush=True); time.sleep(60)",
      ready: "{log: up}")
    let call = try await Workshop(agent).run("run", "--skip", "tag,push", exitCode: 0)
    #expect(call.codes == ["write-refused"], "\(call.said)")
  }

  @Test func `a crash without a secret names test.environment`() async throws {
    var agent = silent("import os\nos.environ['API_KEY']")
    agent.spec = ["environment: [{name: API_KEY, from: secret}]"]
    let call = try await Workshop(agent).run("run", exitCode: 1, stages: Self.blocked)
    #expect(call.codes.contains("secret-unset-in-test"))
    #expect(call.said.contains("`test.environment: {API_KEY: test}`"))
  }

  @Test func `a database in the working directory is told where it may be`() async throws {
    let agent = silent("import sqlite3\nsqlite3.connect('my.db').execute('create table a(b)')")
    let call = try await Workshop(agent).run("run", exitCode: 1, stages: Self.blocked)
    #expect(call.codes.contains("write-refused"))
    #expect(call.said.contains("write to `/home/agent` (HOME), `/tmp`, a volume"))
  }

  private static let writer = """
    import os, time
    open(os.path.expanduser('~/x'), 'w'); open('/app/data/x', 'w'); open('/tmp/x', 'w')
    print('written', flush=True); time.sleep(60)
    """

  @Test func `home, tmp and a volume can be written; with test.readOnly the volume only`() async throws {
    var agent = silent(Self.writer, ready: "{log: written}")
    agent.spec = ["volumes: [{target: /app/data, type: volume}]"]
    try await Workshop(agent).run("run", "--skip", "tag,push", exitCode: 0)
    let call = try await Workshop(agent).run("run", "--test-read-only", exitCode: 1, stages: Self.blocked)
    #expect(call.codes.contains("write-refused"))
    #expect(call.said.contains("the test's file system is read-only (`test.readOnly`)"))
    agent.program = "import time\nopen('/app/data/x', 'w')\nprint('written', flush=True)\ntime.sleep(60)"
    try await Workshop(agent).run("run", "--test-read-only", "--skip", "tag,push", exitCode: 0)
  }

  @Test func `an agent that ignores SIGTERM is told why its stage took longer`() async throws {
    let agent = silent(
      "import signal, time\nsignal.signal(signal.SIGTERM, lambda *_: None)\nprint('up', flush=True)\nwhile True: time.sleep(60)",
      ready: "{log: up}")
    let call = try await Workshop(agent).run("run", "--skip", "tag,push", exitCode: 0)
    #expect(call.codes.contains("stop-ignored"))
  }

  @Test func `a health check whose program the image lacks fails at once`() async throws {
    var agent = silent("import time\ntime.sleep(600)")
    agent.spec = ["healthCheck: {command: [sh, -c, 'curl -f http://localhost/'], startPeriod: 60s}"]
    let call = try await Workshop(agent).run("run", exitCode: 1, stages: Self.blocked)
    #expect(call.seconds < 40 && call.checks["health"]?.outcome == .failed)
  }
}
