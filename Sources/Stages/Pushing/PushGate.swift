import Diagnostics
import ImageBuilding
import OCIImage
import PipelineCore

/// Decides whether the image in the work directory may be pushed.
enum PushGate {
  /// - Throws: if the image failed its tests, or image and tags belong to different commits.
  static func check(
    _ built: BuiltImage, _ release: TaggedRelease, _ test: TestOutcome?, _ journal: inout StageJournal
  ) throws(Failure) {
    if let revision = built.revision, revision.commit != release.commit {
      throw Failure(
        .usage, "stale-image",
        "the image was built from commit \(revision.commit.prefix(7)), but its tags from \(release.commit.prefix(7))",
        hints: ["run the stages build, test and tag again on one commit"])
    }
    switch test {
    case let test? where test.digest == built.descriptor.digest:
      guard test.hasPassed else {
        throw Failure(
          .agent, "tests-failed", "the image failed its tests and is not pushed",
          hints: ["fix what the test stage reports, then build and test again"])
      }
    default:
      journal.record(
        .note("untested-image", "this image has not been tested", hints: ["run `agent-pipeline test` before pushing"]))
    }
    if built.revision?.isDirty == true {
      journal.record(
        .warning(
          "uncommitted-changes", "the image contains uncommitted changes and cannot be reproduced",
          hints: ["commit them and build again"]))
    }
  }
}
