public import SystemPackage

/// A program to run, its arguments, and everything it may see of the outside.
///
/// Only this module runs programs. Nothing is inherited: the environment is complete as given, standard input is empty by
/// default, and the child gets only the three standard descriptors.
public struct ChildProcess: Sendable {
  /// A name to look up on `searchPath`, or a path, which contains a `/`; a relative one starts at `workingDirectory`.
  public var executable: String
  public var arguments: [String]
  /// The complete environment.
  public var environment: [String: String]
  /// The directories to search for a name, separated by `:`.
  public var searchPath: String
  /// The directory to run in; by default that of this process.
  public var workingDirectory: FilePath?
  /// What the program reads from its standard input.
  public var standardInput: Input
  /// How long the program may clean up after SIGTERM before SIGKILL follows.
  public var gracePeriod: Duration

  /// - Parameter searchPath: `PATH` of `environment` by default.
  public init(
    _ executable: String, _ arguments: [String] = [], environment: [String: String], searchPath: String? = nil,
    workingDirectory: FilePath? = nil, input: [UInt8]? = nil, gracePeriod: Duration = .seconds(5)
  ) {
    self.executable = executable
    self.arguments = arguments
    self.environment = environment
    self.searchPath = searchPath ?? environment["PATH"] ?? ""
    self.workingDirectory = workingDirectory
    standardInput = input.map(Input.bytes) ?? .empty
    self.gracePeriod = gracePeriod
  }
}

extension ChildProcess {
  /// Where standard input comes from.
  public enum Input: Sendable, Hashable {
    case empty
    case bytes([UInt8])
    /// An open file, pipe or socket, for a conversation; the run closes it once the program has it, or failed to start.
    case descriptor(FileDescriptor)
  }

  /// What happens to standard output.
  public enum StandardOutput: Sendable, Hashable {
    /// Text for people, merged with standard error in the order written.
    case merged
    /// Data, which is kept whole; a program that writes more bytes than `limit` is stopped.
    case apart(limit: Int)
  }

  /// How a program ended and what it wrote.
  public struct Exit: Sendable, Hashable {
    public var status: Status
    /// The last part of standard output and standard error, merged; of standard error alone if standard output is kept
    /// apart. ANSI sequences stay, invalid UTF-8 is repaired.
    public var output: String
    /// Bytes that came before `output` and were dropped.
    public var omittedBytes: Int
    /// Standard output, if it is kept apart.
    public var standardOutput: [UInt8]

    public init(status: Status, output: String = "", omittedBytes: Int = 0, standardOutput: [UInt8] = []) {
      self.status = status
      self.output = output
      self.omittedBytes = omittedBytes
      self.standardOutput = standardOutput
    }
  }

  /// How a program ended.
  public enum Status: Sendable, Hashable, CustomStringConvertible {
    case exited(Int32)
    /// A signal ended it, other than those sent at a time limit.
    case signaled(Int32)
    /// It was stopped at its time limit.
    case timedOut

    public var isSuccess: Bool { self == .exited(0) }

    public var description: String {
      switch self {
      case .exited(let code): "exit status \(code)"
      case .signaled(let signal): "signal \(signal)"
      case .timedOut: "time limit reached"
      }
    }
  }
}
