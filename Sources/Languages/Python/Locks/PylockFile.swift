import TOMLKit

/// pylock.toml (PEP 751).
struct PylockFile {
  static let name = "pylock.toml"

  /// - Returns: the packages whose markers hold, the project itself among them if it is installed.
  static func packages(in text: String, _ selection: LockSelection) throws(LockProblem) -> [LockedPackage] {
    let root = try TOMLFile(text, named: name).root
    try check(root)
    try checkNames(root, "extras", selection.extras, "extra")
    try checkNames(root, "dependency-groups", selection.groups, "group")
    let groups = selection.groups.union(root.texts("default-groups") ?? [])
    var found: [String: LockedPackage] = [:]
    for table in root.tables("packages") {
      let isWanted = try selection.holds(
        table.text("marker"), extras: selection.extras, groups: groups, in: name)
      guard isWanted else { continue }
      let package = try package(table)
      guard found.updateValue(package, forKey: package.identity) == nil else {
        throw LockProblem(
          message: "`\(name)` has several versions of `\(package.name)` for this Python", hint: "make the lock again")
      }
    }
    return found.values.sorted { $0.identity < $1.identity }
  }

  private static func checkNames(
    _ root: TOMLTable, _ key: String, _ wanted: Set<String>, _ kind: String
  ) throws(LockProblem) {
    let known = (root.texts(key) ?? []).map(PythonRequirement.identity)
    guard let unknown = wanted.subtracting(known).sorted().first else { return }
    throw LockProblem(
      message: "`\(name)` has no \(kind) `\(unknown)`",
      hint: "correct `build.python.\(kind)s`, or make the lock again with it")
  }

  static func check(_ root: TOMLTable) throws(LockProblem) {
    if let version = root.text("lock-version"), version == "1" || version.hasPrefix("1.") { return }
    throw LockProblem(
      message: "`\(name)` has another format than version 1 of PEP 751", hint: "make it again with a newer tool")
  }

  private static func package(_ table: TOMLTable) throws(LockProblem) -> LockedPackage {
    var package = LockedPackage(name: table.text("name") ?? "", version: table.text("version"))
    let files = [table.table("sdist"), table.table("archive")].compactMap(\.self) + table.tables("wheels")
    package.hashes = files.compactMap { $0.table("hashes")?.text("sha256") }.map { "sha256:\($0)" }
    if let directory = table.table("directory") {
      package.source = .directory(directory.text("path") ?? ".")
      package.hashes = []
    } else if let archive = table.table("archive") {
      if let path = archive.text("path") {
        package.source = .file(path)
      } else if let url = archive.text("url") {
        package.source = .url(url)
      }
    } else if let vcs = table.table("vcs") {
      guard vcs.text("type") == "git", let url = vcs.text("url"), let commit = vcs.text("commit-id") else {
        throw LockProblem(
          message: "`\(package.name)` of `\(name)` comes from a version control system other than git",
          hint: "lock a release of it")
      }
      package.source = .git(url: url, commit: commit, directory: vcs.text("subdirectory"))
    }
    return package
  }
}
