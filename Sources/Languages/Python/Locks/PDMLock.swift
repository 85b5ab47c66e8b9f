import TOMLKit

/// pdm.lock: what `pdm install --prod` would install. Packages carry their groups and conditions (`inherit_metadata`, the
/// default since PDM 2.11).
struct PDMLock {
  static let name = "pdm.lock"

  static func packages(in text: String, _ selection: LockSelection) throws(LockProblem) -> [LockedPackage] {
    let root = try TOMLFile(text, named: name).root
    let metadata = root.table("metadata")
    guard metadata?.texts("strategy")?.contains("inherit_metadata") == true else {
      throw LockProblem(
        message: "`\(name)` does not say in which groups its packages are",
        hint: "run `pdm lock --strategy inherit_metadata`")
    }
    // PDM keeps extras of the project and groups in one list.
    let wanted = selection.groups.union(selection.extras)
    let known = Set((metadata?.texts("groups") ?? []).map(PythonRequirement.identity))
    if let unknown = wanted.subtracting(known).sorted().first {
      throw LockProblem(
        message: "`\(name)` has no group `\(unknown)`",
        hint: "correct `build.python.extras` and `build.python.groups`, or run `pdm lock`")
    }
    var found: [String: LockedPackage] = [:]
    for table in root.tables("package") {
      let groups = Set((table.texts("groups") ?? []).map(PythonRequirement.identity))
      guard !groups.isDisjoint(with: wanted.union(["default"])),
        try selection.holds(table.text("marker"), extras: [], in: name)
      else { continue }
      let package = locked(table)
      // A package and the same with extras are two entries of one version.
      if let other = found[package.identity], other.version != package.version || other.source != package.source {
        throw LockProblem(
          message: "`\(name)` has several versions of `\(package.name)` for this Python", hint: "run `pdm lock`")
      }
      if found[package.identity] == nil || !package.hashes.isEmpty { found[package.identity] = package }
    }
    return found.values.sorted { $0.identity < $1.identity }
  }

  private static func locked(_ table: TOMLTable) -> LockedPackage {
    var package = LockedPackage(name: table.text("name") ?? "", version: table.text("version"))
    package.hashes = table.tables("files").compactMap { $0.text("hash") }
    if let path = table.text("path") {
      package.source = path.hasSuffix(".whl") || path.hasSuffix(".tar.gz") ? .file(path) : .directory(path)
    } else if let url = table.text("git") {
      package.source = .git(
        url: url, commit: table.text("revision") ?? "", directory: table.text("subdirectory"))
    } else if let url = table.text("url") {
      package.source = .url(url)
    }
    if !package.isHashed { package.hashes = [] }
    return package
  }
}
