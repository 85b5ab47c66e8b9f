import TOMLKit

/// poetry.lock: what `poetry install --only main` would install. Since version 2.1 each package says in which groups and
/// under which condition it counts; before that the dependencies have to be followed from pyproject.toml.
struct PoetryLock {
  static let name = "poetry.lock"

  private let packages: [TOMLTable]
  private let extras: TOMLTable?
  /// Up to version 1.1 the hashes stand here, by package.
  private let files: TOMLTable?
  private let selection: LockSelection

  /// - Parameter project: the text of pyproject.toml.
  static func packages(
    in text: String, of project: String, _ selection: LockSelection
  ) throws(LockProblem) -> [LockedPackage] {
    let root = try TOMLFile(text, named: name).root
    let lock = PoetryLock(
      packages: root.tables("package"), extras: root.table("extras"), files: root.table("metadata", "files"),
      selection: selection)
    try lock.checkExtras()
    let pyproject = project.isEmpty ? nil : try TOMLFile(project, named: "pyproject.toml").root
    try lock.checkGroups(of: pyproject)
    let version = root.table("metadata")?.text("lock-version") ?? ""
    let isGrouped = lock.packages.contains { $0.texts("groups") != nil }
    guard version.hasPrefix("2.") || version.hasPrefix("1.") else {
      throw LockProblem(message: "`\(name)` has the unknown format `\(version)`", hint: "run `poetry lock`")
    }
    let tables =
      isGrouped || lock.packages.isEmpty
      ? try lock.grouped() : try lock.followed(from: pyproject ?? TOMLTable())
    var found: [String: LockedPackage] = [:]
    for table in tables {
      let package = try lock.locked(table)
      guard found.updateValue(package, forKey: package.identity) == nil else {
        throw LockProblem(
          message: "`\(name)` has several versions of `\(package.name)` for this Python",
          hint: "run `poetry lock` of Poetry 2, which says where each version counts")
      }
    }
    return found.values.sorted { $0.identity < $1.identity }
  }

  private func checkExtras() throws(LockProblem) {
    let known = Set((extras?.keys ?? []).map(PythonRequirement.identity))
    guard let unknown = selection.extras.subtracting(known).sorted().first else { return }
    throw LockProblem(
      message: "`\(Self.name)` has no extra `\(unknown)`", hint: "correct `build.python.extras`, or run `poetry lock`")
  }

  /// A group may have packages for other platforms only, so that pyproject.toml has to name it.
  private func checkGroups(of project: TOMLTable?) throws(LockProblem) {
    let poetry = project?.table("tool", "poetry")
    var known = (poetry?.table("group")?.keys ?? []) + (project?.table("dependency-groups")?.keys ?? [])
    if poetry?["dev-dependencies"] != nil { known.append("dev") }
    known += packages.flatMap { $0.texts("groups") ?? [] }
    let names = Set(known.map(PythonRequirement.identity))
    guard let unknown = selection.groups.subtracting(names).sorted().first else { return }
    throw LockProblem(
      message: "`\(Self.name)` has no group `\(unknown)`",
      hint: "correct `build.python.groups`, or run `poetry lock`")
  }

  private func grouped() throws(LockProblem) -> [TOMLTable] {
    let wanted = selection.groups.union(["main"])
    var found: [TOMLTable] = []
    for package in packages {
      let groups = wanted.intersection((package.texts("groups") ?? []).map(PythonRequirement.identity))
      var isWanted = false
      for group in groups {
        // One condition for all groups, or one for each.
        let marker = package.text("markers") ?? package.table("markers")?.text(group)
        if try selection.holds(marker, extras: selection.extras, in: Self.name) { isWanted = true }
      }
      if isWanted { found.append(package) }
    }
    return found
  }

  /// What was found on the way from pyproject.toml: names with their extras, and the versions asked for.
  private struct Way {
    var extras: [String: Set<String>] = [:]
    var versions: [String: Set<String>] = [:]

    mutating func note(_ name: String, _ version: String?) {
      if let version { versions[PythonRequirement.identity(name), default: []].insert(version) }
    }
  }

  /// Follows the dependencies of `[tool.poetry]`. Where a name has several versions, those that a requirement excludes
  /// are left out, and the way is gone again without them.
  private func followed(from project: TOMLTable) throws(LockProblem) -> [TOMLTable] {
    var candidates = packages
    while true {
      let way = try follow(from: project, candidates)
      let found = candidates.filter { way.extras[Self.identity($0)] != nil }
      let counts = Dictionary(grouping: found, by: Self.identity).mapValues(\.count)
      let fitting = found.filter { package in
        (way.versions[Self.identity(package)] ?? []).allSatisfy { Self.accepts($0, package.text("version") ?? "") }
      }
      let decided = Set(fitting.map(Self.identity))
      let kept = found.filter { package in
        let name = Self.identity(package)
        return counts[name] == 1 || !decided.contains(name)
          || fitting.contains { Self.identity($0) == name && $0.text("version") == package.text("version") }
      }
      if kept.count == found.count { return found }
      candidates = kept
    }
  }

  private static func identity(_ package: TOMLTable) -> String {
    PythonRequirement.identity(package.text("name") ?? "")
  }

  /// What cannot be judged is taken for accepted.
  private static func accepts(_ range: String, _ version: String) -> Bool {
    VersionRange.semantic(range.replacing(",", with: " "), bareIsCaret: false)?.contains(version) ?? true
  }

  private func follow(from project: TOMLTable, _ packages: [TOMLTable]) throws(LockProblem) -> Way {
    let poetry = project.table("tool", "poetry")
    var way = Way()
    var waiting: [(name: String, extras: Set<String>)] = []
    var sections = [poetry?.table("dependencies")]
    for group in selection.groups.sorted() {
      let groups = poetry?.table("group")
      for name in groups?.keys ?? [] where PythonRequirement.identity(name) == group {
        sections.append(groups?.table(name, "dependencies"))
      }
      // As Poetry wrote it before 1.2.
      if group == "dev" { sections.append(poetry?.table("dev-dependencies")) }
    }
    let optional = Set(selection.extras.flatMap { extras?.texts($0) ?? [] }.map(PythonRequirement.identity))
    for section in sections {
      for (name, entry) in try entries(of: section, asked: selection.extras) where name != "python" {
        if entry?["optional"]?.bool == true, !optional.contains(PythonRequirement.identity(name)) { continue }
        waiting.append((name, Set(entry?.texts("extras") ?? [])))
        way.note(name, entry?.text("version") ?? section?.text(name))
      }
    }
    while let next = waiting.popLast() {
      let identity = PythonRequirement.identity(next.name)
      if let known = way.extras[identity], next.extras.isSubset(of: known) { continue }
      let extras = (way.extras[identity] ?? []).union(next.extras)
      way.extras[identity] = extras
      let same = packages.filter { Self.identity($0) == identity }
      for package in same {
        let needed = package.table("dependencies")
        for (name, entry) in try entries(of: needed, asked: extras) {
          let isOptional = entry?["optional"]?.bool == true
          guard !isOptional || Self.isAsked(name, by: extras, of: package) else { continue }
          waiting.append((name, Set(entry?.texts("extras") ?? [])))
          // One of several versions may not stay.
          if same.count == 1 { way.note(name, entry?.text("version") ?? needed?.text(name)) }
        }
      }
    }
    return way
  }

  /// Whether one of the extras needs an optional dependency.
  private static func isAsked(_ name: String, by extras: Set<String>, of package: TOMLTable) -> Bool {
    extras.contains { extra in
      (package.table("extras")?.texts(extra) ?? []).contains {
        PythonRequirement.identity(String($0.prefix { $0.isLetter || $0.isNumber || "._-".contains($0) }))
          == PythonRequirement.identity(name)
      }
    }
  }

  /// The dependencies whose conditions hold; each is a version, a table or a list of tables.
  private func entries(
    of table: TOMLTable?, asked extras: Set<String>
  ) throws(LockProblem) -> [(name: String, entry: TOMLTable?)] {
    var found: [(String, TOMLTable?)] = []
    for name in table?.keys ?? [] {
      let value = table?[name]
      let alternatives = value?.array?.compactMap(\.table) ?? [value?.table].compactMap(\.self)
      if alternatives.isEmpty { found.append((name, nil)) }
      for entry in alternatives {
        guard try selection.holds(entry.text("markers"), extras: extras, in: Self.name), try fits(entry) else {
          continue
        }
        found.append((name, entry))
      }
    }
    return found
  }

  /// What pyproject.toml writes beside a marker: `{version = "^1", python = "<3.11", platform = "linux"}`.
  private func fits(_ entry: TOMLTable) throws(LockProblem) -> Bool {
    if let platform = entry.text("platform"), platform != selection.environment.values["sys_platform"] { return false }
    guard let python = entry.text("python") else { return true }
    let versions = selection.environment.possibleVersions
    let range = VersionRange.semantic(python.replacing(",", with: " "), bareIsCaret: false)
    let results = Set(versions.map { range?.contains($0) })
    if results.count == 1, let fits = results.first ?? nil { return fits }
    throw LockProblem(
      message: results.count > 1
        ? PatchLevel.unknown(for: "python = \(python)")
        : "pyproject.toml has a condition that cannot be judged: `python = \(python)`",
      hint: results.count > 1 ? PatchLevel.remedy : "run `poetry lock` of Poetry 2")
  }

  private func locked(_ table: TOMLTable) throws(LockProblem) -> LockedPackage {
    var package = LockedPackage(name: table.text("name") ?? "", version: table.text("version"))
    let listed = table["files"] == nil ? files?.tables(package.name) : table.tables("files")
    package.hashes = (listed ?? []).compactMap { $0.text("hash") }
    let source = table.table("source")
    let url = source?.text("url") ?? ""
    switch source?.text("type") {
    case nil, "legacy": break
    case "directory": (package.source, package.hashes) = (.directory(url), [])
    case "file": package.source = .file(url)
    case "url": package.source = .url(url)
    case "git":
      package.source = .git(
        url: url, commit: source?.text("resolved_reference") ?? "", directory: source?.text("subdirectory"))
      package.hashes = []
    case let type?:
      throw LockProblem(
        message: "`\(Self.name)` names a source of the type `\(type)` for `\(package.name)`",
        hint: "lock a release of it")
    }
    return package
  }
}
