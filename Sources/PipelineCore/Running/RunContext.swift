public import Settings
public import SystemPackage

/// What is fixed for one agent's run: where it lies, what is set, how to tell the world.
public struct RunContext: Sendable {
  /// What the run folder is called where nothing else is asked for.
  public static let defaultWorkFolder = FilePath(".agent-pipeline")

  /// The agent's folder; absolute, as are the folders below.
  public var folder: FilePath
  /// The manifest's path as the user gave it, for messages.
  public var manifest: FilePath
  /// Where the process was started: paths below it are shown relative to it.
  public var invocationFolder: FilePath
  /// The run folder: image layout, facts, logs.
  public var workFolder: FilePath
  /// Where reports go.
  public var reportFolder: FilePath
  /// What is shared by all runs on this machine.
  public var cacheFolder: FilePath
  public var settings: Settings
  public var ci: CIContext?
  /// No network writes, no credentials needed.
  public var isDryRun: Bool
  public var emit: @Sendable (RunEvent) -> Void

  public init(
    folder: FilePath, manifest: FilePath, invocationFolder: FilePath, workFolder: FilePath, reportFolder: FilePath,
    cacheFolder: FilePath,
    settings: Settings, ci: CIContext?, isDryRun: Bool, emit: @escaping @Sendable (RunEvent) -> Void
  ) {
    self.folder = folder
    self.manifest = manifest
    self.invocationFolder = invocationFolder
    self.workFolder = workFolder
    self.reportFolder = reportFolder
    self.cacheFolder = cacheFolder
    self.settings = settings
    self.ci = ci
    self.isDryRun = isDryRun
    self.emit = emit
  }

  /// A path as people want to read it.
  public func display(_ path: FilePath) -> String {
    var relative = path
    return relative.removePrefix(invocationFolder) && !relative.isEmpty ? relative.string : path.string
  }
}
