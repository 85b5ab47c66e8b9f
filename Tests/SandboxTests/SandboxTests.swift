import ChildProcess
import Diagnostics
import FileIO
import Glibc
import Sandbox
import SystemPackage
import Testing

/// Every engine that works on this machine; a root directory of busybox is all that runs in it.
@Suite(
  .timeLimit(.minutes(2)),
  .enabled(if: Laboratory.busybox != nil, "the root directories are made of busybox (package busybox-static)"))
struct `A sandbox` {
  @Test func `tells how its program ended and keeps what it wrote`() async throws {
    try await Laboratory.withEngines { engine, laboratory in
      let sandbox = try await engine.start(try laboratory.specification("echo out; echo err >&2; exit 7"))
      #expect(await sandbox.waitForExit() == .exited(7))
      #expect(sandbox.exitStatus == .exited(7))
      let log = try laboratory.logText()
      #expect(log == "out\nerr\n")
      try laboratory.expectNothingLeft()
    }
  }

  @Test func `tells which signal ended its program`() async throws {
    try await Laboratory.withEngines { engine, laboratory in
      let sandbox = try await engine.start(try laboratory.specification("echo ready; exec sleep 600"))
      try await laboratory.waitForLog("ready")
      kill(sandbox.initProcess, SIGKILL)
      #expect(await sandbox.waitForExit() == .signaled(9))
      try laboratory.expectNothingLeft()
    }
  }

  @Test func `passes the environment, the directory and nothing else`() async throws {
    try await Laboratory.withEngines { engine, laboratory in
      let sandbox = try await engine.start(
        try laboratory.specification(
          "pwd; exec env", environment: ["GREETING": "hello world"], workingDirectory: "/tmp"))
      #expect(await sandbox.waitForExit() == .exited(0))
      let lines = try laboratory.logText().split(separator: "\n").map { String($0) }
      #expect(lines.first == "/tmp")
      // The shell adds the first two, and runc, like Docker, the home directory.
      let added = ["PWD=/tmp", "SHLVL=1", "HOME=/"]
      #expect(Set(lines.dropFirst()).subtracting(added) == ["GREETING=hello world", "PATH=/bin"])
    }
  }

  @Test(.enabled(if: geteuid() == 0, "only root can be anybody"))
  func `runs as the given user, without any capability`() async throws {
    try await Laboratory.withEngines { engine, laboratory in
      laboratory.give("tmp", to: 1000)
      let script =
        "id -u; id -g; touch /tmp/mine && echo yes; touch /bin/theirs 2>/dev/null || echo no; cat /proc/self/status"
      let sandbox = try await engine.start(
        try laboratory.specification(script, user: SandboxSpecification.User(uid: 1000, gid: 1000)))
      #expect(await sandbox.waitForExit() == .exited(0))
      let log = try laboratory.logText()
      #expect(log.hasPrefix("1000\n1000\nyes\nno\n"))
      #expect(log.contains("CapEff:\t0000000000000000"))
      #expect(log.contains("CapBnd:\t0000000000000000"))
      #expect(log.contains("NoNewPrivs:\t1"))
    }
  }

  @Test func `has no capability as root either`() async throws {
    try await Laboratory.withEngines { engine, laboratory in
      let sandbox = try await engine.start(try laboratory.specification("id -u; cat /proc/self/status"))
      #expect(await sandbox.waitForExit() == .exited(0))
      let log = try laboratory.logText()
      #expect(log.hasPrefix("0\n"))
      #expect(log.contains("CapEff:\t0000000000000000"))
    }
  }

  @Test func `shows files of the host that cannot be changed`() async throws {
    try await Laboratory.withEngines { engine, laboratory in
      let shared = laboratory.directory.appending("shared")
      try Directory.create(shared)
      try FileContents.write(Array("from the host".utf8), to: shared.appending("file"))
      let sandbox = try await engine.start(
        try laboratory.specification(
          "cat /data/file; touch /data/new 2>/dev/null || echo ' read-only'",
          readOnlyBinds: [SandboxSpecification.Bind(source: shared, target: "/data")]))
      #expect(await sandbox.waitForExit() == .exited(0))
      let log = try laboratory.logText()
      #expect(log == "from the host read-only\n")
    }
  }

  @Test func `can be read-only, but for what stays writable`() async throws {
    try await Laboratory.withEngines { engine, laboratory in
      for name in ["data", "fixed"] {
        try Directory.create(laboratory.root.appending(name))
        laboratory.give(name, to: 0)
      }
      let script = "for d in /tmp /data /fixed; do touch $d/x 2>/dev/null && echo $d; done; touch /fixed/x"
      var specification = try laboratory.specification(script)
      (specification.isReadOnly, specification.writable) = (true, ["/data"])
      _ = await (try await engine.start(specification)).waitForExit()
      let log = try laboratory.logText()
      #expect(log.hasPrefix("/data\n") && log.contains("Read-only file system"), "\(log)")
      var other = try laboratory.specification(script, log: "second")
      other.protected = ["/fixed"]
      _ = await (try await engine.start(other)).waitForExit()
      #expect(try laboratory.logText("second").hasPrefix("/tmp\n/data\ntouch: /fixed/x: Read-only file system"))
    }
  }

  @Test(arguments: [true, false]) func `holds the standard input open where it is asked to`(isOpen: Bool) async throws {
    try await Laboratory.withEngines { engine, laboratory in
      var specification = try laboratory.specification("cat; echo ended")
      specification.holdsInputOpen = isOpen
      let sandbox = try await engine.start(specification)
      if isOpen {
        try await Task.sleep(for: .milliseconds(300))
        #expect(sandbox.exitStatus == nil)
      } else {
        #expect(await sandbox.waitForExit() == .exited(0))
      }
      await sandbox.stop(grace: .zero)
      #expect(try laboratory.logText() == (isOpen ? "" : "ended\n"))
      try laboratory.expectNothingLeft()
    }
  }

  @Test func `has a network of its own where only loopback is up`() async throws {
    try await Laboratory.withEngines { engine, laboratory in
      let script = """
        ip -o link; ip -o addr show lo; nc -ll -p 18080 -e cat &
        until grep -q :46A0 /proc/net/tcp*; do sleep 0.05; done; echo listening; wait
        """
      let first = try await engine.start(try laboratory.specification(script, log: "first"))
      let second = try await engine.start(try laboratory.specification(script, log: "second"))
      try await laboratory.waitForLog("listening", in: "first")
      try await laboratory.waitForLog("listening", in: "second")
      let log = try laboratory.logText("first")
      #expect(log.contains("127.0.0.1"))
      let others = log.split(separator: "\n").filter { $0.contains("link/") && !$0.contains(" lo: ") }
      #expect(others.filter { $0.contains(",UP") } == [])
      let secondLog = try laboratory.logText("second")
      #expect(!secondLog.contains("in use"))
      #expect(!Loopback.accepts(port: 18080))
      await first.stop(grace: .seconds(5))
      await second.stop(grace: .seconds(5))
    }
  }

  @Test func `whose program is not in the image says so`() async throws {
    try await Laboratory.withEngines { engine, laboratory in
      var specification = try laboratory.specification("")
      specification.arguments = ["/bin/missing"]
      let failure = await #expect(throws: SandboxFailure.self) { try await engine.start(specification) }
      #expect(failure?.diagnostic.message.contains("missing") == true)
      #expect(failure?.diagnostic.code == "sandbox-start")
      try laboratory.expectNothingLeft()
    }
  }
}
