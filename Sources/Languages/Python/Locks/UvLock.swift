import TOMLKit

/// uv.lock (docs.astral.sh/uv/concepts/projects/layout, "The lockfile"): what `uv sync --frozen --no-dev` would install.
struct UvLock {
  static let name = "uv.lock"

  private struct Key: Hashable {
    var index: Int
    var extra: String?
  }

  private let packages: [TOMLTable]
  private let conflicts: UvConflicts
  private let selection: LockSelection
  private var found: [Int: LockedPackage] = [:]
  /// Extras and groups as conditions of conflicts name them.
  private var active: Set<String> = []

  /// - Returns: the packages of the agent, without the project itself.
  static func packages(in text: String, _ selection: LockSelection) throws(LockProblem) -> [LockedPackage] {
    let root = try TOMLFile(text, named: name).root
    var lock = UvLock(
      packages: root.tables("package"), conflicts: UvConflicts(root), selection: selection)
    return try lock.walk()
  }

  private init(packages: [TOMLTable], conflicts: UvConflicts, selection: LockSelection) {
    self.packages = packages
    self.conflicts = conflicts
    self.selection = selection
  }

  private mutating func walk() throws(LockProblem) -> [LockedPackage] {
    let root = try root()
    let project = packages[root].text("name") ?? ""
    active = UvConflicts.names(of: project, extras: selection.extras, groups: selection.groups)
    if let problem = conflicts.problem(among: active) { throw problem }
    var waiting = [Key(index: root)]
    var seen: Set<Key> = []
    for extra in selection.extras.sorted() { waiting.append(Key(index: root, extra: extra)) }
    for group in selection.groups.sorted() {
      guard let dependencies = packages[root].table("dev-dependencies")?[group]?.array else {
        throw LockProblem(
          message: "`\(Self.name)` has no group `\(group)`", hint: "correct `build.python.groups`, or run `uv lock`")
      }
      waiting += try keys(of: dependencies.compactMap(\.table), asked: selection.extras)
    }
    while let key = waiting.popLast() {
      guard seen.insert(key).inserted else { continue }
      let package = packages[key.index]
      if key.index != root { found[key.index] = try locked(package) }
      guard let extra = key.extra else {
        waiting += try keys(of: package.tables("dependencies"), asked: key.index == root ? selection.extras : [])
        continue
      }
      let optional = package.table("optional-dependencies")
      if let dependencies = optional?[extra]?.array?.compactMap(\.table) {
        waiting += try keys(of: dependencies, asked: [extra])
      } else if key.index == root {
        throw LockProblem(
          message: "`\(Self.name)` has no extra `\(extra)`", hint: "correct `build.python.extras`, or run `uv lock`")
      }
    }
    return found.values.sorted { $0.identity < $1.identity }
  }

  /// The agent among the workspace's members.
  private func root() throws(LockProblem) -> Int {
    if let index = Self.project(in: packages, selection.directory) { return index }
    let directory = selection.directory.isEmpty ? "." : selection.directory
    throw LockProblem(
      message: "`\(Self.name)` does not contain the project in `\(directory)`", hint: "run `uv lock`")
  }

  /// The entry of the project in a directory, seen from the lock's.
  static func project(in packages: [TOMLTable], _ directory: String) -> Int? {
    packages.firstIndex { package in
      let source = package.table("source")
      let path = source?.text("editable") ?? source?.text("virtual") ?? source?.text("directory")
      return path == (directory.isEmpty ? "." : directory)
    }
  }

  private func keys(of dependencies: [TOMLTable], asked extras: Set<String>) throws(LockProblem) -> [Key] {
    var keys: [Key] = []
    for dependency in dependencies {
      guard try holds(dependency.text("marker"), extras) else { continue }
      guard let name = dependency.text("name") else { continue }
      let index = try package(name, dependency)
      keys.append(Key(index: index))
      for extra in dependency.texts("extra") ?? [] { keys.append(Key(index: index, extra: extra)) }
    }
    return keys
  }

  /// The package that a dependency means; several versions of one name differ in where they count.
  private func package(_ name: String, _ dependency: TOMLTable) throws(LockProblem) -> Int {
    var candidates: [Int] = []
    for (index, package) in packages.enumerated() where package.text("name") == name {
      if let version = dependency.text("version"), package.text("version") != version { continue }
      if let source = dependency.table("source"), let own = package.table("source"),
        source.debugDescription != own.debugDescription
      {
        continue
      }
      let markers = package.texts("resolution-markers") ?? []
      var isPossible = markers.isEmpty
      for marker in markers { if try holds(marker, []) { isPossible = true } }
      if isPossible { candidates.append(index) }
    }
    if candidates.count == 1 { return candidates[0] }
    throw LockProblem(
      message: candidates.isEmpty
        ? "`\(Self.name)` needs `\(name)`, but does not contain it for this Python"
        : "`\(Self.name)` has several versions of `\(name)` for this Python",
      hint: "run `uv lock`")
  }

  private func holds(_ text: String?, _ extras: Set<String>) throws(LockProblem) -> Bool {
    try selection.holds(text, extras: extras.union(active), in: Self.name)
  }

  private func locked(_ table: TOMLTable) throws(LockProblem) -> LockedPackage? {
    var package = LockedPackage(name: table.text("name") ?? "", version: table.text("version"))
    let source = table.table("source")
    let files = [table.table("sdist")].compactMap(\.self) + table.tables("wheels")
    package.hashes = files.compactMap { $0.text("hash") }
    if source?.text("virtual") != nil { return nil }
    if let path = source?.text("editable") ?? source?.text("directory") {
      package.source = .directory(path)
      package.hashes = []
    } else if let path = source?.text("path") {
      package.source = .file(path)
    } else if let url = source?.text("url") {
      package.source = .url(url)
    } else if let git = source?.text("git") {
      package.source = try Self.git(git, name: package.name)
    }
    return package
  }

  /// `https://host/repository?rev=main&subdirectory=x#COMMIT`
  private static func git(_ text: String, name: String) throws(LockProblem) -> LockedPackage.Source {
    let parts = text.split(separator: "#", maxSplits: 1).map(String.init)
    guard parts.count == 2, parts[1].utf8.count == 40 else {
      throw LockProblem(message: "`\(Self.name)` has no commit for `\(name)`", hint: "run `uv lock`")
    }
    let address = parts[0].split(separator: "?", maxSplits: 1).map(String.init)
    let directory = address.dropFirst().first?.split(separator: "&")
      .first { $0.hasPrefix("subdirectory=") }?.dropFirst("subdirectory=".count)
    return .git(url: address[0], commit: parts[1], directory: directory.map(String.init))
  }
}
