import ChildProcess
import FileIO
import Glibc
import Synchronization
import SystemPackage
import Testing

@Suite(.timeLimit(.minutes(5)))
struct `Stopping a program` {
  private func shell(_ script: String, grace: Duration = .seconds(5)) -> ChildProcess {
    ChildProcess("sh", ["-c", script], environment: ["PATH": "/usr/bin:/bin"], gracePeriod: grace)
  }

  @Test func `at its time limit lets it say goodbye`() async throws {
    let clock = ContinuousClock()
    let start = clock.now
    let exit = try await shell("trap 'echo bye; exit 0' TERM; echo ready; sleep 60 & wait", grace: .seconds(50))
      .run(timeout: .milliseconds(300))
    #expect(exit.status == .timedOut)
    #expect(exit.output == "ready\nbye\n")
    #expect(clock.now - start < .seconds(30))
  }

  @Test func `kills what ignores the polite request`() async throws {
    let exit = try await shell("trap '' TERM; echo ready; while :; do sleep 0.05; done", grace: .milliseconds(300))
      .run(timeout: .milliseconds(200))
    #expect(exit.status == .timedOut)
    #expect(exit.output == "ready\n")
  }

  @Test func `kills grandchildren that ignore the polite request`() async throws {
    let exit = try await shell(
      "(trap '' TERM; while :; do sleep 0.05; done) & echo $!; wait", grace: .milliseconds(300)
    )
    .run(timeout: .milliseconds(200))
    let grandchild = try #require(pid_t(exit.output.split(separator: "\n").first ?? ""))
    #expect(exit.status == .timedOut)
    #expect(await isGone(grandchild))
  }

  @Test func `that ended by itself also ends what it left in the background`() async throws {
    let clock = ContinuousClock()
    let start = clock.now
    let exit = try await shell("sleep 300 & echo $!").run()
    let left = try #require(pid_t(exit.output.split(separator: "\n").first ?? ""))
    #expect(exit.status == .exited(0))
    #expect(await isGone(left))
    #expect(clock.now - start < .seconds(30))
  }

  @Test func `on cancellation is prompt and returns what was written`() async throws {
    let pid = Mutex<pid_t?>(nil)
    let process = shell("trap 'echo bye; exit 3' TERM; echo $$; sleep 60 & wait", grace: .seconds(50))
    let (ready, readyContinuation) = AsyncStream.makeStream(of: Void.self)
    let clock = ContinuousClock()
    let task = Task {
      await #expect(throws: ChildProcessFailure.self) {
        try await process.run { line in
          if let number = pid_t(line) { pid.withLock { $0 = number } }
          readyContinuation.yield()
        }
      }
    }
    for await _ in ready { break }
    let start = clock.now
    task.cancel()
    let failure = await task.value
    let seen = pid.withLock { $0 }
    let program = try #require(seen)
    #expect(failure == .cancelled("sh", output: "\(program)\nbye\n"))
    #expect(clock.now - start < .seconds(30))
    #expect(await isGone(program))
  }

  @Test func `before it started starts nothing`() async {
    let process = shell("echo started")
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return await #expect(throws: ChildProcessFailure.self) { try await process.run() }
    }
    task.cancel()
    #expect(await task.value == .cancelled("sh", output: ""))
  }

  @Test func `that closed its output waits for its end`() async throws {
    #expect(try await shell("exec >&- 2>&-; sleep 0.3; exit 4").run().status == .exited(4))
  }

  @Test func `leaves no zombie`() async throws {
    let exit = try await shell("echo $$").run()
    let program = try #require(pid_t(exit.output.split(separator: "\n").first ?? ""))
    #expect(kill(program, 0) != 0)
  }

  /// An orphan is reaped by init, when it likes: a zombie is dead enough.
  private func isGone(_ process: pid_t) async -> Bool {
    for _ in 0..<100 {
      guard let status = try? FileContents.read(FilePath("/proc/\(process)/stat"), limit: 4096),
        !String(decoding: status, as: UTF8.self).contains(") Z ")
      else { return true }
      try? await Task.sleep(for: .milliseconds(20))
    }
    return false
  }
}
