/// What to take from a lock file.
struct LockSelection: Sendable, Hashable {
  /// Normalised names of `build.python.extras` and `build.python.groups`.
  var extras: Set<String> = []
  var groups: Set<String> = []
  /// The agent's directory, seen from the lock file's: `packages/api`; empty if they are the same.
  var directory = ""
  /// Without extras and groups, which are those above.
  var environment: MarkerEnvironment

  /// Whether a marker of a lock file holds; no marker always does.
  /// - Parameters:
  ///   - extras: those that the package with the marker was asked for with.
  ///   - file: the lock file's name.
  func holds(
    _ text: String?, extras: Set<String>, groups: Set<String> = [], in file: String
  ) throws(LockProblem) -> Bool {
    guard let text, !text.isEmpty else { return true }
    var environment = environment
    (environment.extras, environment.groups) = (extras, groups)
    let (isUnknown, holds): (Bool, Bool)
    do throws(MarkerProblem) {
      guard let marker = PythonMarker(text) else { throw MarkerProblem(text: text) }
      (isUnknown, holds) = (try environment.dependsOnPatchLevel(marker), try environment.satisfies(marker))
    } catch {
      throw LockProblem(
        message: "`\(file)` has a condition that cannot be judged: `\(error.text)`",
        hint: "export the lock to requirements.txt")
    }
    if isUnknown { throw LockProblem(message: PatchLevel.unknown(for: text), hint: PatchLevel.remedy) }
    return holds
  }
}

/// A lock file that cannot be used.
struct LockProblem: Error, Hashable {
  var message: String
  var hint: String
  /// From 1.
  var line = 1
  /// The file's place, seen from the agent's directory; empty if it is not about one.
  var file = ""
}
