import TOMLKit

/// `[dependency-groups]` of pyproject.toml (PEP 735).
struct DependencyGroups {
  private let table: TOMLTable?
  /// The groups' names as they are written, by normalised ones.
  private let written: [String: String]

  init(_ table: TOMLTable?) {
    self.table = table
    written = Dictionary((table?.keys ?? []).map { (PythonRequirement.identity($0), $0) }) { first, _ in first }
  }

  /// The requirements of all groups, those of included groups among them.
  func all() throws(LockProblem) -> [String: [String]] {
    var found: [String: [String]] = [:]
    for name in written.keys { found[name] = try requirements(name, within: []) }
    return found
  }

  private func requirements(_ name: String, within outer: [String]) throws(LockProblem) -> [String] {
    guard let key = written[name] else {
      throw problem("the dependency group `\(outer.last ?? name)` includes `\(name)`, which does not exist")
    }
    guard !outer.contains(name) else { throw problem("the dependency group `\(name)` includes itself") }
    var found: [String] = []
    for entry in table?[key]?.array ?? TOMLArray() {
      if let text = entry.string {
        found.append(text)
      } else if let included = entry.table?.text("include-group") {
        found += try requirements(PythonRequirement.identity(included), within: outer + [name])
      } else {
        throw problem("the dependency group `\(key)` has an entry that is neither a text nor `{include-group = \"…\"}`")
      }
    }
    return found
  }

  private func problem(_ message: String) -> LockProblem {
    LockProblem(message: message, hint: "correct `[dependency-groups]` (PEP 735)", file: PyProject.name)
  }
}
