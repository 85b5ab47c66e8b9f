public import SystemPackage

/// What to run in a sandbox, and where.
public struct SandboxSpecification: Sendable {
  /// The user the program runs as.
  public struct User: Sendable, Hashable, Codable {
    public var uid: UInt32
    public var gid: UInt32

    public static let root = User(uid: 0, gid: 0)

    public init(uid: UInt32, gid: UInt32) {
      self.uid = uid
      self.gid = gid
    }
  }

  /// A file or directory of the host that the program sees and cannot change.
  public struct Bind: Sendable, Hashable {
    public var source: FilePath
    /// The absolute path inside.
    public var target: String

    public init(source: FilePath, target: String) {
      self.source = source
      self.target = target
    }
  }

  /// The unpacked image; the program may write to it.
  public var root: FilePath
  public var arguments: [String]
  /// The complete environment.
  public var environment: [String: String]
  /// The absolute path inside that the program starts in.
  public var workingDirectory: String
  public var user: User
  public var readOnlyBinds: [Bind]
  /// Whether the program may write to nothing of `root` but `writable`.
  public var isReadOnly = false
  /// Absolute paths of directories in a read-only root that stay writable, without links in them; directories of an image
  /// are writable by whom they belong to.
  public var writable: [String] = []
  /// Absolute paths of directories that stay read-only in a writable root, without links in them.
  public var protected: [String] = []
  /// Whether standard input stays open, without ever containing anything; else it is empty.
  public var holdsInputOpen = false
  /// Gets standard output and standard error.
  public var log: SandboxLog
  /// Where the engine keeps what it needs while the sandbox lives. Several sandboxes may share it.
  public var stateDirectory: FilePath
  public var limits: SandboxLimits
  /// Who owns the files of `root`, and whom the program runs as; `nil` where only the own user can be mapped.
  public var userMap: UserMap?

  public init(
    root: FilePath, arguments: [String], environment: [String: String], workingDirectory: String = "/",
    user: User = .root, readOnlyBinds: [Bind] = [], log: SandboxLog, stateDirectory: FilePath,
    limits: SandboxLimits = SandboxLimits(), userMap: UserMap? = nil
  ) {
    self.root = root
    self.arguments = arguments
    self.environment = environment
    self.workingDirectory = workingDirectory
    self.user = user
    self.readOnlyBinds = readOnlyBinds
    self.log = log
    self.stateDirectory = stateDirectory
    self.limits = limits
    self.userMap = userMap
  }
}
