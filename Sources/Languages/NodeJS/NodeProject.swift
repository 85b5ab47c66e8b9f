import Diagnostics

/// The packages of the repository that an agent consists of, and the lock file that decides about the others.
///
/// All places are seen from the root of the tree that the directory belongs to.
struct NodeProject: Sendable {
  /// A package of the repository that the agent needs, in a directory or an archive.
  struct Local: Sendable {
    var place: String
    /// Its scripts that make files, in their order.
    var scripts: [String] = []
    var isArchive = false
  }

  let agent: ProjectDirectory
  /// Where the lock file is and where packages are installed.
  let root: ProjectDirectory
  let manifest: NodeManifest?
  /// What the members of the workspace are; empty without one.
  let members: [String: ProjectDirectory]
  /// Needed packages of the repository, those first that others need.
  private(set) var local: [Local] = []
  /// Names of dependencies that must be there when the agent runs.
  private(set) var required: Set<String> = []
  /// Members that the workspace's root depends on: the agent finds them, too.
  private(set) var shared: [String] = []
  /// `file:` packages beyond the repository.
  private(set) var outside: [String] = []
  let manager: NodeManager
  /// The lock file's name and text.
  let lock: (name: String, text: String)?
  /// Why the packages cannot be installed.
  private(set) var problem: NodeLockProblem?

  init(_ agent: ProjectDirectory) {
    self.agent = agent
    let workspace = NodeWorkspace(around: agent)
    root = workspace.root
    members = workspace.members
    manifest = NodeManifest(in: agent)
    let choice = LockChoice(
      in: root, named: [manifest, NodeManifest(in: root)].compactMap { $0?.packageManager }.first)
    (manager, lock, problem) = (choice.manager, choice.lock, choice.problem)
    var seen: Set<String> = [agent.place]
    if let manifest { visit(manifest, manifest.named, at: agent, &seen) }
    if let rootManifest {
      visit(rootManifest, rootManifest.needed, at: root, &seen)
      shared = rootManifest.needed.keys.sorted().compactMap { members[$0] }.filter { $0.place != agent.place }
        .map { belowRoot($0.place) }
    }
    if problem == nil { problem = unknownReference() ?? missingLock(choice) }
  }

  /// The agent's place below the root; empty if it is the root.
  var member: String { belowRoot(agent.place) }

  private func belowRoot(_ place: String) -> String {
    place == root.place ? "" : String(place.dropFirst(root.place.isEmpty ? 0 : root.place.count + 1))
  }

  /// Of a workspace's root above the agent, if the manager installs what it needs for every member.
  private var rootManifest: NodeManifest? {
    root.place != agent.place && (manager == .npm || manager == .yarn) ? NodeManifest(in: root) : nil
  }

  /// Whether there is something to install for the running agent.
  var needsPackages: Bool { manifest?.needed.isEmpty == false || rootManifest?.needed.isEmpty == false }

  /// Whether a package lies in the agent's directory.
  func isOwn(_ place: String) -> Bool { agent.place.isEmpty || place.hasPrefix("\(agent.place)/") }

  /// Whether scripts make files of the agent's directory: its own `build`, or those that managers run for packages in it.
  var makesOwnFiles: Bool {
    manifest?.hasBuild == true || local.contains { isOwn($0.place) && $0.scripts.contains(InstallScripts.prepare) }
  }

  private mutating func visit(
    _ manifest: NodeManifest, _ dependencies: [String: String], at directory: ProjectDirectory,
    _ seen: inout Set<String>
  ) {
    required.formUnion(manifest.needed.keys.filter { manifest.optionalDependencies?[$0] == nil })
    for (name, range) in dependencies.sorted(by: { $0.key < $1.key }) {
      if let path = Self.path(range) {
        guard let place = ProjectDirectory.path(path, from: directory.place) else {
          outside.append("\(name)@\(range)")
          continue
        }
        if path.hasSuffix(".tgz") || path.hasSuffix(".tar.gz") {
          if seen.insert(place).inserted { local.append(Local(place: place, isArchive: true)) }
        } else if let other = directory[path] {
          add(other, &seen)
        }
      } else if let other = members[name], !range.hasPrefix("npm:") {
        add(other, &seen)
      }
    }
  }

  private mutating func add(_ directory: ProjectDirectory, _ seen: inout Set<String>) {
    guard seen.insert(directory.place).inserted else { return }
    let manifest = NodeManifest(in: directory)
    if let manifest { visit(manifest, manifest.named, at: directory, &seen) }
    local.append(
      Local(place: directory.place, scripts: manifest.map { InstallScripts.ofPackage($0, manager) } ?? []))
  }

  /// Where a range is the path of a package.
  static func path(_ range: String) -> String? {
    for prefix in ["file:", "link:", "portal:"] where range.hasPrefix(prefix) {
      let path = String(range.dropFirst(prefix.count).prefix { $0 != "#" })
      return path.hasPrefix("//") ? String(path.drop { $0 == "/" }) : path
    }
    return range.hasPrefix("./") || range.hasPrefix("../") ? range : nil
  }

  /// A package that another manager's notation names.
  private func unknownReference() -> NodeLockProblem? {
    let directories =
      [agent, root] + local.filter { !$0.isArchive }.compactMap { agent[NodeJS.path(from: agent.place, to: $0.place)] }
    for directory in directories {
      guard let manifest = NodeManifest(in: directory) else { continue }
      guard let (name, range) = manifest.all.sorted(by: { $0.key < $1.key }).first(where: { !manager.knows($0.value) })
      else { continue }
      let place = directory.place == agent.place ? "" : " of `\(directory.place.isEmpty ? "." : directory.place)`"
      let path = Self.path(range).map { "`file:\($0)`" }
      return NodeLockProblem(
        file: NodeManifest.name,
        diagnostic: .error(
          "package-reference-unknown",
          "`\(name)` is `\(range)` in package.json\(place), which \(manager == .yarn ? "yarn 1" : manager.command) does not know",
          hints: [
            "write \(path ?? "a version, or `file:` and the package's directory"), or use the package manager that knows it"
          ]))
    }
    return nil
  }

  private func missingLock(_ choice: LockChoice) -> NodeLockProblem? {
    guard lock == nil, let manifest, !manifest.all.isEmpty else { return nil }
    let message =
      choice.foreign.map { "the packages are locked in `\($0)`, which no supported package manager can read" }
      ?? "`package.json` has dependencies, but there is no `\(manager.lockFiles.last ?? "")` that pins their versions"
    let command = manager == .npm ? "npm install --package-lock-only" : "\(manager.command) install"
    let place = member.isEmpty ? "" : " in the workspace's root"
    return NodeLockProblem(
      file: NodeManifest.name,
      diagnostic: .error(
        "lock-file-missing", message, hints: ["create it with `\(command)`\(place), commit it, and check .dockerignore"]
      ))
  }
}

extension NodeProject {
  /// What its tools need of the repository besides the agent's directory.
  var workspace: Workspace {
    var places: [String] = []
    func inRoot(_ name: String) -> String { root.place.isEmpty ? name : "\(root.place)/\(name)" }
    if root.place != agent.place {
      places += ([NodeManifest.name, "patches", ".yarn"] + NodeManager.files).filter(root.exists).map(inRoot)
      // Build steps of members refer to them.
      places += root.names("").filter(Self.isShared).map(inRoot)
      places += members.values.map { "\($0.place)/\(NodeManifest.name)" }
    }
    places += local.map(\.place)
    let prefix = agent.place.isEmpty ? "" : "\(agent.place)/"
    places = places.filter { !$0.hasPrefix(prefix) }
    return places.isEmpty ? .own : Workspace(around: agent, and: places)
  }

  private static func isShared(_ name: String) -> Bool {
    name.hasPrefix("tsconfig") && name.hasSuffix(".json") || name.hasPrefix("babel.config.")
      || [".babelrc", ".swcrc", ".browserslistrc", "turbo.json", "nx.json"].contains(name)
  }
}
