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
    guard release.isRelease else {
      return Failure(
        .agent, "version-taken", message,
        hints: ["build another git tag, or take the tag out of `tag.image`", overwrite])
    }
    let tag = release.gitTag ?? "v\(release.label)"
    guard !isSameCommit else {
      return Failure(
        .agent, "version-taken", message,
        hints: [
          "release what changed with a new version: commit it, or set one with `--tag-version`",
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

  /// Another agent's image has a tag of the release.
  static func failure(_ foreign: PublishedVersions.Taken, of agent: String) -> Failure {
    Failure(
      .usage, "shared-destination",
      "`\(foreign.reference)` is an image of the agent `\(foreign.image.agent ?? "")`, not of `\(agent)`",
      hints: [
        "give each agent its own repository: `push.to: registry.example.com/team/{name}`",
        "if the agent has another name now, push once with \(Settings.pushOverwrite.definition.otherPlaces)",
      ])
  }

  static func lost(_ reference: Reference) -> Failure {
    Failure(
      .infrastructure, "registry-not-found", "the registry accepted `\(reference)`, but does not serve it",
      hints: ["ask the operator of the registry, then push again"])
  }
}
