import ChildProcess
import Glibc

/// A running program that this process watches through the engine's process, which ends with it.
final class SupervisedSandbox: RunningSandbox {
  /// Runs another program in the engine's way, see `RunningSandbox.execute`.
  typealias Execution =
    @Sendable (
      _ arguments: [String], _ environment: [String: String], _ timeout: Duration?, _ keepingLast: Int
    ) async throws -> ChildProcess.Exit

  let initProcess: Int32
  /// The process whose death ends all others of the sandbox: number 1 inside.
  private let rootProcess: Int32
  private let engine: EngineProcess
  private let limits: LimitKeeper
  private let execution: Execution

  init(
    initProcess: Int32, rootProcess: Int32, engine: EngineProcess, limits: LimitKeeper, execution: @escaping Execution
  ) {
    self.limits = limits
    self.initProcess = initProcess
    self.rootProcess = rootProcess
    self.engine = engine
    self.execution = execution
  }

  var exitStatus: ChildProcess.Status? { engine.end?.status }

  var unheldLimits: Set<SandboxLimits.Kind> { limits.unheld }

  var metLimits: Set<SandboxLimits.Kind> { limits.met }

  func waitForExit() async -> ChildProcess.Status {
    await engine.waitForEnd().status
  }

  func execute(
    _ arguments: [String], environment: [String: String], timeout: Duration?, keepingLast: Int
  ) async throws(SandboxFailure) -> ChildProcess.Exit {
    if let exitStatus { throw .notRunning(exitStatus) }
    do {
      return try await execution(arguments, environment, timeout, keepingLast)
    } catch let failure as ChildProcessFailure {
      throw .program(failure)
    } catch {
      throw error as? SandboxFailure ?? .helper(reason: "\(error)")
    }
  }

  func stop(grace: Duration) async {
    if exitStatus == nil, !isDeaf(initProcess, to: SIGTERM) {
      kill(initProcess, SIGTERM)
      await engine.waitForEnd(atMost: grace)
    }
    if exitStatus == nil { kill(rootProcess, SIGKILL) }
    _ = await engine.waitForEnd()
  }

  /// Process 1 of a PID namespace never receives a signal it has no handler for (pid_namespaces(7)): waiting for it to
  /// obey would waste the whole grace period.
  private func isDeaf(_ process: Int32, to signal: Int32) -> Bool {
    process == rootProcess && ProcessStatus(of: process)?.catches(signal) == false
  }
}
