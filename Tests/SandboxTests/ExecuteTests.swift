import ChildProcess
import Glibc
import Sandbox
import Testing

@Suite(
  .timeLimit(.minutes(2)),
  .enabled(if: Laboratory.busybox != nil, "the root directories are made of busybox (package busybox-static)"))
struct `Running a second program in a sandbox` {
  /// A sandbox that idles in /tmp while the body runs programs beside it.
  private func withIdleSandbox(
    user: SandboxSpecification.User = .root, _ body: (any RunningSandbox, Laboratory) async throws -> Void
  ) async throws {
    try await Laboratory.withEngines { engine, laboratory in
      let sandbox = try await engine.start(
        try laboratory.specification("echo ready; exec sleep 600", workingDirectory: "/tmp", user: user))
      do {
        try await laboratory.waitForLog("ready")
        try await body(sandbox, laboratory)
      } catch {
        await sandbox.stop(grace: .zero)
        throw error
      }
      await sandbox.stop(grace: .zero)
      try laboratory.expectNothingLeft()
    }
  }

  private func execute(
    _ sandbox: any RunningSandbox, _ script: String, environment: [String: String] = [:], timeout: Duration? = nil
  ) async throws -> ChildProcess.Exit {
    try await sandbox.execute(
      ["sh", "-c", script], environment: environment.merging(["PATH": "/bin"]) { $1 }, timeout: timeout,
      keepingLast: 64 << 10)
  }

  @Test func `tells how it ended and what it wrote, in order`() async throws {
    try await withIdleSandbox { sandbox, _ in
      let exit = try await execute(sandbox, "echo one; echo two >&2; echo three; exit 5")
      #expect(exit.status == .exited(5))
      #expect(exit.output == "one\ntwo\nthree\n")
      let killed = try await execute(sandbox, "kill -9 $$")
      #expect(killed.status == .signaled(9))
    }
  }

  @Test func `finds it in the same root, directory, network and among the same processes`() async throws {
    try await withIdleSandbox { sandbox, _ in
      let exit = try await execute(
        sandbox, "pwd; ls / | grep -c busybox; ip -o addr show lo; ps; echo $GREETING",
        environment: ["GREETING": "hello"])
      #expect(exit.output.hasPrefix("/tmp\n"))
      #expect(exit.output.contains("127.0.0.1"))
      #expect(exit.output.contains("sleep 600"))
      #expect(exit.output.hasSuffix("hello\n"))
    }
  }

  @Test(.enabled(if: geteuid() == 0, "only root can be anybody"))
  func `runs it as the same user, without any capability`() async throws {
    try await withIdleSandbox(user: SandboxSpecification.User(uid: 1000, gid: 1000)) { sandbox, _ in
      let exit = try await execute(sandbox, "id -u; id -g; cat /proc/self/status")
      #expect(exit.output.hasPrefix("1000\n1000\n"))
      #expect(exit.output.contains("CapEff:\t0000000000000000"))
      #expect(exit.output.contains("CapBnd:\t0000000000000000"))
      #expect(exit.output.contains("NoNewPrivs:\t1"))
    }
    try await withIdleSandbox { sandbox, _ in
      let exit = try await execute(sandbox, "id -u; cat /proc/self/status")
      #expect(exit.output.hasPrefix("0\n"))
      #expect(exit.output.contains("CapEff:\t0000000000000000"))
    }
  }

  @Test(.enabled(if: geteuid() != 0, "what happens to an ordinary user"))
  func `without root runs both as the given user in bubblewrap, as root in runc`() async throws {
    let user = SandboxSpecification.User(uid: 65532, gid: 65532)
    try await Laboratory.withEngines { engine, laboratory in
      let sandbox = try await engine.start(try laboratory.specification("id -u; exec sleep 600", user: user))
      try await laboratory.waitForLog("\n")
      let exit = try await execute(sandbox, "id -u; touch /tmp/mine; cat /proc/self/status")
      await sandbox.stop(grace: .zero)
      let expected = type(of: engine).id == .bwrap ? "65532\n" : "0\n"
      let log = try laboratory.logText()
      #expect(log == expected)
      #expect(exit.output.hasPrefix(expected))
      #expect(!exit.output.contains("denied"))
      #expect(exit.output.contains("CapEff:\t0000000000000000"))
      #expect(exit.output.contains("CapBnd:\t0000000000000000"))
    }
  }

  @Test func `stops it at its time limit, however stubborn`() async throws {
    try await withIdleSandbox { sandbox, _ in
      let polite = try await execute(
        sandbox, "trap 'echo bye; exit 0' TERM; echo ready; sleep 400 & wait", timeout: .milliseconds(500))
      #expect(polite.status == .timedOut)
      #expect(polite.output == "ready\nbye\n")
      let stubborn = try await execute(
        sandbox, "trap '' TERM; echo stubborn; while :; do sleep 0.1; done", timeout: .milliseconds(500))
      #expect(stubborn.status == .timedOut)
      let processes = try await execute(sandbox, "ps")
      #expect(!processes.output.contains("stubborn"))
      #expect(!processes.output.contains("sleep 400"))
      #expect(sandbox.exitStatus == nil)
    }
  }

  @Test func `stops it when the task is cancelled`() async throws {
    try await withIdleSandbox { sandbox, laboratory in
      let task = Task { try await execute(sandbox, "echo started >/tmp/started; exec sleep 500") }
      try await laboratory.waitForLog("started", in: "root/tmp/started")
      task.cancel()
      await #expect(throws: SandboxFailure.self) { try await task.value }
      let processes = try await execute(sandbox, "ps")
      #expect(!processes.output.contains("sleep 500"))
    }
  }

  @Test func `says when it is not there`() async throws {
    try await withIdleSandbox { sandbox, _ in
      let exit = try await sandbox.execute(["missing"], environment: ["PATH": "/bin"], timeout: nil, keepingLast: 1024)
      #expect(!exit.status.isSuccess)
      #expect(exit.output.contains("missing"))
    }
  }

  @Test func `is refused once the first has ended`() async throws {
    try await Laboratory.withEngines { engine, laboratory in
      let sandbox = try await engine.start(try laboratory.specification("exit 4"))
      _ = await sandbox.waitForExit()
      await #expect(throws: SandboxFailure.notRunning(.exited(4))) { try await execute(sandbox, "true") }
    }
  }
}
