import ChildProcess
import Glibc
import OCIImage
import Sandbox
import Synchronization
import SystemPackage

/// A running container, followed to its end, with its output in a file.
final class EngineContainer: RunningSandbox {
  let initProcess: Int32
  private let id: String
  private let client: EngineClient
  private let end: Task<ChildProcess.Status, Never>
  private let status: Status

  private final class Status: Sendable {
    let value = Mutex<ChildProcess.Status?>(nil)
    let hasRunOutOfMemory = Mutex(false)
  }

  /// How long the engine may take to send the last lines, and to remove a container.
  private static let patience = Duration.seconds(5)

  /// - Parameter log: gets what the program prints.
  static func follow(
    _ id: String, of client: EngineClient, log: SandboxLog
  ) async throws(EngineFailure) -> EngineContainer {
    let process = try await client.state(of: id)?.pid ?? 0
    return EngineContainer(id, client, process, log)
  }

  private init(_ id: String, _ client: EngineClient, _ process: Int32, _ output: SandboxLog) {
    self.id = id
    self.client = client
    initProcess = process
    let status = Status()
    self.status = status
    // Tasks of their own: a cancelled caller still stops the container and reads its log.
    let frames = Mutex(StreamFrames())
    let log = Task {
      try? await client.followLog(of: id) { bytes in frames.withLock { $0.feed(bytes) { output.append($0) } } }
    }
    end = Task {
      let code = try? await client.waitForEnd(of: id)
      let limit = Task {
        try? await Task.sleep(for: Self.patience)
        log.cancel()
      }
      _ = await log.value
      limit.cancel()
      output.finish()
      let isKilled = (try? await client.state(of: id))?.oomKilled ?? false
      status.hasRunOutOfMemory.withLock { $0 = isKilled }
      _ = try? await client.remove(container: id)
      // An engine that cannot be asked any more is as good as a killed program.
      let end = code.map { ChildProcess.Status.exited(Int32(truncatingIfNeeded: $0)) } ?? .signaled(SIGKILL)
      status.value.withLock { $0 = end }
      return end
    }
  }

  var exitStatus: ChildProcess.Status? { status.value.withLock(\.self) }

  /// The engine's storage is not measured.
  let unheldLimits: Set<SandboxLimits.Kind> = [.disk]

  /// Known at the end only.
  var metLimits: Set<SandboxLimits.Kind> { status.hasRunOutOfMemory.withLock(\.self) ? [.memory] : [] }

  func waitForExit() async -> ChildProcess.Status { await end.value }

  func execute(
    _ arguments: [String], environment: [String: String], timeout: Duration?, keepingLast: Int
  ) async throws(SandboxFailure) -> ChildProcess.Exit {
    if let exitStatus { throw .notRunning(exitStatus) }
    do throws(EngineFailure) {
      return try await EngineExecution(client: client, container: id)
        .run(arguments, environment, timeout: timeout, keepingLast: keepingLast)
    } catch {
      if error.code == .cancelled { throw .program(.cancelled(arguments.first ?? "", output: "")) }
      if let exitStatus { throw .notRunning(exitStatus) }
      throw .helper(reason: error.message)
    }
  }

  func file(_ path: String, limit: Int) async throws(SandboxFailure) -> SandboxFile {
    do throws(EngineFailure) {
      return .contents(try await client.file(path, in: id, limit: limit))
    } catch {
      throw .helper(reason: error.message)
    }
  }

  func stop(grace: Duration) async {
    let (client, id) = (client, id)
    await Task {
      if self.exitStatus == nil { _ = try? await client.stop(id, grace: grace) }
      // What does not end with that is removed as it is.
      let limit = Task {
        try await Task.sleep(for: Self.patience)
        _ = try await client.remove(container: id)
      }
      _ = await self.end.value
      limit.cancel()
    }.value
  }
}
