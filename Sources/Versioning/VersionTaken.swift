public import Diagnostics

/// The next version is taken or overtaken by a tag outside of the history of HEAD, or a forced one is not above the last.
public struct VersionTaken: DiagnosableError, Hashable {
  public var version: SemanticVersion
  public var tag: String
  public var commit: String
  /// The version of `tag` is higher, or the base itself.
  public var isOvertaken = false
  /// `tag.version` asks for the version.
  public var isForced = false

  public var failureKind: FailureKind { .agent }

  public var diagnostic: Diagnostic {
    let place = "`\(tag)` on commit `\(CommitVote.short(commit))`"
    if isOvertaken, isForced {
      return .error(
        "version-overtaken", "`\(version)` was requested, but it is not above \(place)",
        hints: ["set `tag.version` to a higher version, or unset it"])
    }
    if isOvertaken {
      return .error(
        "version-overtaken", "`\(version)` is next, but it is not above \(place), which is not in the history of HEAD",
        hints: ["merge the tagged commit into this branch, or set `tag.version` to a version that is free"])
    }
    return .error(
      "version-taken", "`\(version)` is next, but `\(tag)` already exists on commit `\(CommitVote.short(commit))`",
      hints: ["build a newer commit of this branch, merge the tagged commit into it, or release from another version"])
  }
}
