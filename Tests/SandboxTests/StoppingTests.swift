import ChildProcess
import FileIO
import Glibc
import Sandbox
import SystemPackage
import Testing

@Suite(
  .timeLimit(.minutes(2)),
  .enabled(if: Laboratory.busybox != nil, "the root directories are made of busybox (package busybox-static)"))
struct `Stopping a sandbox` {
  private let clock = ContinuousClock()

  @Test func `lets the program say goodbye`() async throws {
    try await Laboratory.withEngines { engine, laboratory in
      let sandbox = try await engine.start(
        try laboratory.specification("trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.1; done"))
      try await laboratory.waitForLog("ready")
      #expect(sandbox.exitStatus == nil)
      await sandbox.stop(grace: .seconds(10))
      #expect(sandbox.exitStatus == .exited(3))
      let log = try laboratory.logText()
      #expect(log == "ready\nbye\n")
      try laboratory.expectNothingLeft()
    }
  }

  @Test func `kills a program that ignores the request, after the grace`() async throws {
    try await Laboratory.withEngines { engine, laboratory in
      let sandbox = try await engine.start(
        try laboratory.specification("trap 'echo no' TERM; sleep 600 & echo ready; while :; do wait; done"))
      try await laboratory.waitForLog("ready")
      let start = clock.now
      await sandbox.stop(grace: .milliseconds(500))
      #expect(clock.now - start > .milliseconds(500))
      #expect(sandbox.exitStatus == .signaled(9))
      try laboratory.expectNothingLeft()
    }
  }

  @Test func `wastes no grace on a program that cannot hear`() async throws {
    try await Laboratory.withEngines { engine, laboratory in
      let sandbox = try await engine.start(try laboratory.specification("echo ready; exec sleep 600"))
      try await laboratory.waitForLog("ready")
      let start = clock.now
      await sandbox.stop(grace: .seconds(120))
      #expect(clock.now - start < .seconds(60))
      try laboratory.expectNothingLeft()
    }
  }

  @Test func `may happen twice, at once, and after the end`() async throws {
    try await Laboratory.withEngines { engine, laboratory in
      let sandbox = try await engine.start(try laboratory.specification("echo ready; exec sleep 600"))
      async let first: Void = sandbox.stop(grace: .seconds(5))
      async let second: Void = sandbox.stop(grace: .seconds(5))
      _ = await (first, second)
      let status = sandbox.exitStatus
      await sandbox.stop(grace: .seconds(5))
      #expect(status != nil && sandbox.exitStatus == status)
      try laboratory.expectNothingLeft()
    }
  }

  @Test func `works in a cancelled task, and still is graceful`() async throws {
    try await Laboratory.withEngines { engine, laboratory in
      let sandbox = try await engine.start(
        try laboratory.specification("trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.1; done"))
      try await laboratory.waitForLog("ready")
      let task = Task {
        while !Task.isCancelled { await Task.yield() }
        await sandbox.stop(grace: .seconds(10))
      }
      task.cancel()
      await task.value
      #expect(sandbox.exitStatus == .exited(0))
      try laboratory.expectNothingLeft()
    }
  }

  @Test func `happens by itself when starting is cancelled`() async throws {
    try await Laboratory.withEngines { engine, laboratory in
      let specification = try laboratory.specification("exec sleep 600")
      let task = Task { try await engine.start(specification) }
      task.cancel()
      if case .success(let sandbox) = await task.result { await sandbox.stop(grace: .zero) }
      try laboratory.expectNothingLeft()
    }
  }

  @Test func `is made up for by the next start where nobody was left to do it`() async throws {
    try await Laboratory.withEngines { engine, laboratory in
      let id = type(of: engine).id.rawValue
      let own = ProcessIdentity.own.description.split(separator: ".")
      // The own number with another time: it has been reused. And a process of another PID namespace: nobody knows.
      let stale = "\(id)-\(own[0]).\(own[1]).1-abcdef"
      let alive = "\(id)-\(ProcessIdentity.own)-abcdef"
      let unknown = "\(id)-1.\(own[1]).1-abcdef"
      for name in [stale, alive, unknown] { try Directory.create(laboratory.state.appending(name).appending("runc")) }
      _ = await (try engine.start(try laboratory.specification("true"))).waitForExit()
      let left = try Directory.names(in: laboratory.state)
      #expect(Set(left) == [alive, unknown])
    }
  }

  @Test func `happens by itself when the pipeline is killed`() async throws {
    try await Laboratory.withEngines { engine, laboratory in
      let pipeline = Task {
        let command = Laboratory.host.helper + ["hold", type(of: engine).id.rawValue, laboratory.directory.string]
        // The shell's own process group dies with it; it must not be what ends the sandbox.
        return try await ChildProcess(
          "sh", ["-c", "echo $$ >\"$0/number\"; exec \"$@\"", laboratory.directory.string] + command,
          environment: ["PATH": Laboratory.host.searchPath]
        ).run()
      }
      try await laboratory.waitForLog("ready")
      let number = try laboratory.logText("number").split(separator: "\n").first.flatMap { pid_t($0) }
      kill(try #require(number), SIGKILL)
      #expect(try await pipeline.value.status == .signaled(9))
      let end = clock.now + .seconds(10)
      while clock.now < end, !(try laboratory.processes().isEmpty) { try await Task.sleep(for: .milliseconds(50)) }
      let left = try laboratory.processes()
      #expect(left == [])
      // What no process holds, such as an empty control group, the next start removes.
      _ = await (try engine.start(try laboratory.specification("true", log: "next"))).waitForExit()
      try laboratory.expectNothingLeft()
    }
  }
}
