public import Settings
public import SystemPackage

/// The fixed inputs of one agent's run: its directories, its settings and where events go.
public struct RunContext: Sendable {
  /// The default work directory.
  public static let defaultWorkDirectory = FilePath(".agent-pipeline")

  /// The agent's directory; absolute, as are the directories below.
  public var directory: FilePath
  /// The manifest's path as the user gave it, for messages.
  public var manifest: FilePath
  /// Where the process was started: paths below it are shown relative to it.
  public var invocationDirectory: FilePath
  /// The work directory: image layout, facts, logs.
  public var workDirectory: FilePath
  /// Where reports go.
  public var reportDirectory: FilePath
  /// What is shared by all runs on this machine.
  public var cacheDirectory: FilePath
  public var settings: Settings
  public var ci: CIContext?
  /// The stages that this run is about; the runner sets it.
  public internal(set) var selection: StageSelection?
  /// No network writes, no credentials needed.
  public var isDryRun: Bool
  public var emit: @Sendable (RunEvent) -> Void

  public init(
    directory: FilePath, manifest: FilePath, invocationDirectory: FilePath, workDirectory: FilePath,
    reportDirectory: FilePath,
    cacheDirectory: FilePath,
    settings: Settings, ci: CIContext?, isDryRun: Bool, emit: @escaping @Sendable (RunEvent) -> Void
  ) {
    self.directory = directory
    self.manifest = manifest
    self.invocationDirectory = invocationDirectory
    self.workDirectory = workDirectory
    self.reportDirectory = reportDirectory
    self.cacheDirectory = cacheDirectory
    self.settings = settings
    self.ci = ci
    self.isDryRun = isDryRun
    self.emit = emit
  }

  /// A path as people want to read it.
  public func display(_ path: FilePath) -> String {
    var relative = path
    return relative.removePrefix(invocationDirectory) && !relative.isEmpty ? relative.string : path.string
  }
}
