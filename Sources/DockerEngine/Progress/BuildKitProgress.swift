/// Follows the steps of a build by BuildKit, which run in parallel.
struct BuildKitProgress {
  private var logs: [String: StepLog] = [:]
  private var announced: Set<String> = []
  /// The first step that failed, with the cause.
  private(set) var failed: (digest: String, error: String)?

  /// The step that failed, with what it printed.
  var failedStep: StepLog? { failed.flatMap { logs[$0.digest] } }

  mutating func take(_ trace: BuildKitTrace) -> [BuildEvent] {
    var events: [BuildEvent] = []
    for vertex in trace.vertexes {
      if logs[vertex.digest] == nil { logs[vertex.digest] = Self.log(named: vertex.name) }
      let isBegun = vertex.hasStarted || vertex.isCached
      // Its own chores say nothing to people, unless they fail.
      let isChore = vertex.name.hasPrefix("[internal]") || !vertex.name.hasPrefix("[")
      if isBegun, !isChore, announced.insert(vertex.digest).inserted, let log = logs[vertex.digest] {
        events.append(.step(log.description + (vertex.isCached ? " (cached)" : "")))
      }
      // Parallel steps end with the failed one.
      if !vertex.error.isEmpty, failed == nil, !vertex.error.contains("context canceled") {
        failed = (vertex.digest, vertex.error)
      }
      if vertex.hasCompleted { events += (logs[vertex.digest]?.finish() ?? []).map(BuildEvent.output) }
    }
    for log in trace.logs {
      events += (logs[log.vertex]?.take(log.text) ?? []).map(BuildEvent.output)
    }
    return events
  }

  /// `[deps 2/3] RUN …` is step 2/3 of the stage `deps`.
  private static func log(named name: String) -> StepLog {
    guard name.hasPrefix("["), !name.hasPrefix("[internal]"), let end = name.firstIndex(of: "]") else {
      return StepLog(title: name, number: "")
    }
    let number = name[name.index(after: name.startIndex)..<end].split(separator: " ").joined(separator: " ")
    let title = name[name.index(after: end)...].drop { $0 == " " }
    return StepLog(title: String(title), number: number)
  }
}
