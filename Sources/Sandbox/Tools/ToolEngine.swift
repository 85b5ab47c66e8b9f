import ChildProcess
import FileIO
import SystemPackage

/// A way to run a build tool in namespaces of its own.
protocol ToolEngine: Sendable {
  var id: SandboxEngineID { get }
  /// What installs it on Debian.
  var package: String { get }

  /// What the helper is to do.
  func order(
    _ specification: ToolSpecification, _ state: ToolState, on host: SandboxHost
  ) throws(SandboxFailure) -> IsolationOrder

  /// How the tool ended, from the engine's exit code.
  func status(of exitCode: Int32) -> ChildProcess.Status
}

extension ToolEngine {
  func program(_ name: String, on host: SandboxHost) throws(SandboxFailure) -> String {
    guard let path = ExecutableSearch.find(name, path: host.searchPath) else { throw .program(.programNotFound(name)) }
    return path.string
  }

  func rules(_ specification: ToolSpecification) -> NetworkRules? {
    if case .filtered(let rules) = specification.network { rules } else { nil }
  }
}

struct BubblewrapToolEngine: ToolEngine {
  let id = SandboxEngineID.bwrap
  let package = "bubblewrap"

  func order(
    _ specification: ToolSpecification, _ state: ToolState, on host: SandboxHost
  ) throws(SandboxFailure) -> IsolationOrder {
    let options = BubblewrapToolOptions(specification, state, environment: ToolVariables.of(specification)).options
    return IsolationOrder(
      engine: [try program("bwrap", on: host)], options: options, command: specification.command,
      nestedNamespaces: 2, rules: rules(specification), notes: state.notes.file.string)
  }

  /// A signal comes as in a shell, 128 and its number.
  func status(of exitCode: Int32) -> ChildProcess.Status {
    129...192 ~= exitCode ? .signaled(exitCode - 128) : .exited(exitCode)
  }
}

/// runc leaves its container behind when it is killed, so a helper follows the tool and removes the container.
struct RuncToolEngine: ToolEngine {
  let id = SandboxEngineID.runc
  let package = "runc"

  func order(
    _ specification: ToolSpecification, _ state: ToolState, on host: SandboxHost
  ) throws(SandboxFailure) -> IsolationOrder {
    do {
      try Directory.create(state.root)
      for mount in specification.mounts {
        guard let target = SystemFiles.linkTarget(mount), let name = mount.target.lastComponent else { continue }
        try Directory.link(state.root.appending(name), to: target)
      }
      let configuration = RuncToolConfiguration(
        specification, state, environment: ToolVariables.of(specification))
      let document = try JSONLine.encode(configuration)
      try FileContents.write(
        document, to: state.directory.appending("config.json"), permissions: .ownerReadWrite, isFlushed: false)
    } catch {
      if let failure = error as? FileFailure { throw .file(failure) }
      throw error as? SandboxFailure ?? .helper(reason: "\(error)")
    }
    let runc = [try program("runc", on: host), "--root", state.directory.appending("runc").string]
    let id = state.directory.lastComponent?.string ?? "tool"
    let number = state.directory.appending("pid").string
    let run = ["run", "--bundle", state.directory.string, "--detach", "--pid-file", number, id]
    // It follows the tool, and deletes the container when the tool has ended or this process dies.
    let follow = [SandboxHelper.Mode.follow.rawValue, "remove", number, "-", "-", "-", "-"]
    return IsolationOrder(
      engine: host.helper, command: follow + runc + run + ["--"] + runc + ["delete", "--force", id],
      nestedNamespaces: 0, rules: rules(specification), notes: state.notes.file.string)
  }

  func status(of exitCode: Int32) -> ChildProcess.Status { .exited(exitCode) }
}
