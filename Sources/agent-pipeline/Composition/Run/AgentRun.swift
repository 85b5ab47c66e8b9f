import Diagnostics
import Glibc
import PipelineCore
import Synchronization

/// Takes agents through their pipelines, one after another or, where they share nothing that they write to, on all cores.
/// What they tell and what comes of them is handed over in their order in either case.
struct AgentRun: Sendable {
  typealias Emit = @Sendable (RunEvent) -> Void
  typealias Outcome = Result<(LoadedAgent, PipelineRunner.Result), Failure>

  /// More than this wait for one another's disk.
  private static let widest = 8

  private let run: @Sendable (LoadedAgent, @escaping Emit) async -> PipelineRunner.Result

  init(_ run: @escaping @Sendable (LoadedAgent, @escaping Emit) async -> PipelineRunner.Result) {
    self.run = run
  }

  /// - Parameters:
  ///   - besideOthers: whether an agent may run beside others.
  ///   - prepare: done once beside agents that run together, with the first of them.
  func callAsFunction(
    _ batch: [LoadedAgent.Reading], besideOthers: (LoadedAgent) -> Bool,
    prepare: @escaping @Sendable (LoadedAgent) async -> Void, show: @escaping Emit, _ finish: (Outcome) -> Void
  ) async {
    let isIndependent = batch.allSatisfy { (try? $0.get()).map(besideOthers) ?? true }
    if batch.count > 1, isIndependent {
      let first = batch.lazy.compactMap { try? $0.get() }.first
      async let preparation: Void = {
        if let first { await prepare(first) }
      }()
      await runTogether(batch, show, finish)
      await preparation
      return
    }
    for reading in batch {
      switch reading {
      case .success(let agent): finish(.success((agent, await run(agent, show))))
      case .failure(let error): finish(.failure(error))
      }
    }
  }

  private func runTogether(_ batch: [LoadedAgent.Reading], _ show: Emit, _ finish: (Outcome) -> Void) async {
    let width = min(max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), Self.widest)
    await withTaskGroup(of: (Int, Outcome, [RunEvent]).self) { group in
      var waiting = batch.enumerated().makeIterator()
      func startNext() {
        guard let (place, reading) = waiting.next() else { return }
        group.addTask { [run] in
          switch reading {
          case .failure(let error): return (place, .failure(error), [])
          case .success(let agent):
            let told = Events()
            let result = await run(agent) { told.add($0) }
            return (place, .success((agent, result)), told.all)
          }
        }
      }
      for _ in 0..<width { startNext() }
      var done: [Int: (Outcome, [RunEvent])] = [:]
      var next = 0
      for await (place, outcome, events) in group {
        startNext()
        done[place] = (outcome, events)
        while let (outcome, events) = done.removeValue(forKey: next) {
          events.forEach(show)
          finish(outcome)
          next += 1
        }
      }
    }
  }

  /// What one agent tells until its turn comes.
  private final class Events: Sendable {
    private let events = Mutex<[RunEvent]>([])

    func add(_ event: RunEvent) { events.withLock { $0.append(event) } }

    var all: [RunEvent] { events.withLock { $0 } }
  }
}
