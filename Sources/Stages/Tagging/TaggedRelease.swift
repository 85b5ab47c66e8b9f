import Diagnostics
import ImageBuilding
import PipelineCore
import Versioning

/// What the push stage needs to know of the version: the tags of the image, and what makes the image fit them.
struct TaggedRelease: PersistentFact {
  static let factName = "image-tags"

  /// The commit that they were derived from.
  var commit: String
  /// What an image of this commit says is its version.
  var label: String
  var isRelease: Bool
  /// The git tag of the release, whether it exists or not.
  var gitTag: String?
  /// What the tags were made for.
  var branch: String?
  var changeRequest: String?
  /// Whether it is the highest final release of all.
  var isHighest = false
  /// The most specific first.
  var tags: [ImageTag]

  /// Why a job must not push the tags, although an earlier job made them; `nil` if it may.
  func refusal(in job: CIContext?) -> Failure? {
    guard let job else { return nil }
    let now = job.pullRequest.map { "change request `\($0.id)`" } ?? job.branch.map { "branch `\($0)`" }
    let then = changeRequest.map { "change request `\($0)`" } ?? branch.map { "branch `\($0)`" }
    let isOther =
      job.pullRequest?.id != changeRequest || (changeRequest == nil && job.branch != nil && job.branch != branch)
    guard isOther else { return nil }
    return Failure(
      .usage, "stale-tags",
      "this job is for \(now ?? "no change request"), but the tags were made for \(then ?? "an unknown branch")",
      hints: ["run `agent-pipeline tag` in this job"])
  }

  /// Why an image does not get the tags; `nil` if it does.
  func refusal(of built: BuiltImage) -> Failure? {
    guard let revision = built.revision else { return nil }
    if revision.commit != commit {
      return Failure(
        .usage, "stale-image",
        "the image was built from commit \(revision.commit.prefix(7)), but its tags are those of \(commit.prefix(7))",
        hints: ["run the stages build, test and tag again on one commit"])
    }
    guard revision.version != label else { return nil }
    return Failure(
      .usage, "stale-image",
      "the image says that it is \(revision.version.map { "version \($0)" } ?? "of no known version"), but it is \(label)",
      hints: [
        "run the stages build and test again; give them the same settings, history and git tags as the tag stage"
      ])
  }
}

extension TaggedRelease {
  init(_ found: TagFindings) {
    self.init(
      commit: found.build.commit, label: found.label, isRelease: found.decision.release,
      gitTag: found.decision.release ? found.tagName : nil,
      branch: found.build.branch, changeRequest: found.build.changeRequest, isHighest: found.isHighest,
      tags: found.imageTags)
  }
}
