public import Diagnostics

/// Decides which facts of earlier processes count: what a repository contains must never decide what is pushed.
public protocol FactGuard: Sendable {
  /// The authentication code of a message under this run's key.
  var seal: @Sendable (_ message: [UInt8]) -> String { get }

  /// - Throws: if git tracks facts or an image in the work directory: then a commit wrote them, and not a run.
  func refuseCommitted(_ context: RunContext) async throws

  /// Checks the facts that another machine has left, `state.unsealed`, against what is here.
  /// - Throws: why no stage may use them.
  func admit(_ state: RunState, _ context: RunContext) async throws(Failure)
}
