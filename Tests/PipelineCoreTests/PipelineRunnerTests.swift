import Diagnostics
import FileIO
import PipelineCore
import Synchronization
import SystemPackage
import Testing
import TextFormats

@Suite("Pipeline runner") struct PipelineRunnerTests {
  // MARK: Order and outcomes

  @Test func `runs the stages in order and hands facts on`() async throws {
    let run = try await Fixture().run([
      FirstStage { _, state in state[Number.self] = Number(value: 41) },
      SecondStage { _, state in
        state[Answer.self] = Answer(value: try state.require(Number.self, from: .build).value + 1)
      },
      ThirdStage { _, state in state.journal.say("the answer is \(state[Answer.self]?.value ?? 0)") },
    ])
    #expect(run.exitCode == 0)
    #expect(run.report.outcome == .passed)
    #expect(run.outcomes == [.passed, .passed, .passed])
    #expect(run.lines == ["the answer is 42"])
  }

  @Test func `after a failed stage the rest is not run, and each says what blocked it`() async throws {
    let run = try await Fixture().run([
      FirstStage { _, state in state.journal.record(.error("bad-port", "the port is bad")) },
      SecondStage(), ThirdStage(),
    ])
    #expect(run.exitCode == 1)
    #expect(run.report.exitCode == 1)
    #expect(run.report.outcome == .failed)
    #expect(run.outcomes == [.failed, .notRun, .notRun])
    #expect(run.report.stages.map(\.reason) == ["see its findings", "blocked by build", "blocked by build"])
    #expect(run.report.diagnostics.map(\.code) == ["bad-port"])
  }

  @Test(
    "a thrown failure decides the exit status",
    arguments: [(FailureKind.agent, Int32(1)), (.usage, 2), (.infrastructure, 3), (.timeout, 4)])
  func thrown(kind: FailureKind, exitCode: Int32) async throws {
    let run = try await Fixture().run([
      FirstStage { _, state in
        state.journal.record(CheckReport(id: "a", name: "a", outcome: .passed, durationSeconds: 0))
        throw Failure(kind, .error("it-broke", "it broke"))
      }
    ])
    #expect(run.exitCode == exitCode)
    #expect(run.report.diagnostics == [.error("it-broke", "it broke")])
    #expect(run.report.stages.first?.reason == "it broke")
    // What was found before the failure is not lost.
    #expect(run.report.stages.first?.checks.count == 1)
  }

  @Test func `an error of no known type is an internal error of the infrastructure`() async throws {
    struct Unknown: Error {}
    let run = try await Fixture().run([FirstStage { _, _ in throw Unknown() }])
    #expect(run.exitCode == 3)
    #expect(run.report.diagnostics.map(\.code) == ["internal-error"])
  }

  @Test(
    "checks that fail are the agent's fault, checks that could not be made the infrastructure's",
    arguments: [
      ([CheckOutcome.passed, .skipped], Outcome.passed, Int32(0)), ([.passed, .failed], .failed, 1),
      ([.error], .failed, 3), ([.error, .failed], .failed, 1),
    ])
  func checks(outcomes: [CheckOutcome], outcome: Outcome, exitCode: Int32) async throws {
    let run = try await Fixture().run([
      FirstStage { _, state in
        for (number, outcome) in outcomes.enumerated() {
          state.journal.record(CheckReport(id: "\(number)", name: "c", outcome: outcome, durationSeconds: 0))
        }
      }
    ])
    #expect(run.outcomes == [outcome])
    #expect(run.exitCode == exitCode)
  }

  @Test("warnings fail a stage only where they are asked to", arguments: [(false, Int32(0)), (true, 1)])
  func strict(isStrict: Bool, exitCode: Int32) async throws {
    let run = try await Fixture().run(
      [FirstStage { _, state in state.journal.record(.warning("odd", "it is odd")) }], isStrict: isStrict)
    #expect(run.exitCode == exitCode)
    #expect(run.report.diagnostics.map(\.code) == ["odd"])
  }

  // MARK: Skipping

  @Test func `a stage that has nothing to do says why, and the next runs`() async throws {
    let run = try await Fixture().run([FirstStage(skip: "no destination"), SecondStage()])
    #expect(run.outcomes == [.skipped, .passed])
    #expect(run.report.stages.first?.reason == "no destination")
    #expect(run.exitCode == 0)
  }

  @Test func `a stage that is not selected is skipped without being asked`() async throws {
    let run = try await Fixture().run(
      [FirstStage { _, _ in throw CancellationError() }, SecondStage()], only: ["test"])
    #expect(run.outcomes == [.skipped, .passed])
    #expect(run.report.stages.first?.reason == "not selected")
  }

  @Test func `events tell the story in order`() async throws {
    let run = try await Fixture().run([FirstStage(skip: "nothing"), SecondStage()])
    #expect(
      run.events == ["agent echo", "finished build skipped", "started test", "finished test passed", "agent finished"])
  }

  // MARK: Interruption

  @Test(
    "an interrupted stage has failed, the rest is not run",
    arguments: [(Interruption.Reason.signal(15), Int32(143)), (.signal(2), 130), (.timeout, 4)])
  func interruption(reason: Interruption.Reason, exitCode: Int32) async throws {
    let fixture = try Fixture()
    let interruption = fixture.interruption
    let run = try await fixture.run([
      FirstStage { _, _ in
        _ = interruption.stop(reason)
        throw CancellationError()
      }, SecondStage(),
    ])
    #expect(run.exitCode == exitCode)
    #expect(run.outcomes == [.failed, .notRun])
    #expect(run.report.stages.first?.reason == "\(reason)")
  }

  @Test func `a stage that ends in spite of the interruption has not passed`() async throws {
    let fixture = try Fixture()
    let interruption = fixture.interruption
    let run = try await fixture.run([FirstStage { _, _ in _ = interruption.stop(.signal(15)) }])
    #expect(run.outcomes == [.failed])
    #expect(run.exitCode == 143)
  }

  @Test func `only the first reason to stop counts`() {
    let interruption = Interruption()
    #expect(interruption.stop(.timeout))
    #expect(!interruption.stop(.signal(15)))
    #expect(interruption.reason == .timeout)
  }

  // MARK: Facts in the work directory

  @Test func `another process continues with the facts of the first`() async throws {
    let fixture = try Fixture()
    let stages: [any Stage] = [
      FirstStage { _, state in state[Number.self] = Number(value: 41) },
      SecondStage { _, state in
        state[Answer.self] = Answer(value: try state.require(Number.self, from: .build).value + 1)
      },
    ]
    #expect(try await fixture.run(stages, only: ["build"]).exitCode == 0)
    #expect(try await fixture.run(stages, only: ["test"]).exitCode == 0)
    #expect(try fixture.facts == ["answer.json", "number.json"])
  }

  @Test func `without the fact of an earlier stage it says which to run first`() async throws {
    let run = try await Fixture().run(
      [FirstStage(), SecondStage { _, state in _ = try state.require(Number.self, from: .build) }], only: ["test"])
    #expect(run.exitCode == 2)
    #expect(run.report.diagnostics.map(\.code) == ["missing-fact"])
    #expect(run.report.diagnostics.first?.hints.first?.contains("`agent-pipeline build`") == true)
  }

  @Test func `no fact outlives the failure of its stage`() async throws {
    let fixture = try Fixture()
    let made = FirstStage { _, state in state[Number.self] = Number(value: 1) }
    let failed = FirstStage { _, state in
      state[Number.self] = Number(value: 2)
      state.journal.record(.error("bad", "it is bad"))
    }
    _ = try await fixture.run([made])
    #expect(try fixture.facts == ["number.json"])
    _ = try await fixture.run([failed])
    #expect(try fixture.facts == [])
  }

  @Test func `a damaged fact fails the stage that needs it, and is no obstacle to the one that writes it`() async throws
  {
    let fixture = try Fixture()
    try Directory.create(fixture.workDirectory.appending("facts"))
    try FileContents.write(Array("{".utf8), to: fixture.workDirectory.appending("facts/number.json"))
    let needy = SecondStage { _, state in _ = try state.require(Number.self, from: FirstStage.id) }
    let needing = try await fixture.run([FirstStage(), needy], only: ["test"])
    #expect(needing.exitCode == 3)
    #expect(needing.report.diagnostics.map(\.code) == ["unreadable-fact"])

    try FileContents.write(Array("{".utf8), to: fixture.workDirectory.appending("facts/number.json"))
    let writing = try await fixture.run([FirstStage { _, state in state[Number.self] = Number(value: 7) }, needy])
    #expect(writing.exitCode == 0)
  }

  // MARK: Whose facts count

  private static let handing: [any Stage] = [
    FirstStage { _, state in state[Number.self] = Number(value: 41) },
    SecondStage { _, state in
      _ = try state.require(Number.self, from: .build)
      state.journal.say("unsealed: \(state.unsealed.sorted())")
    },
  ]

  @Test func `a fact is sealed for its agent, its name and its bytes`() async throws {
    let fixture = try Fixture()
    let path = fixture.workDirectory.appending("facts/number.json")
    _ = try await fixture.run(Self.handing, only: ["build"])
    #expect(try await fixture.run(Self.handing, only: ["test"]).lines == ["unsealed: []"])
    let file = String(decoding: try FileContents.read(path, limit: 1000), as: UTF8.self)
    #expect(file.hasPrefix(#"{"fact":{"value":41},"seal":""#))

    #expect(try await fixture.run(Self.handing, only: ["test"], agent: "other").lines == [#"unsealed: ["number"]"#])
    let key = TestGuard(key: 2)
    #expect(try await fixture.run(Self.handing, only: ["test"], factGuard: key).lines == [#"unsealed: ["number"]"#])
    try FileContents.write(Array(file.replacing("41", with: "42").utf8), to: path)
    #expect(try await fixture.run(Self.handing, only: ["test"]).lines == [#"unsealed: ["number"]"#])
    try FileContents.write(Array(file.utf8), to: fixture.workDirectory.appending("facts/answer.json"))
    let needy = SecondStage { _, state in state.journal.say("unsealed: \(state.unsealed.sorted())") }
    try FileContents.write(Array(file.utf8), to: path)
    let copied = try await fixture.run(
      [
        FirstStage(), needy,
        ThirdStage { _, state in
          state.journal.say("unsealed: \(state.unsealed.sorted())")
        },
      ], only: ["tag"])
    #expect(copied.lines == [#"unsealed: ["answer"]"#], "a fact under another name")
  }

  @Test func `a fact that the guard refuses fails the stage that needs it`() async throws {
    let fixture = try Fixture()
    _ = try await fixture.run(Self.handing, only: ["build"], factGuard: TestGuard(key: 2))
    let guarded = TestGuard(objection: Failure(.usage, "foreign-facts", "no"))
    let run = try await fixture.run(Self.handing, only: ["test"], factGuard: guarded)
    #expect(run.exitCode == 2 && run.report.diagnostics.map(\.code) == ["foreign-facts"])
    // Who does not need it is not disturbed.
    #expect(try await fixture.run(Self.handing, factGuard: guarded).exitCode == 0)
  }

  @Test func `a run does not vouch for facts that another has sealed`() async throws {
    let fixture = try Fixture()
    let path = fixture.workDirectory.appending("facts/number.json")
    _ = try await fixture.run(Self.handing, only: ["build"], factGuard: TestGuard(key: 2))
    let before = try FileContents.read(path, limit: 1000)
    #expect(try await fixture.run(Self.handing, only: ["test"]).exitCode == 0)
    #expect(try FileContents.read(path, limit: 1000) == before)
  }

  @Test func `committed facts stop the run`() async throws {
    let run = try await Fixture().run(Self.handing, factGuard: TestGuard(isCommitted: true))
    #expect(run.outcomes == [.failed, .notRun] && run.exitCode == 1)
    #expect(run.report.diagnostics.map(\.code) == ["committed-facts"])
  }

  @Test func `the facts of a stage are gone from the disk before it starts`() async throws {
    let fixture = try Fixture()
    _ = try await fixture.run(Self.handing, only: ["build"])
    let directory = fixture.workDirectory.appending("facts")
    let seen = try await fixture.run([
      FirstStage { _, state in
        state.journal.say("\(try Directory.names(in: directory))")
        try state.keep(Number(value: 7))
        state.journal.say("\(try Directory.names(in: directory))")
      }
    ])
    #expect(seen.lines == ["[]", #"["number.json"]"#])
  }

  @Test func `a work directory that cannot be written fails the stage and says why once`() async throws {
    let fixture = try Fixture()
    try FileContents.write(Array("in the way".utf8), to: fixture.workDirectory.appending("facts"))
    let run = try await fixture.run([
      FirstStage { _, state in state.journal.record(.note("hint", "by the way")) }, SecondStage(),
    ])
    #expect(run.outcomes == [.failed, .notRun])
    #expect(run.exitCode == 3)
    #expect(run.report.diagnostics.map(\.code) == ["hint", "file-access"])
    #expect(run.events.contains("diagnostic file-access"))
  }

  @Test func `a stage that failed already keeps its exit status where its facts cannot be kept`() async throws {
    let fixture = try Fixture()
    try FileContents.write(Array("in the way".utf8), to: fixture.workDirectory.appending("facts"))
    let run = try await fixture.run([FirstStage { _, _ in throw Failure(.agent, .error("bad", "it is bad")) }])
    #expect(run.exitCode == 1)
    #expect(run.report.stages.first?.reason == "it is bad")
  }

  @Test func `a skipped stage does not repeat the findings of the one before`() async throws {
    let fixture = try Fixture()
    let directory = fixture.workDirectory.appending("facts")
    let run = try await fixture.run([
      FirstStage { _, state in state.journal.record(.warning("odd", "it is odd")) },
      SecondStage(skip: "nothing to do") {
        // The work directory breaks between the two stages.
        try? Directory.remove(directory)
        try? FileContents.write([], to: directory)
      },
    ])
    #expect(run.report.diagnostics.map(\.code) == ["odd", "file-access"])
  }

  @Test func `what an earlier process pushed is not reported as this run's doing`() async throws {
    let fixture = try Fixture()
    let stages: [any Stage] = [FirstStage(), PushStage()]
    #expect(try await fixture.run(stages).report.pushed.map(\.reference) == ["registry/echo:1"])
    #expect(try await fixture.run(stages, only: ["build"]).report.pushed.isEmpty)
  }

  /// Judges, and keeps nothing.
  private struct JudgingStage: Stage {
    static let id = StageID.build
    static let produces: [any RunFact.Type] = []
    static let needsWorkDirectory = false

    func run(_ context: RunContext, _ state: inout RunState) async throws {}
  }

  @Test func `a run whose stages need no work directory goes beside one that holds it`() async throws {
    let fixture = try Fixture()
    let lock = try DirectoryLock.tryLocking(fixture.workDirectory)
    #expect(try await fixture.run([JudgingStage(), SecondStage()], only: ["build"]).exitCode == 0)
    let other = try await fixture.run([JudgingStage(), SecondStage()])
    #expect(other.report.diagnostics.map(\.code) == ["work-directory-in-use"] && other.exitCode == 2)
    withExtendedLifetime(lock) {}
  }

  @Test func `times come from the clock`() async throws {
    let stage = try await Fixture().run([FirstStage()]).report.stages.first
    #expect(stage?.startedAt == Timestamp(seconds: 1000))
    #expect(stage?.durationSeconds == 1.5)
  }
}
