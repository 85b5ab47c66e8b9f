import ChildProcess
import FileIO
import FoundationEssentials
import Glibc
import SystemPackage

/// The command lines of runc for one container.
struct RuncCommand: Sendable {
  var host: SandboxHost
  var state: StateDirectory

  private var options: [String] {
    ["runc", "--root", state.file("runc").string, "--log", state.file("runc.log").string, "--log-format", "json"]
  }

  /// Runs the container below a helper that ends with the program and its status, and deletes the container when this
  /// process dies.
  func followedRun(_ rootMount: RootMount?, holdsInputOpen: Bool) -> ChildProcess {
    // Without a keyring of its own: the host's counts them, and the program cannot use one.
    follow(
      holdsInputOpen ? "kill-open" : "kill", pidFile: "pid", rootMount,
      ["run", "--no-new-keyring", "--bundle", state.path.string], cleanUp: delete)
  }

  func followedExecution(_ call: Call) -> ChildProcess {
    follow("term", pidFile: call.pidFile, nil, ["exec", "--process", state.file(call.processFile).string])
  }

  /// Detached, because runc otherwise pumps the two output streams separately, which mixes up their order.
  private func follow(
    _ end: String, pidFile: String, _ rootMount: RootMount?, _ command: [String], cleanUp: [String] = []
  ) -> ChildProcess {
    let number = state.file(pidFile).string
    let shown = rootMount.map { [$0.source, $0.place, "\($0.uid)", "\($0.gid)"] } ?? ["-", "-", "-", "-"]
    return host.process(
      host.helper + [SandboxHelper.Mode.follow.rawValue, end, number] + shown + options + command
        + ["--detach", "--pid-file", number, state.id] + (cleanUp.isEmpty ? [] : ["--"] + cleanUp))
  }

  private var delete: [String] { options + ["delete", "--force", state.id] }

  /// Kills and removes the container with its cgroups; one that is gone is not an error.
  func removeContainer() async {
    // In its own task: a cancelled caller must not leave the container behind.
    _ = await Task { try? await host.process(delete).run(timeout: .seconds(30)) }.value
  }

  /// The last error runc logged.
  var errorMessage: String? {
    struct Entry: Decodable {
      var level: String
      var msg: String
    }
    let entries = state.text("runc.log").split(separator: "\n").compactMap {
      JSONLine.decode(Entry.self, from: $0.utf8)
    }
    return entries.last { $0.level == "error" }?.msg
  }

  /// One program next to the first.
  struct Call: Sendable {
    private let number = UInt32.random(in: .min ... .max)

    var processFile: String { "process-\(number).json" }
    var pidFile: String { "process-\(number).pid" }

    /// Killing runc does not kill the program it started in the container, so what is left of it is killed here. It
    /// leads a session of its own.
    func end(in state: StateDirectory) {
      if let process = Int32(state.text(pidFile)), process > 1, kill(process, 0) == 0 { kill(-process, SIGKILL) }
      try? Directory.remove(state.file(processFile))
      try? Directory.remove(state.file(pidFile))
    }
  }
}
