import ChildProcess
import FileIO
import FoundationEssentials
import SystemPackage

/// Runs programs with runc, the reference runtime of the Open Container Initiative.
///
/// A container would outlive us, so a helper follows it and deletes it when this process dies, even by `kill -9`. If
/// the helper is killed too, the next start with the same state directory deletes what is left.
public struct RuncEngine: SandboxEngine {
  public static let id = SandboxEngineID.runc

  private let host: SandboxHost

  public init(host: SandboxHost) {
    self.host = host
  }

  public func availability() async -> SandboxAvailability {
    await trial(
      of: "runc", from: "runc", on: host,
      hint: "allow the CI job to create namespaces, or run it in a privileged container")
  }

  public func start(_ specification: SandboxSpecification) async throws(SandboxFailure) -> any RunningSandbox {
    await StateDirectory.removeAbandoned(in: specification.stateDirectory, host)
    let state = try StateDirectory(engine: Self.id, in: specification.stateDirectory)
    let limits = try state.limits(specification.limits)
    let rootMount = try state.rootMount(specification)
    let configuration = RuncConfiguration(specification, rootMount, limits)
    try state.write(JSONLine.encode(configuration), to: "config.json")
    let runc = RuncCommand(host: host, state: state)
    let engine = EngineProcess(
      runc.followedRun(rootMount, holdsInputOpen: specification.holdsInputOpen), log: specification.log
    ) { end in
      end.program = Int32(state.text("pid"))
      end.message = runc.errorMessage ?? end.message
      // Its counters go with the container.
      _ = limits.met
      await runc.removeContainer()
      await limits.end()
      state.remove()
    }
    let program = try await engine.program(startedBy: Self.id) { Int32(state.text("pid")) }
    limits.watchDisk(of: specification.root, process: program)
    return SupervisedSandbox(initProcess: program, rootProcess: program, engine: engine, limits: limits) {
      arguments, environment, timeout, keepingLast in
      var process = configuration.process
      process.args = arguments
      process.setEnvironment(environment)
      let call = RuncCommand.Call()
      try state.write(JSONLine.encode(process), to: call.processFile)
      defer { call.end(in: state) }
      return try await runc.followedExecution(call).run(timeout: timeout, keepingLast: keepingLast)
    }
  }
}
