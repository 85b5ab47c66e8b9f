import Diagnostics

/// Why the dependencies of a package.json would not be installed as a lock file says.
struct NodeLockProblem: Sendable {
  var file: String
  var diagnostic: Diagnostic

  var code: String { diagnostic.code }
  var message: String { diagnostic.message }
  var hint: String { diagnostic.hints.first ?? "" }
}

/// Which package manager a directory belongs to, and its lock file.
struct LockChoice {
  var manager = NodeManager.npm
  var lock: (name: String, text: String)?
  var problem: NodeLockProblem?
  /// A lock file of another manager.
  var foreign: String?

  /// - Parameter named: `packageManager` of package.json.
  init(in directory: ProjectDirectory, named: String?) {
    foreign = NodeManager.foreignLockFiles.first(where: directory.exists)
    let there = [NodeManager.npm, .pnpm, .yarn].filter { $0.lockFiles.contains(where: directory.exists) }
    if let named {
      guard let manager = NodeManager(packageManager: named) else {
        problem = NodeLockProblem(
          file: NodeManifest.name,
          diagnostic: .error(
            "package-manager-unsupported", "`packageManager` names `\(named)`, which cannot be used here",
            hints: ["use npm, pnpm or yarn, or write a Dockerfile and set `build.dockerfile`"]))
        return
      }
      self.manager = manager
    } else if there.count > 1 {
      let names = there.compactMap { $0.lockFiles.first(where: directory.exists) }
      problem = NodeLockProblem(
        file: names[0],
        diagnostic: .error(
          "lock-files-contradict",
          "`\(names[0])` and `\(names[1])` are of two package managers, and may say different things",
          hints: [
            "remove one of them, or name the package manager in package.json: `\"packageManager\": \"npm@10.8.2\"`"
          ]))
      return
    } else {
      manager = there.first ?? .npm
    }
    guard let name = manager.lockFiles.first(where: directory.exists),
      let text = directory.text(name, limit: NodePackage.lockLimit)
    else { return }
    lock = (name, text)
    if named == nil, manager == .yarn, Self.isBerry(text) || directory.exists(".yarnrc.yml") { manager = .berry }
  }

  /// Classic yarn writes a format of its own, later versions YAML.
  private static func isBerry(_ text: String) -> Bool {
    text.contains("\n__metadata:") || text.hasPrefix("__metadata:")
  }
}
