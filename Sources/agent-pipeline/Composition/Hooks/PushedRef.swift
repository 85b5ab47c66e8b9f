import Diagnostics
import PipelineCore

/// A reference that a push changes on the remote.
struct PushedRef: Hashable {
  /// What it will name: a commit's or a tag's id, or another name of one.
  var new: String
  /// What it names on the remote now; nothing where it is new there.
  var old: String?
  /// Commits on the remote's other branches are known to it as well.
  var remote: String?

  /// What git writes to the hook: `<local ref> <local id> <remote ref> <remote id>` a line (githooks(5), pre-push).
  ///
  /// - Returns: without deletions, which push no commit.
  static func parse(_ text: String, remote: String?) throws(Failure) -> [PushedRef] {
    var refs: [PushedRef] = []
    for line in text.split(whereSeparator: \.isNewline) {
      // The local reference may be any expression, such as `HEAD@{2 days ago}`: the other three hold no space.
      let words = line.split(separator: " ")
      guard words.count >= 4 else {
        throw Failure(
          .usage,
          .error(
            "malformed-push-line", "this is no line of git's pre-push hook: `\(line)`",
            hints: ["git calls this command; to try it, pipe `LOCAL_REF LOCAL_ID REMOTE_REF REMOTE_ID` into it"]))
      }
      let (new, old) = (String(words[words.count - 3]), String(words[words.count - 1]))
      if isZero(new) { continue }
      guard new.utf8.count >= 40, new.allSatisfy(\.isHexDigit) else {
        throw Failure(
          .usage,
          .error(
            "malformed-push-line", "`\(new)` is no commit, in the line `\(line)` of git's pre-push hook",
            hints: ["git calls this command; to try it, pipe `LOCAL_REF LOCAL_ID REMOTE_REF REMOTE_ID` into it"]))
      }
      refs.append(PushedRef(new: new, old: isZero(old) ? nil : old, remote: remote))
    }
    return refs
  }

  /// What the pre-commit framework says by variables; it has read standard input itself, and tells of one reference.
  ///
  /// - Returns: nothing where another calls.
  static func ofFramework(_ environment: [String: String]) -> [PushedRef]? {
    guard environment["PRE_COMMIT"] == "1" else { return nil }
    let new = environment["PRE_COMMIT_TO_REF"] ?? environment["PRE_COMMIT_LOCAL_BRANCH"] ?? "HEAD"
    // Without a start the framework pushes a whole history, or was asked for all files.
    return [PushedRef(new: new, old: environment["PRE_COMMIT_FROM_REF"], remote: environment["PRE_COMMIT_REMOTE_NAME"])]
  }

  private static func isZero(_ id: String) -> Bool { id.allSatisfy { $0 == "0" } }
}
