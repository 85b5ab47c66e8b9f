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
    struct State {
      var frames = StreamFrames()
      var text: [UInt8] = []
      var omitted = 0
    }

    let state = Mutex(State())
    let isTimedOut = Mutex(false)
  }

  func run(
    _ arguments: [String], _ environment: [String: String], timeout: Duration?, keepingLast limit: Int
  ) async throws(EngineFailure) -> ChildProcess.Exit {
    let id = try await client.prepare(arguments, environment, in: container)
    let output = Output()
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
      output.state.withLock { state in
        state.frames.feed(bytes) { text in
          state.text += text
          let excess = state.text.count - 2 * limit
          if excess > 0 {
            // Cut seldom: each cut moves what stays.
            state.omitted += state.text.count - limit
            state.text.removeFirst(state.text.count - limit)
          }
        }
      }
    }
    let code = try await client.execution(id).exitCode
    let (text, omitted) = output.state.withLock { state in
      (state.text.suffix(limit), state.omitted + max(0, state.text.count - limit))
    }
    let isTimedOut = output.isTimedOut.withLock(\.self)
    var exit = ChildProcess.Exit(
      status: isTimedOut ? .timedOut : .exited(Int32(truncatingIfNeeded: code ?? 125)),
      output: String(decoding: text, as: UTF8.self))
    exit.omittedBytes = omitted
    return exit
  }
}
