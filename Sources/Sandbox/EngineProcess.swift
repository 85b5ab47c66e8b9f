import ChildProcess
import Diagnostics
import Synchronization

/// The engine's process on the host: it starts the program, lives as long, and ends with its status.
final class EngineProcess: Sendable {
  /// What is known when the engine has ended and its state is gone.
  struct End: Sendable {
    var status: ChildProcess.Status
    /// The program's process, where the engine got so far as to start it.
    var program: Int32?
    /// What the engine had to say.
    var message: String
  }

  private let record = Record()
  private let task: Task<End, Never>

  /// - Parameter dismantle: completes the end with what the engine left, and removes that, before anyone learns of it.
  init(_ process: ChildProcess, dismantle: @escaping @Sendable (inout End) async -> Void) {
    // A task of its own: cancelling whoever started the sandbox must not take away the chance to stop it gracefully.
    task = Task { [record] in
      var end: End
      do throws(ChildProcessFailure) {
        let exit = try await process.run()
        end = End(status: exit.status, message: exit.output)
      } catch {
        // An engine that cannot be followed is as good as killed.
        end = End(status: .signaled(9), message: error.description)
      }
      await dismantle(&end)
      record.store(end)
      return end
    }
  }

  /// Nothing while it runs.
  var end: End? { record.value }

  func waitForEnd() async -> End {
    await task.value
  }

  /// Returns early where the time is over first; being cancelled does not shorten it.
  func waitForEnd(atMost limit: Duration) async {
    await Task { _ = await poll(atMost: limit) { end } }.value
  }

  private final class Record: Sendable {
    private let end = Mutex<End?>(nil)

    var value: End? { end.withLock { $0 } }

    func store(_ end: End) {
      self.end.withLock { $0 = end }
    }
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
      cancel()
      _ = await waitForEnd()
      throw Task.isCancelled ? .program(.cancelled(id.rawValue, output: "")) : .cannotStart(id, reason: "it hangs")
    }
  }

  private func cancel() {
    task.cancel()
  }
}

extension String {
  /// The last line that says anything, where an engine names the cause.
  fileprivate var lastLine: String {
    split(separator: "\n").last { !$0.allSatisfy(\.isWhitespace) }.map { String($0) } ?? "it gives no reason"
  }
}
