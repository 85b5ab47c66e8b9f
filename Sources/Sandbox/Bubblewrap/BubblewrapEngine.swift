import ChildProcess
import FileIO
import Glibc
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
    for directory in StateDirectory.stale(engine: Self.id, in: specification.stateDirectory) { directory.remove() }
    MountPoint.create("/proc", for: "/proc", in: specification.root)
    MountPoint.create("/dev", for: "/dev", in: specification.root)
    for bind in specification.readOnlyBinds {
      MountPoint.create(bind.target, for: bind.source, in: specification.root)
    }
    let state = try StateDirectory(engine: Self.id, in: specification.stateDirectory)
    let arguments = BubblewrapArguments(specification, isRoot: host.isRoot)
    // In a file, because every user of the host can read a command line, and the environment may hold secrets.
    try state.write(arguments.options.joined(separator: "\0").utf8 + [0], to: "arguments")
    let engine = EngineProcess(
      host.process(
        ["sh", "-c", Self.script, "sh", state.path.string, specification.logFile.string]
          + arguments.command(for: specification.arguments))
    ) { end in
      let status = BubblewrapStatus(state.text("status"))
      if let exitCode = status.exitCode {
        // Only a program that has run has an exit code; a signal comes as in a shell, 128 and its number.
        end.program = status.childProcess
        end.status = 129...192 ~= exitCode ? .signaled(exitCode - 128) : .exited(exitCode)
      } else if let log = try? FileContents.read(specification.logFile, limit: 1 << 20) {
        end.message = String(decoding: log, as: UTF8.self)
      }
      state.remove()
    }
    let program = try await engine.program(startedBy: Self.id) { BubblewrapStatus(state.text("status")).program }
    let rootProcess = BubblewrapStatus(state.text("status")).childProcess ?? program
    return SupervisedSandbox(initProcess: program, rootProcess: rootProcess, engine: engine) {
      [host] arguments, environment, timeout, keepingLast in
      // Bubblewrap runs one program; our own helper enters the sandbox for every other.
      let entry = ProgramEntry(
        process: program, arguments: arguments, environment: environment,
        workingDirectory: specification.workingDirectory, uid: specification.user.uid, gid: specification.user.gid)
      var helper = host.process(host.helper + [SandboxHelper.Mode.enter.rawValue])
      helper.standardInput = .bytes(try JSONLine.encode(entry))
      return try await helper.run(timeout: timeout, keepingLast: keepingLast)
    }
  }

  /// Opens the files before bubblewrap drops the permission to.
  private static let script = """
    state=$1 log=$2; shift 2
    exec "$@" </dev/null >"$log" 2>&1 3>"$state/status" 4<"$state/arguments"
    """
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
