public import PipelineCore
public import SystemPackage
public import TextFormats

/// A CI system: how its job is described, what its log and its files understand, and what its variables are good for.
///
/// Everything is a pure function of the environment; the executable does the printing and writing.
public protocol CIVendor: Sendable {
  /// Stands in reports as `ci.vendor`.
  static var id: String { get }

  /// What the vendor's variables are good for, also outside of its jobs: a token of GitHub serves on a laptop too.
  static func facts(_ environment: CIEnvironment) -> CIFacts

  /// Nothing where this environment is not the vendor's.
  init?(_ environment: CIEnvironment)

  /// What the vendor says of the job.
  var context: CIContext { get }

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
  ///   - workingDirectory: what relative paths in the report are relative to.
  func annotations(for report: RunReport, in workingDirectory: FilePath) -> [String]

  /// Files through which later jobs and steps learn what came out.
  /// - Parameters:
  ///   - report: already redacted.
  ///   - token: a random text that nobody can guess.
  func outputs(of report: RunReport, _ reports: ReportPaths, token: String) -> [CIFileOutput]
}

/// Most vendors have a plain log and no files to write.
extension CIVendor {
  public static func facts(_ environment: CIEnvironment) -> CIFacts { CIFacts() }
  public func groupStart(_ title: String, id: String, at time: Timestamp) -> String { "" }
  public func groupEnd(id: String, at time: Timestamp) -> String { "" }
  public func commandsOff(token: String) -> String { "" }
  public func commandsOn(token: String) -> String { "" }
  public func mask(_ secret: String) -> [String] { [] }
  public func annotations(for report: RunReport, in workingDirectory: FilePath) -> [String] { [] }
  public func outputs(of report: RunReport, _ reports: ReportPaths, token: String) -> [CIFileOutput] { [] }
}

/// Where the reports lie that outputs point at.
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
