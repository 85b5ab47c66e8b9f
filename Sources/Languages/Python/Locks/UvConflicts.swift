import TOMLKit

/// `[tool.uv] conflicts` as uv.lock has them: extras and groups of which only one may be chosen. Conditions of such a lock
/// name them with their package, `extra == 'extra-4-chat-gpu'`, and the number is the length of its name (uv's
/// `UniversalMarker`).
struct UvConflicts {
  private let sets: [[String]]

  /// - Parameter root: of uv.lock.
  init(_ root: TOMLTable) {
    sets = (root["conflicts"]?.array?.compactMap(\.array) ?? []).map { set in
      set.compactMap(\.table).map { item -> String in
        let package = item.text("package") ?? ""
        if let extra = item.text("extra") { return Self.name("extra", package, extra) }
        return item.text("group").map { Self.name("group", package, $0) } ?? Self.name("project", package, nil)
      }
    }
  }

  /// What is chosen, as conditions name it.
  static func names(of package: String, extras: Set<String>, groups: Set<String>) -> Set<String> {
    Set(
      extras.map { name("extra", package, $0) } + groups.map { name("group", package, $0) }
        + [name("project", package, nil)])
  }

  private static func name(_ kind: String, _ package: String, _ item: String?) -> String {
    let package = PythonRequirement.identity(package)
    let parts: [String?] = [kind, "\(package.utf8.count)", package, item.map(PythonRequirement.identity)]
    return parts.compactMap(\.self).joined(separator: "-")
  }

  /// Why the choice is refused, as `uv sync` does it.
  func problem(among chosen: Set<String>) -> LockProblem? {
    guard let set = sets.first(where: { Set($0).intersection(chosen).count > 1 }) else { return nil }
    let names = Set(set).intersection(chosen).sorted().map { "`\($0)`" }.joined(separator: " and ")
    return LockProblem(
      message: "`[tool.uv] conflicts` in pyproject.toml allows only one of \(names)",
      hint: "choose one of them in `build.python.extras` and `build.python.groups`")
  }
}
