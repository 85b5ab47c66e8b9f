public import SystemPackage

/// A build tool to run in a sandbox, and everything it sees: nothing else of the host exists for it.
public struct ToolSpecification: Sendable, Hashable {
  /// A file or directory of the host, at the same path inside unless `target` says otherwise.
  public struct Mount: Sendable, Hashable {
    public var source: FilePath
    public var target: FilePath
    public var isWritable: Bool

    public init(_ source: FilePath, at target: FilePath? = nil, isWritable: Bool = false) {
      self.source = source
      self.target = target ?? source
      self.isWritable = isWritable
    }
  }

  public enum Network: Sendable, Hashable {
    /// Not even loopback of the host.
    case none
    /// Only what the rules allow, through a filter.
    case filtered(NetworkRules)
    /// Everything that this process reaches.
    case host
  }

  /// The program's path inside, and its arguments.
  public var command: [String]
  /// The complete environment. HOME, TMPDIR and, where the network is filtered, the proxy variables are added.
  public var environment: [String: String]
  /// Later ones cover earlier ones.
  public var mounts: [Mount]
  public var workingDirectory: FilePath
  public var network: Network

  public init(
    _ command: [String], environment: [String: String], mounts: [Mount], workingDirectory: FilePath, network: Network
  ) {
    self.command = command
    self.environment = environment
    self.mounts = mounts
    self.workingDirectory = workingDirectory
    self.network = network
  }
}
