public import Diagnostics
public import TextFormats

/// The results of a run: every report format is a pure function of this value.
///
/// Its JSON is the contract `agent-pipeline.report/v1`: keys may be added, none changes its meaning.
public struct RunReport: Sendable, Hashable, Codable {
  public static let schemaID = "agent-pipeline.report/v1"

  public var schema = RunReport.schemaID
  public var tool: Tool
  public var startedAt: Timestamp
  public var durationSeconds = 0.0
  public var outcome = Outcome.passed
  public var exitCode: Int32 = 0
  public var dryRun: Bool
  public var ci: CIContext?
  public var agents: [AgentReport] = []
  /// Findings that belong to no agent, such as a malformed setting.
  public var diagnostics: [Diagnostic] = []

  public struct Tool: Sendable, Hashable, Codable {
    public var name: String
    public var version: String

    public init(name: String, version: String) {
      self.name = name
      self.version = version
    }
  }

  public init(tool: Tool, startedAt: Timestamp, dryRun: Bool, ci: CIContext?) {
    self.tool = tool
    self.startedAt = startedAt
    self.dryRun = dryRun
    self.ci = ci
  }
}

/// The results for one agent.
public struct AgentReport: Sendable, Hashable, Codable {
  /// `metadata.name`, or the directory's name if the manifest could not be read.
  public var name: String
  /// The agent's directory and its manifest, as given on the command line.
  public var path: String
  public var manifest: String
  public var outcome = Outcome.passed
  /// Of this agent alone; the run's is the one that the process ends with.
  public var exitCode: Int32 = 0
  public var stages: [StageReport] = []
  public var diagnostics: [Diagnostic] = []
  public var version: VersionReport?
  public var image: ImageReport?
  public var pushed: [PushReport] = []

  public init(name: String, path: String, manifest: String) {
    self.name = name
    self.path = path
    self.manifest = manifest
  }
}

/// What one stage did.
public struct StageReport: Sendable, Hashable, Codable {
  /// The reason if the command line left the stage out; the output does not repeat it.
  public static let notSelected = "not selected"

  public var name: StageID
  public var outcome: Outcome
  /// Why the stage was skipped, never ran, or failed without a finding of its own.
  public var reason: String?
  public var startedAt: Timestamp?
  public var durationSeconds: Double
  public var checks: [CheckReport]

  public init(
    name: StageID, outcome: Outcome, reason: String? = nil, startedAt: Timestamp? = nil, durationSeconds: Double = 0,
    checks: [CheckReport] = []
  ) {
    self.name = name
    self.outcome = outcome
    self.reason = reason
    self.startedAt = startedAt
    self.durationSeconds = durationSeconds
    self.checks = checks
  }
}

/// What one check of a stage found.
public struct CheckReport: Sendable, Hashable, Codable {
  /// What the names of the JUnit files that commands wrote begin with, in the report directory.
  public static let commandReportPrefix = "junit-"

  /// Stable and unique within its stage, such as `http:answers a chat message`.
  public var id: String
  public var name: String
  public var outcome: CheckOutcome
  public var durationSeconds: Double
  /// One line for people; for a failure, what was expected and what was found.
  public var message: String?
  /// What the checked program printed, its end only.
  public var output: String?

  /// - Parameter name: the same as the id if there is none.
  public init(
    id: String, name: String? = nil, outcome: CheckOutcome, durationSeconds: Double = 0, message: String? = nil,
    output: String? = nil
  ) {
    self.id = id
    self.name = name ?? id
    self.outcome = outcome
    self.durationSeconds = durationSeconds
    self.message = message
    self.output = output
  }
}
