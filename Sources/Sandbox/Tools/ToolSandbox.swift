public import ChildProcess
import Diagnostics
import FileIO
import Glibc
public import SystemPackage

/// Runs build tools in namespaces of their own: a stranger's build script sees neither this process nor the user's files.
public struct ToolSandbox: Sendable {
  private let host: SandboxHost
  /// The home directory that tools have inside.
  public static let home = FilePath(BubblewrapToolOptions.home)

  /// bubblewrap's path.
  private let engine: String

  /// How a tool ended, and what of the network it was not given.
  public struct Run: Sendable {
    public var exit: ChildProcess.Exit
    public var notes: [NetworkNote]
  }

  /// Finds an engine that works here by running a program that does nothing.
  public static func find(on host: SandboxHost) async throws(SandboxFailure) -> ToolSandbox {
    guard let engine = ExecutableSearch.find("bwrap", path: host.searchPath) else {
      throw .noEngine(
        refusals: [
          .init(engine: .bwrap, reason: "`bwrap` is not installed", hints: ["install the package `bubblewrap`"])
        ])
    }
    let sandbox = ToolSandbox(host: host, engine: engine.string)
    let trial = ToolSpecification(
      ["/bin/true"], environment: [:], mounts: SystemFiles.mounts, workingDirectory: "/",
      network: .filtered(NetworkRules(servers: [])))
    do throws(SandboxFailure) {
      let run = try await sandbox.run(trial, timeout: .seconds(30))
      guard run.exit.status.isSuccess else { throw .cannotStart(.bwrap, reason: run.exit.output.lastLine) }
    } catch {
      let reason = if case .cannotStart(_, let reason) = error { reason } else { error.description }
      throw .noEngine(
        refusals: [.init(engine: .bwrap, reason: reason, hints: ["allow the CI job to create user namespaces"])])
    }
    return sandbox
  }

  /// Runs the tool to its end; it and everything it started are gone when this returns.
  public func run(
    _ specification: ToolSpecification, timeout: Duration? = nil,
    standardOutput: ChildProcess.StandardOutput = .merged, onLine: (@Sendable (String) -> Void)? = nil
  ) async throws(SandboxFailure) -> Run {
    let state: ToolState
    do throws(FileFailure) {
      state = try ToolState(in: host.temporaryDirectory)
    } catch {
      throw .file(error)
    }
    defer { state.remove() }
    let rules: NetworkRules? = if case .filtered(let rules) = specification.network { rules } else { nil }
    let order = IsolationOrder(
      engine: engine, options: BubblewrapToolOptions(specification, state).options, command: specification.command,
      rules: rules, notes: state.notes.file.string)
    var process = host.process(host.helper + [SandboxHelper.Mode.isolate.rawValue])
    process.standardInput = .bytes(try JSONLine.encode(order))
    do {
      var exit = try await process.run(timeout: timeout, standardOutput: standardOutput, onLine: onLine)
      try refuseFailureOfEngine(exit)
      // A signal comes as in a shell, 128 and its number.
      if case .exited(let code) = exit.status, 129...192 ~= code { exit.status = .signaled(code - 128) }
      return Run(exit: exit, notes: try state.notes.all())
    } catch let failure as ChildProcessFailure {
      throw .program(failure)
    } catch let failure as FileFailure {
      throw .file(failure)
    } catch {
      throw error as? SandboxFailure ?? .helper(reason: "\(error)")
    }
  }

  /// What the engine or the helper say before the tool has started.
  private func refuseFailureOfEngine(_ exit: ChildProcess.Exit) throws(SandboxFailure) {
    let line = exit.output.lastLine
    switch exit.status {
    case .exited(SandboxHelper.failureStatus): throw .helper(reason: line)
    case .exited(1) where line.hasPrefix("bwrap: "): throw .cannotStart(.bwrap, reason: String(line.dropFirst(7)))
    default: return
    }
  }
}

/// The files of one run of a tool that nothing else uses.
struct ToolState: Sendable {
  private let directory: FilePath

  init(in parent: FilePath) throws(FileFailure) {
    directory = try Directory.temporary(prefix: "agent-pipeline-tool", in: parent)
    for place in [temporaries, home] { try Directory.create(place) }
    // Tools ask who they are.
    try FileContents.write(Array("builder:x:1000:1000::/home/builder:/bin/sh\n".utf8), to: passwd, isFlushed: false)
    try FileContents.write(Array("builder:x:1000:\n".utf8), to: group, isFlushed: false)
  }

  var temporaries: FilePath { directory.appending("tmp") }
  var home: FilePath { directory.appending("home") }
  var passwd: FilePath { directory.appending("passwd") }
  var group: FilePath { directory.appending("group") }
  var notes: FilterNotes { FilterNotes(file: directory.appending("notes")) }

  /// What cannot be removed now is in a directory for temporary files.
  func remove() { try? Directory.remove(directory) }
}

extension String {
  /// The last line that is not blank.
  var lastLine: String {
    split(separator: "\n").last { !$0.allSatisfy(\.isWhitespace) }.map { String($0) } ?? "it gives no reason"
  }
}
