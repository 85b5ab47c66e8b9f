import Glibc
import Subprocess
import SystemPackage

extension SupervisedRun {
  enum Ending: Sendable {
    case byItself, timedOut, cancelled
    case tooMuchOutput(limit: Int)
  }

  struct Outcome: Sendable {
    var ending: Ending
    var text: String
    var omittedBytes: Int
    var data: [UInt8]
  }

  /// Reads the running program's output, stops it if necessary, and returns when it has ended and its group is dead.
  ///
  /// Subprocess reaps the program only afterwards: until then its number belongs to this group alone, so that no signal
  /// can hit another program.
  func supervise(
    _ program: pid_t, text: SubprocessOutputSequence, data: (SubprocessOutputSequence, limit: Int)?
  ) async throws -> Outcome {
    let timer = Task { if let timeout { await announce(.stop(.timedOut), after: timeout) } }
    let reader = Task {
      // The program is over, whether reading it succeeds or not.
      defer { events.send(.exited) }
      async let kept = read(text)
      let bytes = try await read(data)
      let (text, omittedBytes) = try await kept
      await Self.waitForExit(of: program)
      return Outcome(ending: .byItself, text: text, omittedBytes: omittedBytes, data: bytes)
    }
    let ending = await watch(program)
    timer.cancel()
    // A descendant may have ignored SIGTERM, or still run in the background.
    kill(-program, SIGKILL)
    var outcome = try await reader.value
    outcome.ending = ending
    return outcome
  }

  /// Handles the events in order, stops the program at the first that asks for it, and returns how it ended.
  private func watch(_ program: pid_t) async -> Ending {
    var ending = Ending.byItself
    var grace: Task<Void, Never>?
    defer { grace?.cancel() }
    for await event in events.stream {
      switch event {
      case .exited: return ending
      case .graceOver: kill(-program, SIGKILL)
      case .stop(let reason):
        // The first reason counts.
        guard grace == nil else { continue }
        ending = reason
        kill(-program, SIGTERM)
        grace = Task { await announce(.graceOver, after: process.gracePeriod) }
      }
    }
    return ending
  }

  private func announce(_ event: SupervisionEvents.Event, after delay: Duration) async {
    // A cancelled sleep sends no event.
    if (try? await Task.sleep(for: delay)) != nil { events.send(event) }
  }

  private func read(_ sequence: SubprocessOutputSequence) async throws -> (text: String, omittedBytes: Int) {
    var tail = tail
    for try await buffer in sequence {
      buffer.withUnsafeBytes { bytes in
        tail.append(bytes)
        onText?(bytes)
      }
    }
    return tail.finish()
  }

  private func read(_ data: (sequence: SubprocessOutputSequence, limit: Int)?) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    guard let data else { return bytes }
    for try await buffer in data.sequence {
      if bytes.count + buffer.count > data.limit {
        events.send(.stop(.tooMuchOutput(limit: data.limit)))
      } else {
        buffer.withUnsafeBytes { bytes.append(contentsOf: $0) }
      }
    }
    return bytes
  }

  /// Waits until the program has ended, without reaping it. Its output has ended before, so this is mostly immediate.
  private static func waitForExit(of program: pid_t) async {
    var pause = Duration.microseconds(200)
    var status = siginfo_t()
    while waitid(P_PID, id_t(program), &status, WEXITED | WNOHANG | WNOWAIT) == 0, status.si_signo == 0 {
      try? await Task.sleep(for: pause)
      pause = min(pause * 2, .milliseconds(20))
    }
  }
}
