import Diagnostics

/// Asks the selected stages, once, whether something is already known that would make them fail later.
struct Preflight {
  private let selected: [any Stage]
  private var isDone = false
  private var found: (stage: StageID, error: any Error)?

  /// - Parameter selected: in their order.
  init(_ selected: [any Stage]) {
    self.selected = selected
  }

  /// The stage that would fail; all before it would be in vain.
  var failedStage: StageID? { found?.stage }

  func failure(of id: StageID) -> (any Error)? { found?.stage == id ? found?.error : nil }

  /// Before the second of the selected stages: the first has read the manifest. The stage that is about to run finds
  /// out for itself, and so do those that have nothing to do.
  mutating func run(before id: StageID, _ context: RunContext, _ state: RunState) async {
    guard !isDone, selected.count > 2, type(of: selected[1]).id == id else { return }
    isDone = true
    for stage in selected.dropFirst(2) where stage.skipReason(context, state) == nil {
      do {
        try await stage.preflight(context, state)
      } catch {
        found = (type(of: stage).id, error)
        return
      }
    }
  }
}

/// Stands for a stage whose preflight failed: it fails in its place, as the stage would have.
struct FailingStage: Stage {
  static let id = StageID(rawValue: "preflight")
  static let produces: [any RunFact.Type] = []
  var error: any Error

  func run(_ context: RunContext, _ state: inout RunState) async throws { throw error }
}
