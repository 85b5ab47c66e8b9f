public import ChildProcess
public import Diagnostics
public import SystemPackage

/// One call of a build tool of the host, and what of the host it needs.
public struct ToolCall: Sendable {
  public enum Network: Sendable, Hashable {
    /// Compiling needs none.
    case none
    /// The package indexes that trusted settings and configuration name.
    case indexes
  }

  /// What a tool may do with the directories of `ToolNeeds.caches`, which outlive the call.
  public enum Cache: Sendable, Hashable {
    case none
    /// For a step in which code of the project or of its dependencies runs: it must not change what later runs use.
    case read
    /// For a step that only downloads.
    case write
  }

  /// A name on PATH, or a path.
  public var program: String
  public var arguments: [String]
  /// The complete environment, but for HOME and the like.
  public var environment: [String: String]
  /// `nil` for a directory in which nothing is.
  public var workingDirectory: FilePath?
  public var reads: [FilePath] = []
  public var writes: [FilePath] = []
  public var network = Network.none
  public var cache = Cache.none
  /// Whether code of the project or of a dependency may run: it gets no configuration that may contain a password if a
  /// stranger wrote it.
  public var runsProjectCode = false
  public var timeLimit: Duration
  public var standardOutput = ChildProcess.StandardOutput.merged
  public var onLine: @Sendable (String) -> Void

  public init(
    _ program: String, _ arguments: [String], environment: [String: String], workingDirectory: FilePath?,
    timeLimit: Duration, onLine: @escaping @Sendable (String) -> Void
  ) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
    self.workingDirectory = workingDirectory
    self.timeLimit = timeLimit
    self.onLine = onLine
  }
}

/// How a tool ended, and which servers it did not reach.
public struct ToolExit: Sendable {
  public var exit: ChildProcess.Exit
  /// Servers that no trusted setting allows, as `HOST:PORT`.
  public var refused: [String] = []
  /// Servers that did not answer, with the reason.
  public var unreachable: [String] = []

  public init(_ exit: ChildProcess.Exit) {
    self.exit = exit
  }

  /// The end of what the tool printed, for hints.
  public var ending: String { exit.output.split(whereSeparator: \.isNewline).suffix(12).joined(separator: "\n") }

  /// Why the tool failed, if it is the network.
  /// - Parameter setting: what names the index.
  public func networkFailure(of tool: String, setting: String? = nil) -> Failure? {
    // A wrapper of the project is in a directory of this run.
    let tool = tool.hasPrefix("/") ? FilePath(tool).lastComponent?.string ?? tool : tool
    let said = "\(tool) said: \(ending)"
    if let server = refused.first {
      return Failure(
        .agent, "build-network-refused", "the build was refused access to \(refused.joined(separator: ", "))",
        hints: ["if the agent may use it, allow it with `--build-allow-hosts \(server)`", said])
    }
    if let server = unreachable.first {
      return Failure(
        .infrastructure, "package-index-unreachable", "`\(tool)` cannot reach its package index",
        hints: [
          "cannot connect to \(server)", "check the network, the proxy and \(setting ?? "the settings of `\(tool)`")",
          said,
        ])
    }
    return nil
  }
}

/// The only way for a language to run a program.
public protocol ToolRunner: Sendable {
  /// - Throws: if the program cannot be run to its end; one that ran and failed is a `ToolExit`.
  func run(_ call: ToolCall) async throws -> ToolExit
}
