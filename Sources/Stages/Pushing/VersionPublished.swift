import Diagnostics
import OCIImage
import OCIRegistry
import Settings

/// The error that keeps a version the image that was published first.
enum VersionPublished {
  /// - Parameter isLate: whether it was found after the push: another run was faster.
  static func failure(_ taken: PublishedVersions.Taken, isLate: Bool, _ release: TaggedRelease) -> Failure {
    let (reference, revision) = (taken.reference, taken.image.revision)
    let isSameCommit = revision.map { $0.hasPrefix(release.commit) } ?? false
    let origin =
      revision.map { isSameCommit ? "of this very commit" : "of commit \($0.prefix(7))" } ?? "of an unknown commit"
    let named = "another image \(origin), \(taken.image.digest.short)"
    let message =
      isLate
      ? "another run has published `\(reference)` at the same time: it names \(named)"
      : "`\(reference)` is published already and names \(named)"
    let overwrite = "or replace the published image with \(Settings.pushOverwrite.definition.otherPlaces)"
    let tag = release.gitTag ?? "v\(release.label)"
    guard !isSameCommit else {
      return Failure(
        .agent, "version-taken", message,
        hints: [
          "release what changed with a new version: commit it, or raise the version with `--bump patch`",
          "pin the base image by its digest, so that the same commit gives the same image", overwrite,
        ])
    }
    return Failure(
      .agent, "version-taken", message,
      hints: [
        "let each release create and push its git tag, from which the next version follows: `tag.git.push: true`",
        "if that release has a git tag, this clone lacks it: `git fetch --tags`; if not, set it: `git tag \(tag) \(revision?.prefix(7) ?? "COMMIT")`",
        overwrite,
      ])
  }
}
