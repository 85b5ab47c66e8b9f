import ChildProcess
import Diagnostics
import Synchronization

/// The engine's process on the host: it starts the program, and ends with it and its status.
final class EngineProcess: Sendable {
  /// What is known when the engine has ended and its state is gone.
  struct End: Sendable {
    var status: ChildProcess.Status
    /// The program's process, if the engine started it.
    var program: Int32?
    /// The engine's message.
    var message: String
  }

  private let record = Record()
  private let task: Task<End, Never>

  /// - Parameters:
  ///   - log: gets what the engine and its program print.
  ///   - dismantle: completes the end with what the engine left, and removes that, before the end is reported.
  init(_ process: ChildProcess, log: SandboxLog, dismantle: @escaping @Sendable (inout End) async -> Void) {
    // A task of its own: cancelling the task that started the sandbox must not prevent a graceful stop.
    task = Task { [record] in
      var end: End
      do throws(ChildProcessFailure) {
        let exit = try await process.run(onText: { log.append($0) })
        end = End(status: exit.status, message: exit.output)
      } catch {
        // An engine that cannot be followed counts as killed.
        end = End(status: .signaled(9), message: error.description)
      }
      log.finish()
      await dismantle(&end)
      record.end.withLock { [end] in $0 = end }
      return end
    }
  }

  /// `nil` while it runs.
  var end: End? { record.end.withLock(\.self) }

  func waitForEnd() async -> End {
    await task.value
  }

  /// Returns early if the time is over first; being cancelled does not shorten it.
  func waitForEnd(atMost limit: Duration) async {
    await Task { _ = await poll(atMost: limit) { end } }.value
  }

  private final class Record: Sendable {
    let end = Mutex<End?>(nil)
  }
}

extension EngineProcess {
  /// The program's process, once the engine has started it, even if it has ended since.
  func program(
    startedBy id: SandboxEngineID, _ find: () -> Int32?
  ) async throws(SandboxFailure) -> Int32 {
    enum Start {
      case program(Int32)
      case end(End)
    }
    let start = await poll(atMost: .seconds(60)) {
      // The order matters: an engine that has ended has also removed what `find` looks at.
      let end = end
      return find().map(Start.program) ?? end.map(Start.end)
    }
    switch start {
    case .program(let process): return process
    case .end(let end):
      guard let program = end.program else { throw .cannotStart(id, reason: end.message.lastLine) }
      return program
    case nil:
      // Cancelled, or an engine that hangs: end it as it would end with us.
      task.cancel()
      _ = await waitForEnd()
      throw Task.isCancelled ? .program(.cancelled(id.rawValue, output: "")) : .cannotStart(id, reason: "it hangs")
    }
  }
}
