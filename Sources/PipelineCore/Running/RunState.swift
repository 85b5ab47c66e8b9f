public import Diagnostics
public import FileIO

/// A result of a stage that later stages need.
public protocol RunFact: Sendable {
  /// Unique; of a persistent fact also its file's name.
  static var factName: String { get }
}

/// A fact that is kept in the work directory, so that the next stage may run in another process or CI job.
public protocol PersistentFact: RunFact, Codable {
  /// What is kept of the fact when its stage fails: nothing, or a verdict that later stages must know.
  /// - Parameter isAgentsFault: whether the agent failed, and not the machinery, a signal or the time limit.
  func afterFailure(isAgentsFault: Bool) -> Self?
}

extension PersistentFact {
  public func afterFailure(isAgentsFault: Bool) -> Self? { nil }
}

/// The facts of earlier stages. Only the running stage has it `inout`: no lock, no actor, no shared mutable context.
public struct RunState: Sendable {
  /// By their names; a failure says why a fact that is there cannot be read.
  private var facts: [String: Result<any RunFact, Failure>] = [:]
  /// The facts of earlier processes that were not sealed with this run's key, by name; a `FactGuard` has admitted them.
  public private(set) var unsealed: Set<String> = []
  /// What the running stage has found so far.
  public var journal: StageJournal
  /// Writes a fact to the work directory at once.
  public let write: FactWriter

  public typealias FactWriter = @Sendable (any PersistentFact) throws(FileFailure) -> Void

  public init(
    emit: @escaping @Sendable (RunEvent) -> Void = { _ in },
    write: @escaping FactWriter = { (_: any PersistentFact) throws(FileFailure) in }
  ) {
    journal = StageJournal(emit: emit)
    self.write = write
  }

  public subscript<Fact: RunFact>(_ type: Fact.Type) -> Fact? {
    get { (try? facts[type.factName]?.get()) as? Fact }
    set {
      facts[type.factName] = newValue.map { .success($0) }
      unsealed.remove(type.factName)
    }
  }

  /// Sets a fact and writes it at once: a process that is killed later leaves this one, and not an older one.
  public mutating func keep<Fact: PersistentFact>(_ fact: Fact) throws(FileFailure) {
    self[Fact.self] = fact
    try write(fact)
  }

  /// - Throws: `missing-fact` if the stage has to run first, or why the fact cannot be read.
  public func require<Fact: RunFact>(_ type: Fact.Type, from stage: StageID) throws(Failure) -> Fact {
    guard let fact = try facts[type.factName]?.get() as? Fact else { throw Self.missing(type.factName, from: stage) }
    return fact
  }

  mutating func forget(_ types: [any RunFact.Type]) {
    for type in types {
      facts[type.factName] = nil
      unsealed.remove(type.factName)
    }
  }

  /// Keeps of a failed stage's facts what they want to be kept.
  mutating func reduce(_ types: [any RunFact.Type], isAgentsFault: Bool) {
    for type in types {
      let fact = (try? facts[type.factName]?.get()) as? any PersistentFact
      facts[type.factName] = fact?.afterFailure(isAgentsFault: isAgentsFault).map { .success($0) }
    }
  }

  func fact(_ type: any RunFact.Type) -> Result<any RunFact, Failure>? { facts[type.factName] }

  /// A fact of an earlier process. One that cannot be read fails only a stage that requires it.
  mutating func restore(_ type: any RunFact.Type, _ fact: Result<any RunFact, Failure>, isSealed: Bool = true) {
    facts[type.factName] = fact
    if !isSealed { unsealed.insert(type.factName) }
  }

  /// No stage can use the unsealed facts.
  mutating func refuseUnsealed(_ reason: Failure) {
    for name in unsealed { facts[name] = .failure(reason) }
    unsealed = []
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
