import ChildProcess
import Glibc
import Synchronization

/// A further program in a running container.
struct EngineExecution {
  let client: EngineClient
  let container: String

  /// How long the program may clean up after SIGTERM before SIGKILL follows.
  private static let gracePeriod = Duration.seconds(5)

  private final class Output: Sendable {
    let state: Mutex<(frames: StreamFrames, tail: OutputTail)>
    let isTimedOut = Mutex(false)

    init(keepingLast limit: Int) {
      state = Mutex((StreamFrames(), OutputTail(keepingLast: limit)))
    }
  }

  func run(
    _ arguments: [String], _ environment: [String: String], timeout: Duration?, keepingLast limit: Int
  ) async throws(EngineFailure) -> ChildProcess.Exit {
    let id = try await client.prepare(arguments, environment, in: container)
    let output = Output(keepingLast: limit)
    let (client, grace) = (client, Self.gracePeriod)
    let timer = timeout.map { timeout in
      Task {
        try await Task.sleep(for: timeout)
        output.isTimedOut.withLock { $0 = true }
        for (signal, wait) in [(SIGTERM, grace), (SIGKILL, .zero)] {
          // The engine cannot signal it; but it runs on this machine.
          if let process = try await client.execution(id).pid, process > 0 { kill(process, signal) }
          try await Task.sleep(for: wait)
        }
      }
    }
    defer { timer?.cancel() }
    try await client.runPrepared(id) { bytes in
      output.state.withLock { state in state.frames.feed(bytes) { state.tail.append($0) } }
    }
    let code = try await client.execution(id).exitCode
    let (text, omitted) = output.state.withLock { $0.tail.finish() }
    return ChildProcess.Exit(
      status: output.isTimedOut.withLock(\.self) ? .timedOut : .exited(Int32(truncatingIfNeeded: code ?? 125)),
      output: text, omittedBytes: omitted)
  }
}
