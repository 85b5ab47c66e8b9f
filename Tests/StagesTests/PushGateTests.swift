import Diagnostics
import FileIO
import ImageBuilding
import OCIImage
import Settings
import SystemPackage
import Testing

@testable import PipelineCore
@testable import Stages

/// Unknown is never a pass.
@Suite("The gate before the push") struct PushGateTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var verdict: TestOutcome.Verdict?
    /// Whether the verdict is about the image that is pushed.
    var isOfThisImage = true
    var flags: [String: [String]] = [:]
    var only: [String]?
    /// The finding, with its severity, or the error with its exit status; `nil` if there is nothing to say.
    var expected: String?

    var testDescription: String {
      "\(verdict.map { "\($0)" } ?? "no verdict")\(isOfThisImage ? "" : " on another image"), \(flags), \(only ?? [])"
    }
  }

  static let cases: [Case] = [
    Case(verdict: .passed), Case(verdict: .passed, only: ["push"]),
    Case(verdict: .passed, flags: ["push.allowUntested": ["true"]]),
    Case(verdict: .passed, isOfThisImage: false, expected: "untested-image exit 2"),
    Case(verdict: nil, expected: "untested-image exit 2"),
    Case(verdict: .unfinished, expected: "tests-unfinished exit 2"),
    Case(verdict: .unfinished, isOfThisImage: false, expected: "untested-image exit 2"),
    Case(verdict: .failed, expected: "tests-failed exit 1"),
    Case(verdict: .failed, isOfThisImage: false, expected: "untested-image exit 2"),
    // A flag lets an image through that was not tested, but none that failed.
    Case(verdict: nil, flags: ["push.allowUntested": ["true"]], only: ["push"], expected: "untested-image warning"),
    Case(verdict: .unfinished, flags: ["push.allowUntested": ["true"]], expected: "untested-image warning"),
    Case(verdict: .failed, flags: ["push.allowUntested": ["true"]], expected: "tests-failed exit 1"),
    // So does leaving the stage out by name, in the run that leaves it out.
    Case(verdict: nil, flags: ["skip": ["test"]], expected: "untested-image note"),
    Case(verdict: .failed, flags: ["skip": ["test"]], expected: "tests-failed exit 1"),
    Case(verdict: nil, flags: ["test.engine": ["none"]], expected: "untested-image note"),
    Case(verdict: nil, flags: ["test.engine": ["none"]], only: ["push"], expected: "untested-image exit 2"),
    Case(verdict: nil, only: ["tag", "push"], expected: "untested-image exit 2"),
    Case(verdict: nil, flags: ["test.engine": ["runc"]], expected: "untested-image exit 2"),
  ]

  @Test(arguments: cases)
  func `opens only for what passed, or what the caller lets through`(row: Case) throws {
    let settings = Settings.resolve(flags: row.flags, environment: [:]).settings
    var context = RunContext(
      directory: "/a", manifest: "agent.yaml", invocationDirectory: "/", workDirectory: "/w", reportDirectory: "/w",
      cacheDirectory: "/w", settings: settings, ci: nil, isDryRun: false, emit: { _ in })
    context.selection = try StageSelection(
      all: AllStages.ids, only: row.only, from: nil, until: nil, skip: settings(Settings.skip))
    let image = Descriptor(mediaType: MediaType.manifest, digest: SHA256.digest(of: [1]), size: 1)
    var state = RunState()
    state[TestOutcome.self] = row.verdict.map {
      TestOutcome(digest: row.isOfThisImage ? image.digest : SHA256.digest(of: [2]), verdict: $0)
    }
    let built = BuiltImage(agent: "app", descriptor: image, platform: .host, revision: nil)
    var found: String?
    do throws(Failure) {
      try PushGate.check(built, .made(["1.0.0"]), context, &state)
      found = state.journal.diagnostics.first.map { "\($0.code) \($0.severity.rawValue)" }
    } catch {
      found = "\(error.diagnostic.code) exit \(error.failureKind.exitCode)"
      if row.verdict != .failed {
        #expect(
          error.diagnostic.hints.last
            == "or push it untested with `--push-allow-untested` or AGENT_PIPELINE_PUSH_ALLOW_UNTESTED")
      }
    }
    #expect(found == row.expected)
  }

  /// An earlier job may have been for something else.
  @Test(
    arguments: [
      ("main", nil, "main", nil, true), ("main", nil, "feature", nil, false), ("main", nil, nil, "9", false),
      (nil, "9", nil, "9", true), (nil, "9", "main", nil, false), (nil, "9", nil, "8", false),
    ] as [(String?, String?, String?, String?, Bool)])
  func `opens only for tags of the same branch or change request`(
    branch: String?, request: String?, jobBranch: String?, jobRequest: String?, isOpen: Bool
  ) {
    var release = TaggedRelease.made(["1.0.0"])
    (release.branch, release.changeRequest) = (branch, request)
    var job = CIContext(vendor: "gitlab")
    job.branch = jobBranch
    job.pullRequest = jobRequest.map { .init(id: $0, source: nil, target: nil, fork: true) }
    #expect(release.refusal(in: job)?.diagnostic.code == (isOpen ? nil : "stale-tags"))
    #expect(release.refusal(in: nil) == nil)
  }

  @Test(
    "the verdict follows from the checks",
    arguments: [
      ([.passed, .skipped], .passed), ([.passed, .failed], .failed), ([.passed, .error], .unfinished),
      ([.failed, .error], .failed), ([], .unfinished), ([.skipped], .unfinished),
    ] as [([CheckOutcome], TestOutcome.Verdict)])
  func verdict(outcomes: [CheckOutcome], expected: TestOutcome.Verdict) {
    #expect(TestOutcome.Verdict(outcomes.map { CheckReport(id: "a", outcome: $0) }) == expected)
  }

  @Test(
    "a stage that failed leaves no pass",
    arguments: [
      (.passed, true, .failed), (.passed, false, .unfinished), (.unfinished, false, .unfinished),
      (.unfinished, true, .failed), (.failed, false, .failed),
    ] as [(TestOutcome.Verdict, Bool, TestOutcome.Verdict)])
  func afterFailure(before: TestOutcome.Verdict, isAgentsFault: Bool, after: TestOutcome.Verdict) {
    let outcome = TestOutcome(digest: SHA256.digest(of: [1]), verdict: before)
    #expect(outcome.afterFailure(isAgentsFault: isAgentsFault)?.verdict == after)
  }
}
