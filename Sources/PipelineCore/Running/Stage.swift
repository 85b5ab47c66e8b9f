/// Names a stage. The order of the stages is the order of the list that a pipeline is made of.
public struct StageID: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible {
  public var rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  public static let validate = StageID(rawValue: "validate")
  public static let build = StageID(rawValue: "build")
  public static let test = StageID(rawValue: "test")
  public static let tag = StageID(rawValue: "tag")
  public static let push = StageID(rawValue: "push")

  public var description: String { rawValue }
}

/// A stage of the pipeline: reads the facts of earlier stages and adds its own.
public protocol Stage: Sendable {
  static var id: StageID { get }

  /// The facts this stage produces. They are forgotten before it runs, so that none outlives a failure.
  static var produces: [any RunFact.Type] { get }

  /// Whether the stage keeps files or facts in the work directory, which is then locked for the run.
  static var needsWorkDirectory: Bool { get }

  /// Whether only a run of the stage itself reports its facts: an image that an earlier process pushed was not pushed
  /// by this run.
  static var reportsOwnRunOnly: Bool { get }

  /// Why the stage has nothing to do here and what would make it run; `nil` if it runs. A skip is an outcome, not an
  /// error.
  func skipReason(_ context: RunContext, _ state: RunState) -> String?

  /// Finds out early what would make the stage fail late, such as a missing permission.
  ///
  /// It is called once, after the first of the selected stages has passed and before the next starts, where other
  /// stages come before this one. What it throws counts as this stage's failure.
  func preflight(_ context: RunContext, _ state: RunState) async throws

  /// Does the work.
  ///
  /// Findings go into `state.journal`; an error among them fails the stage. A thrown error is broken machinery, and
  /// one that knows its diagnostic decides the exit status by its `failureKind`. A cancelled task cleans up and throws.
  func run(_ context: RunContext, _ state: inout RunState) async throws
}

extension Stage {
  public static var needsWorkDirectory: Bool { true }
  public static var reportsOwnRunOnly: Bool { false }
  public func skipReason(_ context: RunContext, _ state: RunState) -> String? { nil }
  public func preflight(_ context: RunContext, _ state: RunState) async throws {}
}
