import Diagnostics
import OCIImage
import TOMLKit

/// The packages that cargo reads together with an agent's (the Cargo book, Workspaces).
struct CargoWorkspace {
  static let manifest = "Cargo.toml"
  static let lock = "Cargo.lock"
  /// More packages than any repository has.
  private static let limit = 2_000

  /// The directory with the workspace's manifest and lock, seen from the agent's: `../..`; empty for its own.
  let root: String
  /// Directories of other packages that cargo reads: members, and those that a `path` names; from the agent's.
  private(set) var packages: [String] = []
  /// Paths of dependencies where no package of the repository is, with the manifest that names each.
  private(set) var missing: [(path: String, file: String)] = []
  /// Whether the root is a package too.
  private var hasRootPackage = false
  private let directory: ProjectDirectory

  init(in directory: ProjectDirectory) {
    self.directory = directory
    let own = Self.table(directory, "")
    let root = Self.root(of: directory, own)
    self.root = root
    let manifest = root.isEmpty ? own : Self.table(directory, root)
    hasRootPackage = manifest?.table("package") != nil
    var waiting: [String] = []
    var seen: Set<String> = [directory.place]
    if let place = directory[root.isEmpty ? "." : root]?.place { seen.insert(place) }
    func add(_ paths: [String], _ file: String, to missing: inout [(path: String, file: String)]) {
      for path in paths {
        if directory.exists(Self.join(path, Self.manifest)) {
          waiting.append(path)
        } else {
          missing.append((path, file))
        }
      }
    }
    var missing: [(path: String, file: String)] = []
    // Members and common dependencies that no package uses may be missing; cargo reports the others itself.
    waiting += Self.members(manifest, directory, root)
      .map { Self.join(root, $0) }.filter { directory.exists(Self.join($0, Self.manifest)) }
    if let workspace = manifest?.table("workspace") {
      waiting += Self.dependencies(of: workspace)
        .map { Self.join(root, $0) }.filter { directory.exists(Self.join($0, Self.manifest)) }
    }
    if let manifest {
      add(Self.paths(manifest).map { Self.join(root, $0) }, Self.join(root, Self.manifest), to: &missing)
    }
    if let own, !root.isEmpty { add(Self.paths(own), Self.manifest, to: &missing) }
    while let path = waiting.popLast(), packages.count < Self.limit {
      guard let place = directory[path]?.place, seen.insert(place).inserted else { continue }
      packages.append(path)
      if let table = Self.table(directory, path) {
        add(Self.paths(table).map { Self.join(path, $0) }, Self.join(path, Self.manifest), to: &missing)
      }
    }
    self.missing = missing
  }

  /// cargo takes the manifest that the package names, or the first above with a workspace that does not exclude it.
  private static func root(of directory: ProjectDirectory, _ own: TOMLTable?) -> String {
    if own?.table("workspace") != nil { return "" }
    if let named = own?.table("package")?.text("workspace") { return named }
    var (here, path, below) = (directory, "..", "")
    while let parent = here.parent {
      let name = here.place.split(separator: "/").last.map(String.init) ?? ""
      below = below.isEmpty ? name : "\(name)/\(below)"
      if let workspace = table(parent, "")?.table("workspace") {
        let isExcluded = workspace.texts("exclude")?.contains { below == $0 || below.hasPrefix("\($0)/") } == true
        return isExcluded ? "" : path
      }
      (here, path) = (parent, "\(path)/..")
    }
    return ""
  }

  private static func members(_ manifest: TOMLTable?, _ directory: ProjectDirectory, _ root: String) -> [String] {
    (manifest?.table("workspace")?.texts("members") ?? []).flatMap { member -> [String] in
      // Directory by directory, as far as the pattern goes.
      var found = [""]
      for part in member.split(separator: "/") where part != "." {
        found = found.flatMap { here -> [String] in
          func whole(_ name: String) -> String { here.isEmpty ? name : "\(here)/\(name)" }
          guard part.contains(where: { "*?[".contains($0) }) else { return [whole(String(part))] }
          guard let pattern = GlobPattern(String(part)) else { return [] }
          return directory.names(join(root, here)).filter(pattern.matches).map(whole)
        }
      }
      return found.filter { directory.exists(join(join(root, $0), Self.manifest)) }
    }
  }

  /// Values of `path` of dependencies and patches, wherever they stand.
  private static func paths(_ manifest: TOMLTable) -> [String] {
    let targets = manifest.table("target").map { all in all.keys.compactMap { all.table($0) } } ?? []
    return ([manifest] + targets).flatMap(dependencies)
      + (manifest.table("patch")?.keys ?? []).flatMap { paths(in: manifest.table("patch", $0)) }
      + paths(in: manifest.table("replace"))
  }

  private static func dependencies(of table: TOMLTable) -> [String] {
    ["dependencies", "dev-dependencies", "build-dependencies", "dev_dependencies", "build_dependencies"].flatMap {
      paths(in: table.table($0))
    }
  }

  private static func paths(in dependencies: TOMLTable?) -> [String] {
    (dependencies?.keys ?? []).compactMap { dependencies?[$0]?.table?.text("path") }
  }

  private static func table(_ directory: ProjectDirectory, _ path: String) -> TOMLTable? {
    directory.text(join(path, manifest)).flatMap { try? TOMLTable(string: $0) }
  }

  static func join(_ directory: String, _ path: String) -> String {
    path.hasPrefix("/") || directory.isEmpty ? path : path.isEmpty ? directory : "\(directory)/\(path)"
  }

  /// A manifest's table: of the agent's own package, or the root's.
  func table(ofRoot isRoot: Bool) -> TOMLTable? { Self.table(directory, isRoot ? root : "") }

  /// The directories and files besides the agent's own that cargo and rustup read, seen from the repository's root.
  var places: [String] {
    var paths = packages
    if !root.isEmpty {
      paths += hasRootPackage ? [root] : [Self.manifest, Self.lock].map { Self.join(root, $0) }
    }
    paths += Self.above(directory).flatMap { above in
      (CargoConfiguration.files + CargoToolchain.files).map { Self.join(above, $0) }
    }
    return paths.filter { directory.exists($0) }.compactMap { directory[$0]?.place }
  }

  /// The directories above, up to the repository's root: cargo reads `.cargo` of each.
  static func above(_ directory: ProjectDirectory) -> [String] {
    directory.place.split(separator: "/").indices.map { Array(repeating: "..", count: $0 + 1).joined(separator: "/") }
  }

  /// Throws where a package is not in the repository.
  func check(at place: SourceLocation) throws(Failure) {
    guard let (path, file) = missing.first else { return }
    throw Failure(
      .agent, "module-missing", "`\(file)` names the package `\(path)`, which the repository does not have", at: place,
      hints: ["correct the path, commit the package, and check .dockerignore"])
  }

  /// What the lock file lacks of the repository's own manifests; `nil` if it has all, or cannot be read.
  var lackOfLock: String? {
    guard let lock = directory.text(Self.join(root, Self.lock), limit: 16 << 20).flatMap(CargoLock.init) else {
      return nil
    }
    let version = table(ofRoot: true)?.table("workspace", "package")?.text("version")
    // Of packages that are no members, the lock has no dependencies for tests.
    return [root, ""].lazy.compactMap { Self.table(directory, $0) }
      .compactMap { lock.lack(of: $0, version: version) }.first
  }
}
