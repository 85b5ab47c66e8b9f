public import Diagnostics

/// A result of a stage that later stages need.
public protocol RunFact: Sendable {
  /// Unique; of a persistent fact also its file's name.
  static var factName: String { get }
}

/// A fact that is kept in the work directory, so that the next stage may run in another process or CI job.
public protocol PersistentFact: RunFact, Codable {
  /// Whether the fact is kept when its stage fails: true for a verdict that later stages must know.
  static var survivesFailure: Bool { get }
}

extension PersistentFact {
  public static var survivesFailure: Bool { false }
}

/// The facts of earlier stages. Only the running stage has it `inout`: no lock, no actor, no shared mutable context.
public struct RunState: Sendable {
  /// By their names; a failure says why a fact that is there cannot be read.
  private var facts: [String: Result<any RunFact, Failure>] = [:]
  /// What the running stage has found so far.
  public var journal: StageJournal

  public init(emit: @escaping @Sendable (RunEvent) -> Void = { _ in }) {
    journal = StageJournal(emit: emit)
  }

  public subscript<Fact: RunFact>(_ type: Fact.Type) -> Fact? {
    get { (try? facts[type.factName]?.get()) as? Fact }
    set { facts[type.factName] = newValue.map { .success($0) } }
  }

  /// - Throws: `missing-fact` if the stage has to run first, or why the fact cannot be read.
  public func require<Fact: RunFact>(_ type: Fact.Type, from stage: StageID) throws(Failure) -> Fact {
    guard let fact = try facts[type.factName]?.get() as? Fact else { throw Self.missing(type.factName, from: stage) }
    return fact
  }

  mutating func forget(_ types: [any RunFact.Type]) {
    for type in types { facts[type.factName] = nil }
  }

  func fact(_ type: any RunFact.Type) -> Result<any RunFact, Failure>? { facts[type.factName] }

  /// A fact of an earlier process. One that cannot be read fails only a stage that requires it.
  mutating func restore(_ type: any RunFact.Type, _ fact: Result<any RunFact, Failure>) {
    facts[type.factName] = fact
  }
}

extension RunState {
  /// A stage needs what an earlier stage has not left in the work directory.
  private static func missing(_ name: String, from stage: StageID) -> Failure {
    Failure(
      .usage, "missing-fact", "the work directory has no \(name): the stage `\(stage)` has not passed yet",
      hints: [
        "run `agent-pipeline \(stage)` first, or `agent-pipeline run` for all stages",
        "in CI, pass the directory `.agent-pipeline` from one job to the next as an artifact",
      ])
  }
}
