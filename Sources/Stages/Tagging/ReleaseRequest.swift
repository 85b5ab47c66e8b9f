import AgentManifest
import Diagnostics
import PipelineCore
import Settings
import Versioning

/// What was asked for about a release, compared with what the commits and the job give: what cannot be done is an error
/// before anything is built.
struct ReleaseRequest {
  private let found: TagFindings
  private let context: RunContext
  private let manifest: AgentManifest
  private let hasDestination: Bool
  private let isToRelease: Bool

  init(
    _ found: TagFindings, _ context: RunContext, _ manifest: AgentManifest, hasDestination: Bool, isToRelease: Bool
  ) {
    (self.found, self.context, self.manifest) = (found, context, manifest)
    (self.hasDestination, self.isToRelease) = (hasDestination, isToRelease)
  }

  func check() throws(Failure) {
    let settings = context.settings
    if settings(Settings.tagVersion) != nil, let bump = settings(Settings.tagBump), bump != .auto {
      throw Failure(
        .usage, "contradicting-settings", "`tag.version` sets the version, and `tag.bump` raises it by \(bump)",
        hints: ["set one of the two"])
    }
    if let version = settings(Settings.tagVersion), !found.decision.release,
      case .flag(let flag)? = settings.origin(of: Settings.tagVersion)
    {
      throw Failure(
        .usage, "version-not-released", "`\(flag) \(version)` releases nothing: \(found.decision.reason)",
        hints: ["release it on a branch that releases (`tag.branches`), or leave the flag out"])
    }
    guard found.decision.release else { return }
    if hasDestination, !found.isTracked {
      throw Failure(
        .usage, "untracked-agent", "git does not track `\(context.manifest)`, so no commit has what would be released",
        hints: ["commit the agent; `git check-ignore -v \(context.manifest)` shows why git ignores it"])
    }
    if hasDestination, !found.imageTags.contains(where: { $0.kind == .version }) {
      throw Failure(
        .usage, "no-version-tag", "the release \(found.decision.next) would get no image tag with its version",
        at: settings.origin(of: Settings.tagImage)?.location,
        hints: ["add `{version}` to `tag.image`"])
    }
    if isToRelease, let failure = ambiguousPrefix { throw failure }
  }

  /// Whose tags are those that may be this agent's? `nil` if it is known.
  var ambiguousPrefix: Failure? {
    guard found.decision.release, let other = found.otherPrefix else { return nil }
    return Failure(
      .usage, "ambiguous-prefix",
      "no git tag begins with `\(found.policy.prefix)`, but there is `\(other.tag)`: is it a version of this agent?",
      at: manifest.metadata.name.location,
      hints: [
        "if it is, set `tag.prefix: \(other.prefix)`; if not, set `tag.prefix: \(found.policy.prefix)`",
        "git tags begin with `v`, or with `NAME/v` where git tracks several files named agent.yaml",
      ])
  }
}
