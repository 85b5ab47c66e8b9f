import ChildProcess
import Glibc
public import SystemPackage

/// What the engines need to know of the machine and of the program they are part of.
public struct SandboxHost: Sendable {
  /// Where the engines' programs are looked for: directories separated by `:`.
  public var searchPath: String
  /// The command line that starts this executable as a helper; it answers with `SandboxHelper.main`.
  public var helper: [String]
  /// Where files go that last no longer than a call.
  public var temporaryDirectory: FilePath

  public init(searchPath: String, helper: [String], temporaryDirectory: FilePath = "/tmp") {
    self.searchPath = searchPath
    self.helper = helper
    self.temporaryDirectory = temporaryDirectory
  }

  var isRoot: Bool { geteuid() == 0 }

  /// A program of the host with an environment that says nothing about us.
  func process(_ executable: String, _ arguments: [String]) -> ChildProcess {
    ChildProcess(executable, arguments, environment: ["PATH": searchPath, "LC_ALL": "C"], searchPath: searchPath)
  }

  func process(_ command: [String]) -> ChildProcess {
    process(command.first ?? "", Array(command.dropFirst()))
  }
}
