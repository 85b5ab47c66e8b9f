import Diagnostics
import PipelineCore
import Synchronization
import Testing

@Suite("Preflight") struct PreflightTests {
  /// The last stage of three, which knows early that it would fail, or does not.
  private struct LastStage: Stage {
    static let id = StageID.tag
    static let produces: [any RunFact.Type] = []
    var skip: String?
    var preflight: @Sendable (RunState) throws -> Void

    func skipReason(_ context: RunContext, _ state: RunState) -> String? { skip }
    func preflight(_ context: RunContext, _ state: RunState) async throws { try preflight(state) }
    func run(_ context: RunContext, _ state: inout RunState) async throws {}
  }

  @Test func `comes after the first stage and before the second`() async throws {
    let order = Mutex<[String]>([])
    let run = try await Fixture().run([
      FirstStage { _, state in
        state[Number.self] = Number(value: 1)
        order.withLock { $0.append("first") }
      },
      SecondStage { _, _ in order.withLock { $0.append("second") } },
      LastStage { state in order.withLock { $0.append("preflight \(state[Number.self]?.value ?? 0)") } },
    ])
    #expect(run.exitCode == 0)
    #expect(order.withLock { $0 } == ["first", "preflight 1", "second"])
  }

  /// A push that may not push.
  private struct DeniedPush: Stage {
    static let id = StageID.push
    static let produces: [any RunFact.Type] = [PushedImage.self]

    func preflight(_ context: RunContext, _ state: RunState) async throws {
      throw Failure(.infrastructure, .error("denied", "may not push"))
    }
    func run(_ context: RunContext, _ state: inout RunState) async throws {}
  }

  @Test func `that fails, reports nothing of what an earlier run has pushed`() async throws {
    let run = try await Fixture().run([
      FirstStage { _, state in
        state[PushedImage.self] = PushedImage(references: [
          PushReport(reference: "r.io/a:1", digest: "sha256:0", status: .pushed)
        ])
      }, SecondStage { _, _ in }, DeniedPush(),
    ])
    #expect(run.outcomes == [.passed, .notRun, .failed])
    #expect(run.report.pushed.isEmpty)
  }

  @Test func `that fails, fails its own stage before the others do their work in vain`() async throws {
    let run = try await Fixture().run([
      FirstStage(), SecondStage { _, _ in Issue.record("the second stage ran") },
      LastStage { _ in throw Failure(.infrastructure, .error("denied", "may not push")) },
    ])
    #expect(run.exitCode == 3)
    #expect(run.outcomes == [.passed, .notRun, .failed])
    #expect(run.report.stages.map(\.reason) == [nil, "blocked by tag", "may not push"])
    #expect(run.report.diagnostics.map(\.code) == ["denied"])
  }

  @Test func `is left out where the stage is, where it has nothing to do, and where it comes next anyway`() async throws
  {
    let last = LastStage { _ in Issue.record("preflight ran") }
    let skipped = LastStage(skip: "nothing to do") { _ in Issue.record("preflight ran") }
    _ = try await Fixture().run([FirstStage(), SecondStage(), last], only: ["build", "test"])
    _ = try await Fixture().run([FirstStage(), SecondStage(), last], only: ["build", "tag"])
    _ = try await Fixture().run([FirstStage(), SecondStage(), last], only: ["tag"])
    _ = try await Fixture().run([FirstStage(), SecondStage(), skipped])
  }

  @Test func `is not made after a failure`() async throws {
    let run = try await Fixture().run([
      FirstStage { _, _ in throw Failure(.agent, .error("bad", "bad")) }, SecondStage(),
      LastStage { _ in Issue.record("preflight ran") },
    ])
    #expect(run.outcomes == [.failed, .notRun, .notRun])
  }
}
