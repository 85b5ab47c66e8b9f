import ChildProcess
import FileIO
import SystemPackage

/// Runs programs with bubblewrap, which needs neither a daemon nor root.
///
/// The sandbox dies with this process, even by `kill -9`: the kernel tells bubblewrap, and bubblewrap its child.
public struct BubblewrapEngine: SandboxEngine {
  public static let id = SandboxEngineID.bwrap

  private let host: SandboxHost

  public init(host: SandboxHost) {
    self.host = host
  }

  public func availability() async -> SandboxAvailability {
    await trial(of: "bwrap", from: "bubblewrap", on: host, hint: "allow the CI job to create user namespaces")
  }

  public func start(_ specification: SandboxSpecification) async throws(SandboxFailure) -> any RunningSandbox {
    await StateDirectory.removeAbandoned(in: specification.stateDirectory, host)
    MountPoint.create("/proc", for: "/proc", in: specification.root)
    MountPoint.create("/dev", for: "/dev", in: specification.root)
    for bind in specification.readOnlyBinds {
      MountPoint.create(bind.target, for: bind.source, in: specification.root)
    }
    let state = try StateDirectory(engine: Self.id, in: specification.stateDirectory)
    let limits = try state.limits(specification.limits)
    let rootMount = try state.rootMount(specification)
    let arguments = BubblewrapArguments(
      specification, root: rootMount.map { FilePath($0.place) } ?? specification.root)
    // In a file, because every user of the host can read a command line, and the environment may hold secrets.
    try state.write(arguments.options.joined(separator: "\0").utf8 + [0], to: "arguments")
    let confinement = limits.confinement
    let launch = BubblewrapLaunch(
      command: arguments.command(for: specification.arguments), arguments: state.file("arguments").string,
      status: state.file("status").string, confinement: confinement, rootMount: rootMount,
      userMap: specification.userMap, user: specification.user, holdsInputOpen: specification.holdsInputOpen)
    let process = host.helperProcess(.launch, reading: try JSONLine.encode(launch))
    let engine = EngineProcess(process, log: specification.log) { end in
      let status = BubblewrapStatus(state.text("status"))
      if let exitCode = status.exitCode {
        // Only a program that has run has an exit code; a signal comes as in a shell, 128 and its number.
        end.program = status.childProcess
        end.status = 129...192 ~= exitCode ? .signaled(exitCode - 128) : .exited(exitCode)
      }
      await limits.end()
      state.remove()
    }
    let program = try await engine.program(startedBy: Self.id) { BubblewrapStatus(state.text("status")).program }
    let rootProcess = BubblewrapStatus(state.text("status")).childProcess ?? program
    limits.watchDisk(of: specification.root, process: rootProcess)
    return SupervisedSandbox(initProcess: program, rootProcess: rootProcess, engine: engine, limits: limits) {
      [host] arguments, environment, timeout, keepingLast in
      // Bubblewrap runs one program; our own helper enters the sandbox for every other.
      let entry = ProgramEntry(
        process: program, arguments: arguments, environment: environment,
        workingDirectory: specification.workingDirectory, uid: specification.user.uid, gid: specification.user.gid,
        confinement: confinement)
      return try await host.helperProcess(.enter, reading: try JSONLine.encode(entry))
        .run(timeout: timeout, keepingLast: keepingLast)
    }
  }
}

/// What bubblewrap writes to its `--json-status-fd`: one JSON document per line.
struct BubblewrapStatus {
  private struct Entry: Decodable {
    var childProcess: Int32?
    var exitCode: Int32?

    enum CodingKeys: String, CodingKey {
      case childProcess = "child-pid"
      case exitCode = "exit-code"
    }
  }

  /// Number 1 inside, a part of bubblewrap that reaps.
  private(set) var childProcess: Int32?
  private(set) var exitCode: Int32?

  init(_ text: String) {
    for entry in text.split(separator: "\n").compactMap({ JSONLine.decode(Entry.self, from: $0.utf8) }) {
      childProcess = childProcess ?? entry.childProcess
      exitCode = exitCode ?? entry.exitCode
    }
  }

  /// The program's process, once it is no longer a copy of bubblewrap.
  var program: Int32? {
    guard let childProcess, let program = ProcessStatus.children(of: childProcess).first else { return nil }
    return ProcessStatus.executable(of: program) == ProcessStatus.executable(of: childProcess) ? nil : program
  }
}
