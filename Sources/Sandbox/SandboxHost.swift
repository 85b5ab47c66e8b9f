import ChildProcess
import Glibc
public import SystemPackage

/// What the engines need to know about the machine and this program.
public struct SandboxHost: Sendable {
  /// Where the engines' programs are looked for: directories separated by `:`.
  public var searchPath: String
  /// The command line that starts this executable as a helper; it answers with `SandboxHelper.main`.
  public var helper: [String]
  /// Where files go that last only for a call.
  public var temporaryDirectory: FilePath

  public init(searchPath: String, helper: [String], temporaryDirectory: FilePath = "/tmp") {
    self.searchPath = searchPath
    self.helper = helper
    self.temporaryDirectory = temporaryDirectory
  }

  /// Where the state of all sandboxes of this user is: it outlives the process, so that the next one finds what a killed
  /// one left. Not below `TMPDIR`, which may be another one for each job, and closed to the sandbox's root.
  public var stateDirectory: FilePath {
    (access("/tmp", W_OK | X_OK) == 0 ? "/tmp" : temporaryDirectory)
      .appending("agent-pipeline-sandboxes-\(geteuid())")
  }

  var isRoot: Bool { geteuid() == 0 }

  /// This executable in one of its roles, which it reads from standard input.
  func helperProcess(_ mode: SandboxHelper.Mode, reading order: [UInt8]) -> ChildProcess {
    var helper = process(self.helper + [mode.rawValue])
    helper.standardInput = .bytes(order)
    return helper
  }

  /// A program of the host with a minimal environment.
  func process(_ command: [String]) -> ChildProcess {
    ChildProcess(
      command.first ?? "", Array(command.dropFirst()), environment: ["PATH": searchPath, "LC_ALL": "C"],
      searchPath: searchPath)
  }
}
