import Diagnostics
import FileIO
import OCIImage
import SystemPackage

/// Moves what a package manager installed in a copy of the workspace to where Node.js finds it from the agent's directory.
///
/// The `node_modules` of the workspace's root comes above the agent's directory, so that what is nested in a member wins,
/// as it does in the workspace. Packages of the repository, which managers link to, become directories of their own.
struct NodeModules {
  private static let name = "node_modules"
  /// What no package of the repository brings into an image, as `npm pack` leaves it out; and files with secrets.
  private static let unwanted: Set = [name, ".git", ".npmrc", ".yarnrc.yml", ".env", ".agent-pipeline"]

  /// A directory of the copy, and where it comes in the image.
  private struct Tree {
    var source: FilePath
    var place: FilePath
  }

  private struct Link {
    var place: FilePath
    var target: FilePath
  }

  private let copy: FilePath
  private let project: NodeProject
  private let application: FilePath
  private let platform: Platform
  /// Where the modules of the root come.
  private let home: FilePath
  /// Packages of the repository whose files are in the copy.
  private let local: Set<FilePath>
  /// Those, and members of the workspace that the agent does not name.
  private let known: [FilePath]

  /// Directories with modules.
  private var modules: [Tree] = []
  /// Packages of the repository outside of the agent's directory.
  private var packages: [Tree] = []
  private var links: [Link] = []
  /// Links to nothing.
  private var broken: [FilePath] = []

  init(copy: FilePath, _ project: NodeProject, applicationDirectory: String, isForTests: Bool, platform: Platform) {
    let copy = FileStatus.realPath(of: copy) ?? copy
    self.copy = copy
    self.project = project
    self.platform = platform
    application = FilePath(applicationDirectory)
    home = project.member.isEmpty && !isForTests ? application.appending(Self.name) : FilePath("/\(Self.name)")
    let needed = Set(project.local.filter { !$0.isArchive }.map(\.place))
    local = Set(needed.map { copy.pushing(FilePath($0)) })
    known = needed.union(project.members.values.map(\.place)).sorted().map { copy.pushing(FilePath($0)) }
  }

  private var agent: FilePath { copy.pushing(FilePath(project.agent.place)) }

  /// - Parameters:
  ///   - directory: an empty one.
  ///   - base: the directory of the image that it stands for.
  func move(to directory: FilePath, standingFor base: String) throws {
    var plan = self
    try plan.look()
    try plan.carryOut(directory, FilePath(base))
  }

  // MARK: Looking

  private mutating func look() throws {
    try add(copy.pushing(FilePath(project.root.place)), at: home.removingLastComponent())
    if agent != copy.pushing(FilePath(project.root.place)) { try add(agent, at: application) }
    for package in known where package.starts(with: agent) && package != agent {
      try add(package, at: application.pushing(below(agent, package)))
    }
    var seen = 0
    while seen < modules.count {
      try look(into: modules[seen].source, at: modules[seen].place)
      seen += 1
    }
  }

  /// The modules of a directory, if it has any.
  private mutating func add(_ directory: FilePath, at place: FilePath) throws {
    let source = directory.appending(Self.name)
    // A script may have put a link there.
    guard try FileStatus.of(source)?.kind == .directory else { return }
    try Project(only: copy).require(source)
    for file in NodeManager.bookkeeping { try Directory.remove(source.appending(file)) }
    try MachineCode.check(source, for: platform)
    modules.append(Tree(source: source, place: place.appending(Self.name)))
  }

  private mutating func look(into directory: FilePath, at place: FilePath) throws {
    for name in try Directory.names(in: directory) {
      let (path, place) = (directory.appending(name), place.appending(name))
      switch try FileStatus.of(path)?.kind {
      case .directory: try look(into: path, at: place)
      case .symbolicLink: try follow(path, at: place)
      default: continue
      }
    }
  }

  private mutating func follow(_ path: FilePath, at place: FilePath) throws {
    let name = package(at: place)
    guard let target = FileStatus.realPath(of: path), try name == nil || hasFiles(target) else {
      if let name, project.required.contains(name) { throw Self.hidden(name) }
      // A program that a package promises and does not have, or a member that the agent does not need.
      broken.append(place)
      return
    }
    try Project(only: copy).require(path)
    if self.place(of: target) == nil {
      guard
        let package = known.filter({ target.starts(with: $0) && !agent.starts(with: $0) }).max(by: {
          $0.length < $1.length
        })
      else {
        throw Failure(
          .agent, "build-failed",
          "`\(Self.shown(path, copy))` is a link to `\(Self.shown(target, copy))`, which no package names",
          hints: ["name the package in `dependencies` of package.json"])
      }
      guard local.contains(package) else { throw unnamed(package) }
      // Where the root's modules link to it; others see the modules of one member only.
      let isHome = package == target && (place.removingLastComponent() == home || isScoped(place))
      let own = isHome ? place : home.appending(".workspace").pushing(below(copy, package))
      packages.append(Tree(source: package, place: own))
      try add(package, at: own)
    }
    links.append(Link(place: place, target: target))
  }

  /// The name of the package that a place in a node_modules is of; `nil` for a program, or something deeper.
  private func package(at place: FilePath) -> String? {
    let names = place.components.map(\.string)
    guard let name = names.last, !name.hasPrefix(".") else { return nil }
    let above = names.dropLast()
    if above.last == Self.name { return name }
    guard let scope = above.last, scope.hasPrefix("@"), above.dropLast().last == Self.name else { return nil }
    return "\(scope)/\(name)"
  }

  /// Managers make an empty directory, or one of modules alone, for a package that is not there.
  private func hasFiles(_ target: FilePath) throws -> Bool {
    guard try FileStatus.of(target)?.kind == .directory else { return true }
    return try Directory.names(in: target).contains { $0 != Self.name }
  }

  private static func hidden(_ name: String) -> Failure {
    Failure(
      .agent, "build-failed", "the package `\(name)` of the repository has no files in the build",
      hints: ["see whether .dockerignore leaves its directory out, and whether it is committed"])
  }

  /// A member of the workspace that a package from elsewhere needs: its files were not copied.
  private func unnamed(_ package: FilePath) -> Failure {
    Failure(
      .agent, "build-failed",
      "the installed packages need `\(Self.shown(package, copy))` of the workspace, which the agent does not name",
      hints: ["name the package in `dependencies` of the agent's package.json"])
  }

  private func isScoped(_ place: FilePath) -> Bool {
    let scope = place.removingLastComponent()
    return scope.removingLastComponent() == home && scope.lastComponent?.string.hasPrefix("@") == true
  }

  /// Where something of the copy comes in the image; `nil` if it is not known yet.
  private func place(of target: FilePath) -> FilePath? {
    let own = target.starts(with: agent)
    let trees = modules + packages + (own ? [Tree(source: agent, place: application)] : [])
    return trees.filter { target.starts(with: $0.source) }.max { $0.source.length < $1.source.length }.map {
      $0.place.pushing(below($0.source, target))
    }
  }

  private func below(_ directory: FilePath, _ path: FilePath) -> FilePath {
    var rest = path
    _ = rest.removePrefix(directory)
    return rest
  }

  private static func shown(_ path: FilePath, _ copy: FilePath) -> String {
    path.string.replacing("\(copy)/", with: "")
  }

  // MARK: Moving

  private func carryOut(_ directory: FilePath, _ base: FilePath) throws {
    func goal(_ place: FilePath) -> FilePath { directory.pushing(below(base, place)) }
    let targets = links.map { place(of: $0.target) }
    func move(_ tree: Tree) throws {
      try Directory.create(goal(tree.place).removingLastComponent())
      try Directory.merge(tree.source, to: goal(tree.place))
    }
    try modules.filter { $0.place == home }.forEach(move)
    // One that lies in another one first.
    for package in packages.sorted(by: { $0.source.length > $1.source.length }) {
      try take(package, to: goal(package.place))
    }
    try modules.filter { $0.place != home }.sorted { $0.place.length < $1.place.length }.forEach(move)
    for path in broken { try Directory.remove(goal(path)) }
    for (link, target) in zip(links, targets) {
      guard let target, target != link.place else { continue }
      try Directory.remove(goal(link.place))
      try Directory.link(goal(link.place), to: Self.relative(target, from: link.place.removingLastComponent()))
    }
    if home.removingLastComponent() != application { try linkPrograms(goal) }
  }

  /// Moves the files of a package of the repository; its modules come separately.
  private func take(_ package: Tree, to goal: FilePath) throws {
    if try FileStatus.of(goal)?.kind == .symbolicLink { try Directory.remove(goal) }
    try Directory.create(goal)
    guard try FileStatus.of(package.source)?.kind == .directory else { return }
    for name in try Directory.names(in: package.source) where !Self.unwanted.contains(name) && !name.hasPrefix(".env.")
    {
      try Directory.merge(package.source.appending(name), to: goal.appending(name))
    }
  }

  /// Programs of the root's modules are found beside those of the agent's own, as npm finds them.
  private func linkPrograms(_ goal: (FilePath) -> FilePath) throws {
    let (all, own) = (home.appending(".bin"), application.appending(Self.name).appending(".bin"))
    guard try FileStatus.of(goal(all)) != nil else { return }
    try Directory.create(goal(own))
    for name in try Directory.names(in: goal(all)) where try FileStatus.of(goal(own).appending(name)) == nil {
      try Directory.link(goal(own).appending(name), to: Self.relative(all.appending(name), from: own))
    }
  }

  private static func relative(_ target: FilePath, from directory: FilePath) -> String {
    let (goal, start) = (target.components.map(\.string), directory.components.map(\.string))
    let shared = zip(goal, start).prefix { $0 == $1 }.count
    return (Array(repeating: "..", count: start.count - shared) + goal.dropFirst(shared)).joined(separator: "/")
  }
}
