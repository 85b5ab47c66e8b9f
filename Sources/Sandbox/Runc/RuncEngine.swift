import ChildProcess
import FileIO
import FoundationEssentials
import SystemPackage

/// Runs programs with runc, the reference runtime of the Open Container Initiative.
///
/// A container would outlive us, so a helper follows it and deletes it when this process dies, even by `kill -9`. If
/// the helper is killed too, the next start in the same state directory deletes what is left.
public struct RuncEngine: SandboxEngine {
  public static let id = SandboxEngineID.runc

  private let host: SandboxHost

  public init(host: SandboxHost) {
    self.host = host
  }

  public func availability() async -> SandboxAvailability {
    guard ExecutableSearch.find("runc", path: host.searchPath) != nil else {
      return .unusable(reason: "`runc` is not installed", hints: ["install the package `runc`"])
    }
    return await trial(
      in: host.temporaryDirectory, hint: "allow the CI job to create namespaces, or run it in a privileged container")
  }

  public func start(_ specification: SandboxSpecification) async throws(SandboxFailure) -> any RunningSandbox {
    guard specification.memoryLimit == nil || host.isRoot else { throw .memoryLimit(Self.id) }
    for directory in StateDirectory.stale(engine: Self.id, in: specification.stateDirectory) {
      await RuncCommand(host: host, state: directory).removeContainer()
      directory.remove()
    }
    let state = try StateDirectory(engine: Self.id, in: specification.stateDirectory)
    let configuration = RuncConfiguration(specification, isRoot: host.isRoot)
    try state.write(JSONLine.encode(configuration), to: "config.json")
    let runc = RuncCommand(host: host, state: state)
    let engine = EngineProcess(runc.followedRun(log: specification.logFile)) { end in
      end.program = Int32(state.text("pid"))
      end.message = runc.errorMessage ?? end.message
      await runc.removeContainer()
      state.remove()
    }
    let program = try await engine.program(startedBy: Self.id) { Int32(state.text("pid")) }
    let backend = RuncBackend(runc: runc, container: configuration.process, rootProcess: program)
    return SupervisedSandbox(initProcess: program, backend: backend, engine: engine)
  }
}

/// A running container, seen through the runc command.
struct RuncBackend: SandboxBackend {
  var runc: RuncCommand
  /// What the first process runs as; further ones differ in arguments and environment.
  var container: RuncConfiguration.Process
  var rootProcess: Int32

  func execute(
    _ arguments: [String], environment: [String: String], timeout: Duration?, keepingLast: Int
  ) async throws(SandboxFailure) -> ChildProcess.Exit {
    var process = container
    process.args = arguments
    process.setEnvironment(environment)
    let call = RuncCommand.Call()
    try runc.state.write(JSONLine.encode(process), to: call.processFile)
    defer { call.end(in: runc.state) }
    do throws(ChildProcessFailure) {
      return try await runc.followedExecution(call).run(timeout: timeout, keepingLast: keepingLast)
    } catch {
      throw .program(error)
    }
  }
}
