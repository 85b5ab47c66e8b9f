import Diagnostics

/// A reference that a push changes on the remote.
struct PushedRef: Hashable {
  /// The new target: the id of a commit or a tag, or another name of one.
  var new: String
  /// The current target on the remote; `nil` if the reference is new there.
  var old: String?
  /// The remote, whose other branches are known to it too.
  var remote: String?

  /// What git writes to the hook: lines of `<local ref> <local id> <remote ref> <remote id>` (githooks(5), pre-push).
  ///
  /// - Returns: the references without deletions, which push no commit.
  static func parse(_ text: String, remote: String?) throws(Failure) -> [PushedRef] {
    func malformed(_ message: String) -> Failure {
      Failure(
        .usage, "malformed-push-line", message,
        hints: ["git calls this command; to try it, pipe `LOCAL_REF LOCAL_ID REMOTE_REF REMOTE_ID` into it"])
    }
    var refs: [PushedRef] = []
    for line in text.split(whereSeparator: \.isNewline) {
      // The local reference may be any expression, such as `HEAD@{2 days ago}`: the other three contain no space.
      let words = line.split(separator: " ")
      guard words.count >= 4 else {
        throw malformed("`\(line)` is not a line of git's pre-push hook")
      }
      let (new, old) = (String(words[words.count - 3]), String(words[words.count - 1]))
      if isZero(new) { continue }
      guard new.utf8.count >= 40, new.allSatisfy(\.isHexDigit) else {
        throw malformed("`\(new)` is not a commit id, in the line `\(line)` of git's pre-push hook")
      }
      refs.append(PushedRef(new: new, old: isZero(old) ? nil : old, remote: remote))
    }
    return refs
  }

  /// The references of a push: those in the variables of the pre-commit framework, which reads standard input itself, or
  /// those of git.
  static func all(
    _ environment: [String: String], input: () throws -> String, remote: String?
  ) throws -> [PushedRef] {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    // Users set it, too, to have other tools behave as in a hook.
    let isFramework = environment["PRE_COMMIT"] == "1"
    if isFramework, let new = value("PRE_COMMIT_TO_REF") ?? value("PRE_COMMIT_LOCAL_BRANCH") {
      // Without a start, a whole history is pushed.
      return [PushedRef(new: new, old: value("PRE_COMMIT_FROM_REF"), remote: value("PRE_COMMIT_REMOTE_NAME"))]
    }
    let text = try input()
    // The framework was asked for all files.
    if isFramework, text.isEmpty { return [PushedRef(new: "HEAD", old: nil, remote: remote)] }
    return try parse(text, remote: remote)
  }

  private static func isZero(_ id: String) -> Bool { id.allSatisfy { $0 == "0" } }
}
