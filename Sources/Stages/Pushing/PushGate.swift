import Diagnostics
import ImageBuilding
import OCIImage
import PipelineCore
import Settings

/// Decides whether the image in the work directory may be pushed.
enum PushGate {
  /// - Throws: if it is not known that this very image passed its tests, or image and tags belong to different commits or versions.
  static func check(
    _ built: BuiltImage, _ release: TaggedRelease, _ context: RunContext, _ state: inout RunState
  ) throws(Failure) {
    if let refusal = release.refusal(in: context.ci) ?? release.refusal(of: built) { throw refusal }
    // The verdict about another image says nothing about this one.
    let verdict = state[TestOutcome.self].flatMap { $0.digest == built.descriptor.digest ? $0.verdict : nil }
    if verdict == .failed {
      throw Failure(
        .agent, "tests-failed", "the image failed its tests and is not pushed",
        hints: ["fix what the test stage reports, then build and test again"])
    }
    if verdict != .passed { state.journal.record(try permission(for: verdict, context)) }
    if !state.unsealed.isEmpty {
      state.journal.record(
        .note(
          "unsealed-facts", "the results of earlier stages come from another machine and fit this commit",
          hints: ["set the secret variable AGENT_PIPELINE_FACTS_KEY in all jobs, so that they can verify them"]))
    }
    if built.revision?.isDirty == true {
      state.journal.record(
        .warning(
          "uncommitted-changes", "the image contains uncommitted changes and cannot be reproduced",
          hints: ["commit them and build again"]))
    }
  }

  /// The finding about an image that may be pushed though it did not pass. agent.yaml can set none of the settings.
  private static func permission(
    for verdict: TestOutcome.Verdict?, _ context: RunContext
  ) throws(Failure) -> Diagnostic {
    if context.settings(Settings.pushAllowUntested) == true {
      let origin = context.settings.origin(of: Settings.pushAllowUntested) ?? .default
      return .warning("untested-image", "this image did not pass any test; \(origin) lets it through")
    }
    if context.selection?.skipped.contains(.test) == true {
      return .note("untested-image", "nothing was tested: the test stage is left out by `--skip`")
    }
    if context.selection?.selected.contains(.test) == true,
      context.settings(Settings.testEngine) == Settings.TestEngine.none
    {
      return .note("untested-image", "nothing was tested: the setting `test.engine` is `none`")
    }
    let remedy = "or push it untested with \(Settings.pushAllowUntested.definition.otherPlaces)"
    guard verdict == nil else {
      throw Failure(
        .usage, "tests-unfinished", "the tests of this image did not finish, so it is not pushed",
        hints: ["run `agent-pipeline test` again", remedy])
    }
    throw Failure(
      .usage, "untested-image", "this image has not been tested, so it is not pushed",
      hints: ["run `agent-pipeline test` first", remedy])
  }
}
