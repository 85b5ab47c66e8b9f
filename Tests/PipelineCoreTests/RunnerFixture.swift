import Diagnostics
import FileIO
import PipelineCore
import Settings
import Synchronization
import SystemPackage
import TextFormats

/// Runs tiny stages in a work directory of its own, which it removes.
final class Fixture: Sendable {
  let workDirectory: FilePath
  let interruption = Interruption()

  init() throws {
    workDirectory = try Directory.temporary(prefix: "runner-test", in: "/tmp")
  }

  deinit { try? Directory.remove(workDirectory) }

  var facts: [String] { get throws { try Directory.names(in: workDirectory.appending("facts")) } }

  struct Run {
    var report: AgentReport
    var exitCode: Int32
    var events: [String]
    var lines: [String]

    var outcomes: [Outcome] { report.stages.map(\.outcome) }
  }

  func run(
    _ stages: [any Stage], only: [String]? = nil, isStrict: Bool = false, agent: String = "echo",
    factGuard: TestGuard = TestGuard()
  ) async throws -> Run {
    let recorder = Recorder()
    let ticks = Atomic<Int64>(0)
    let selection = try StageSelection(
      all: stages.map { type(of: $0).id }, only: only, from: nil, until: nil, skip: nil)
    let clock = WallClock { Timestamp(milliseconds: 998_500 + 1500 * ticks.add(1, ordering: .relaxed).newValue) }
    let context = RunContext(
      directory: "agent", manifest: "agent/agent.yaml", invocationDirectory: "/", workDirectory: workDirectory,
      reportDirectory: workDirectory,
      cacheDirectory: workDirectory, settings: Settings.resolve(flags: [:], environment: [:]).settings, ci: nil,
      isDryRun: false, emit: { recorder.record($0) })
    let report = await PipelineRunner.run(
      stages, selection, isStrict: isStrict, interruption: interruption, clock: clock, factGuard: factGuard,
      in: context,
      report: AgentReport(name: agent, path: "agent", manifest: "agent/agent.yaml"))
    return Run(report: report, exitCode: report.exitCode, events: recorder.events, lines: recorder.lines)
  }
}

/// Seals with a number in place of a key.
struct TestGuard: FactGuard {
  var key = 1
  var isCommitted = false
  var objection: Failure?

  var seal: @Sendable ([UInt8]) -> String {
    { [key] message in
      let sum = message.reduce(UInt64(key)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
      let digits = String(sum, radix: 16)
      return String(repeating: "0", count: 64 - digits.count) + digits
    }
  }

  func refuseCommitted(_ context: RunContext) throws {
    if isCommitted { throw Failure(.agent, "committed-facts", "a commit contains them") }
  }

  func admit(_ state: RunState, _ context: RunContext) throws(Failure) {
    if let objection { throw objection }
  }
}

/// Keeps the events of a run in short words.
private final class Recorder: Sendable {
  private let recorded = Mutex<(events: [String], lines: [String])>(([], []))

  var events: [String] { recorded.withLock(\.events) }
  var lines: [String] { recorded.withLock(\.lines) }

  func record(_ event: RunEvent) {
    recorded.withLock { recorded in
      switch event {
      case .agentStarted(let name, _): recorded.events.append("agent \(name)")
      case .stageStarted(let id): recorded.events.append("started \(id)")
      case .stageFinished(let report): recorded.events.append("finished \(report.name) \(report.outcome)")
      case .diagnostic(let diagnostic): recorded.events.append("diagnostic \(diagnostic.code)")
      case .agentFinished: recorded.events.append("agent finished")
      case .line(let line): recorded.lines.append(line)
      case .progress, .detail, .check: break
      }
    }
  }
}

struct Number: PersistentFact {
  static let factName = "number"
  var value: Int
}

struct Answer: PersistentFact {
  static let factName = "answer"
  var value: Int
}

typealias StageBody = @Sendable (RunContext, inout RunState) async throws -> Void

struct FirstStage: Stage {
  static let id = StageID.build
  static let produces: [any RunFact.Type] = [Number.self]
  var skip: String?
  var body: StageBody = { _, _ in }

  init(skip: String? = nil, _ body: @escaping StageBody = { _, _ in }) {
    self.skip = skip
    self.body = body
  }

  func skipReason(_ context: RunContext, _ state: RunState) -> String? { skip }
  func run(_ context: RunContext, _ state: inout RunState) async throws { try await body(context, &state) }
}

struct SecondStage: Stage {
  static let id = StageID.test
  static let produces: [any RunFact.Type] = [Answer.self]
  var skip: String?
  var whenSkipped: @Sendable () -> Void = {}
  var body: StageBody = { _, _ in }

  init(_ body: @escaping StageBody = { _, _ in }) {
    self.body = body
  }

  init(skip: String, whenSkipped: @escaping @Sendable () -> Void = {}) {
    self.skip = skip
    self.whenSkipped = whenSkipped
  }

  func skipReason(_ context: RunContext, _ state: RunState) -> String? {
    guard let skip else { return nil }
    whenSkipped()
    return skip
  }

  func run(_ context: RunContext, _ state: inout RunState) async throws { try await body(context, &state) }
}

struct ThirdStage: Stage {
  static let id = StageID.tag
  static let produces: [any RunFact.Type] = []
  var body: StageBody = { _, _ in }

  init(_ body: @escaping StageBody = { _, _ in }) {
    self.body = body
  }

  func run(_ context: RunContext, _ state: inout RunState) async throws { try await body(context, &state) }
}

struct PushStage: Stage {
  static let id = StageID.push
  static let produces: [any RunFact.Type] = [PushedImage.self]
  static let reportsOwnRunOnly = true

  func run(_ context: RunContext, _ state: inout RunState) async throws {
    state[PushedImage.self] = PushedImage(references: [
      PushReport(reference: "registry/echo:1", digest: "sha256:1", status: .pushed)
    ])
  }
}
