import Glibc
import Subprocess
import SystemPackage

extension ChildProcess {
  /// Runs the program to its end, in a process group of its own that is gone when this returns.
  ///
  /// At the end of `timeout`, or when the task is cancelled, the group gets SIGTERM and after `gracePeriod` SIGKILL; its
  /// output is read until the end. Descendants that outlive the program are killed.
  /// - Parameters:
  ///   - keepingLast: how many bytes of the end of the output the `Exit` contains.
  ///   - maximumLineLength: a longer line reaches `onLine` in pieces of about this many bytes.
  ///   - onLine: called with each complete line of the text output, without its terminator.
  ///   - onText: called with the text output as it comes.
  /// - Throws: `programNotFound` and the like before the program starts; `cancelled` with the output so far.
  public func run(
    timeout: Duration? = nil, standardOutput: StandardOutput = .merged, keepingLast: Int = 64 << 10,
    maximumLineLength: Int = 64 << 10, onLine: (@Sendable (String) -> Void)? = nil,
    onText: (@Sendable (UnsafeRawBufferPointer) -> Void)? = nil
  ) async throws(ChildProcessFailure) -> Exit {
    let program: FilePath
    do throws(ChildProcessFailure) {
      guard !Task.isCancelled else { throw .cancelled(executable, output: "") }
      program = try locate()
    } catch {
      if case .descriptor(let file) = standardInput { try? file.close() }
      throw error
    }
    let events = SupervisionEvents()
    let job = SupervisedRun(
      process: self, program: program, timeout: timeout, standardOutput: standardOutput,
      tail: OutputTail(keepingLast: keepingLast, maximumLineLength: maximumLineLength, onLine: onLine), onText: onText,
      events: events)
    // Cancelling Subprocess's own task closes the pipes at once, which loses the output of a graceful end; so the run
    // is a task of its own and cancellation is one event among others.
    return try await withTaskCancellationHandler {
      await Task { await job.run() }.value
    } onCancel: {
      events.send(.stop(.cancelled))
    }.get()
  }
}

/// What can happen to a running program, in the order it happens.
struct SupervisionEvents: Sendable {
  enum Event: Sendable {
    case exited
    case stop(SupervisedRun.Ending)
    case graceOver
  }

  let stream: AsyncStream<Event>
  private let continuation: AsyncStream<Event>.Continuation

  init() {
    (stream, continuation) = AsyncStream.makeStream(of: Event.self)
  }

  func send(_ event: Event) {
    continuation.yield(event)
  }
}
