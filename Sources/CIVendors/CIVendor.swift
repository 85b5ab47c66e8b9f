public import PipelineCore
public import SystemPackage
public import TextFormats

/// A CI system: its job, the commands of its log, its output files, and the facts in its variables.
///
/// Everything is a pure function of the environment; the executable does the printing and writing.
public protocol CIVendor: Sendable {
  /// `ci.vendor` in reports.
  static var id: String { get }

  /// The facts in the vendor's variables, also outside of its jobs: a GitHub token works on a laptop too.
  static func facts(_ environment: CIEnvironment) -> CIFacts

  /// `nil` if this environment is not the vendor's.
  init?(_ environment: CIEnvironment)

  /// What the vendor reports about the job.
  var context: CIContext { get }

  /// Whose code the job works on. `repository` needs proof: a stranger's change request must not pass for it.
  var source: SourceTrust { get }

  /// Begins a foldable section of the log; sections do not nest.
  /// - Parameter id: unique within the job's log.
  func groupStart(_ title: String, id: String, at time: Timestamp) -> String

  /// Ends the section that `groupStart` began.
  func groupEnd(id: String, at time: Timestamp) -> String

  /// From here on the vendor executes no command in the log, until `commandsOn` with the same token.
  func commandsOff(token: String) -> String

  func commandsOn(token: String) -> String

  /// Lines that make the vendor hide a secret in its log; to be printed before the secret can be.
  func mask(_ secret: String) -> [String]

  /// Lines that show findings at their places.
  /// - Parameters:
  ///   - report: already redacted.
  ///   - workingDirectory: what relative paths in the report are relative to.
  func annotations(for report: RunReport, in workingDirectory: FilePath) -> [String]

  /// Files that pass results to later steps and jobs.
  /// - Parameters:
  ///   - report: already redacted.
  ///   - token: random and unguessable.
  func outputs(of report: RunReport, _ reports: ReportPaths, token: String) -> [CIFileOutput]
}

/// Most vendors have a plain log and no files to write.
extension CIVendor {
  public func groupStart(_ title: String, id: String, at time: Timestamp) -> String { "" }
  public func groupEnd(id: String, at time: Timestamp) -> String { "" }
  public func commandsOff(token: String) -> String { "" }
  public func commandsOn(token: String) -> String { "" }
  public func mask(_ secret: String) -> [String] { [] }
  public func annotations(for report: RunReport, in workingDirectory: FilePath) -> [String] { [] }
  public func outputs(of report: RunReport, _ reports: ReportPaths, token: String) -> [CIFileOutput] { [] }
}

/// The paths of the reports, for outputs.
public struct ReportPaths: Sendable, Hashable {
  /// The directory for files of our own.
  public var directory: FilePath
  public var json: FilePath?
  public var junit: FilePath?

  public init(directory: FilePath, json: FilePath?, junit: FilePath?) {
    self.directory = directory
    self.json = json
    self.junit = junit
  }
}

/// A file to write for the vendor.
public struct CIFileOutput: Sendable, Hashable {
  public enum Mode: Sendable, Hashable {
    /// The file belongs to the vendor, and other steps write to it too.
    case append
    case replace
  }

  public var path: FilePath
  public var contents: String
  public var mode: Mode
}
