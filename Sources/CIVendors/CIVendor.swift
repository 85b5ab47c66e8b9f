public import PipelineCore
public import SystemPackage
public import TextFormats

/// A CI system: how its job is described, what its log and its files understand, and what its variables are good for.
///
/// Everything is a pure function of the environment; the executable does the printing and writing. What stands on the
/// type holds outside of the vendor's jobs too: a token of GitHub serves on a laptop as well.
public protocol CIVendor: Sendable {
  /// Stands in reports as `ci.vendor`.
  static var id: String { get }

  /// Whether a log with the vendor's variables shows colour, though it is no terminal. Imitators set them too.
  static func showsColor(_ environment: CIEnvironment) -> Bool

  /// How the vendor's site lays out its pages.
  static var forge: CIFacts.Forge? { get }

  /// Passwords and tokens for pushes of git tags over HTTPS.
  static func gitCredentials(_ environment: CIEnvironment) -> [CIFacts.Credential]

  /// What to do where the vendor's git server refuses a login.
  static var gitRemedy: String? { get }

  /// Passwords and tokens for registries; of several for one host the first counts.
  static func registryCredentials(_ environment: CIEnvironment) -> [CIFacts.Credential]

  /// What to do where a registry is asked without a credential, by its domain.
  static var registryRemedies: [String: String] { get }

  /// Nothing where this environment is not the vendor's.
  init?(_ environment: CIEnvironment)

  /// What the vendor says of the job.
  var context: CIContext { get }

  /// The folder that the vendor made for this job.
  var workspace: FilePath? { get }

  /// The person whom the job runs for.
  var committer: CIFacts.Committer? { get }

  /// What to write in the vendor's configuration to check out the whole git history; nothing where that is the default.
  var fullHistoryRemedy: String? { get }

  /// Begins a foldable section of the log; sections do not nest.
  /// - Parameter id: unique within the job's log.
  func groupStart(_ title: String, id: String, at time: Timestamp) -> String

  /// Ends the section that `groupStart` began.
  func groupEnd(id: String, at time: Timestamp) -> String

  /// From here on the vendor takes nothing in the log for a command, until `commandsOn` with the same token.
  func commandsOff(token: String) -> String

  func commandsOn(token: String) -> String

  /// Lines that make the vendor hide a secret in its log; to be printed before the secret can be.
  func mask(_ secret: String) -> [String]

  /// Lines that show findings at their places.
  /// - Parameters:
  ///   - report: already redacted.
  ///   - workingFolder: what relative paths in the report are relative to.
  func annotations(for report: RunReport, in workingFolder: FilePath) -> [String]

  /// Files through which later jobs and steps learn what came out.
  /// - Parameters:
  ///   - report: already redacted.
  ///   - token: a random text that nobody can guess.
  func outputs(of report: RunReport, _ reports: ReportPaths, token: String) -> [CIFileOutput]
}

/// Most vendors have a plain log and no files to write.
extension CIVendor {
  public static func showsColor(_ environment: CIEnvironment) -> Bool { false }
  public static var forge: CIFacts.Forge? { nil }
  public static func gitCredentials(_ environment: CIEnvironment) -> [CIFacts.Credential] { [] }
  public static var gitRemedy: String? { nil }
  public static func registryCredentials(_ environment: CIEnvironment) -> [CIFacts.Credential] { [] }
  public static var registryRemedies: [String: String] { [:] }
  public var workspace: FilePath? { nil }
  public var committer: CIFacts.Committer? { nil }
  public var fullHistoryRemedy: String? { nil }
  public func groupStart(_ title: String, id: String, at time: Timestamp) -> String { "" }
  public func groupEnd(id: String, at time: Timestamp) -> String { "" }
  public func commandsOff(token: String) -> String { "" }
  public func commandsOn(token: String) -> String { "" }
  public func mask(_ secret: String) -> [String] { [] }
  public func annotations(for report: RunReport, in workingFolder: FilePath) -> [String] { [] }
  public func outputs(of report: RunReport, _ reports: ReportPaths, token: String) -> [CIFileOutput] { [] }
}

/// Where the reports lie that outputs point at.
public struct ReportPaths: Sendable, Hashable {
  /// The folder for files of our own.
  public var folder: FilePath
  public var json: FilePath?
  public var junit: FilePath?

  public init(folder: FilePath, json: FilePath?, junit: FilePath?) {
    self.folder = folder
    self.json = json
    self.junit = junit
  }
}

/// A file a vendor wants written.
public struct CIFileOutput: Sendable, Hashable {
  public enum Mode: Sendable, Hashable {
    /// The file is the vendor's and other steps write to it too.
    case append
    case replace
  }

  public var path: FilePath
  public var contents: String
  public var mode: Mode

  public init(path: FilePath, contents: String, mode: Mode) {
    self.path = path
    self.contents = contents
    self.mode = mode
  }
}
