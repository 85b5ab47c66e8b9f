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
  /// Whether it is the highest final release of all.
  var isHighest = false
  /// The most specific first.
  var tags: [ImageTag]

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
      gitTag: found.decision.release ? found.tagName : nil, isHighest: found.isHighest, tags: found.imageTags)
  }
}
