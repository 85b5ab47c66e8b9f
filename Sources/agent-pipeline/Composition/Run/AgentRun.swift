import Diagnostics
import Glibc
import PipelineCore
import Synchronization

/// Runs agents through their pipelines: one after another, or on all cores if they share nothing that they write to.
/// Events and results are passed on in the agents' order in either case.
struct AgentRun: Sendable {
  typealias Emit = @Sendable (RunEvent) -> Void
  typealias Outcome = Result<(LoadedAgent, AgentReport), Failure>

  /// More agents than this only wait for the disk.
  private static let widest = 8

  let run: @Sendable (LoadedAgent, @escaping Emit) async -> AgentReport

  /// - Parameters:
  ///   - canRunInParallel: whether an agent may run in parallel with others.
  ///   - prepare: called once, in parallel with the agents, with the first of them.
  func callAsFunction(
    _ batch: [LoadedAgent.Reading], canRunInParallel: (LoadedAgent) -> Bool,
    prepare: @escaping @Sendable (LoadedAgent) async -> Void, show: @escaping Emit, _ finish: (Outcome) -> Void
  ) async {
    let isIndependent = batch.allSatisfy { (try? $0.get()).map(canRunInParallel) ?? true }
    if batch.count > 1, isIndependent {
      let first = batch.lazy.compactMap { try? $0.get() }.first
      async let preparation: Void = {
        if let first { await prepare(first) }
      }()
      await runInParallel(batch, show, finish)
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

  private func runInParallel(_ batch: [LoadedAgent.Reading], _ show: Emit, _ finish: (Outcome) -> Void) async {
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

  /// The events of one agent until its turn comes.
  private final class Events: Sendable {
    private let events = Mutex<[RunEvent]>([])

    func add(_ event: RunEvent) { events.withLock { $0.append(event) } }

    var all: [RunEvent] { events.withLock { $0 } }
  }
}
