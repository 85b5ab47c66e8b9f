import ChildProcess
import Glibc

/// What differs between the engines once a program runs.
protocol SandboxBackend: Sendable {
  /// The process whose death ends all others of the sandbox: number 1 inside.
  var rootProcess: Int32 { get }

  func execute(
    _ arguments: [String], environment: [String: String], timeout: Duration?, keepingLast: Int
  ) async throws(SandboxFailure) -> ChildProcess.Exit
}

/// A running program that this process watches through the engine's process, which ends with it.
final class SupervisedSandbox: RunningSandbox {
  let initProcess: Int32
  private let backend: any SandboxBackend
  private let engine: EngineProcess

  init(initProcess: Int32, backend: any SandboxBackend, engine: EngineProcess) {
    self.initProcess = initProcess
    self.backend = backend
    self.engine = engine
  }

  var exitStatus: ChildProcess.Status? { engine.end?.status }

  func waitForExit() async -> ChildProcess.Status {
    await engine.waitForEnd().status
  }

  func execute(
    _ arguments: [String], environment: [String: String], timeout: Duration?, keepingLast: Int
  ) async throws(SandboxFailure) -> ChildProcess.Exit {
    if let exitStatus { throw .notRunning(exitStatus) }
    return try await backend.execute(
      arguments, environment: environment, timeout: timeout, keepingLast: keepingLast)
  }

  func stop(grace: Duration) async {
    if exitStatus == nil, !isDeaf(initProcess, to: SIGTERM) {
      kill(initProcess, SIGTERM)
      await engine.waitForEnd(atMost: grace)
    }
    if exitStatus == nil { kill(backend.rootProcess, SIGKILL) }
    _ = await engine.waitForEnd()
  }

  /// Process 1 of a PID namespace never receives a signal it has no handler for (pid_namespaces(7)): waiting for it to
  /// obey would waste the whole grace period.
  private func isDeaf(_ process: Int32, to signal: Int32) -> Bool {
    process == backend.rootProcess && ProcessStatus(of: process)?.catches(signal) == false
  }
}
