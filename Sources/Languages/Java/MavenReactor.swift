/// The projects that Maven builds together with the agent's: those of the topmost pom.xml that lists it as a module.
struct MavenReactor {
  struct Module {
    /// From the agent's directory; empty for its own.
    var path: String
    var place: String
    var pom: MavenPom
  }

  /// More modules than any repository has.
  private static let limit = 2_000

  /// Where Maven runs, seen from the agent's directory: `..`; empty for the agent's own.
  let root: String
  /// All modules below the root, the root included.
  let modules: [Module]
  /// Parents outside of the root, from the agent's directory.
  let parents: [String]
  private let directory: ProjectDirectory

  init(in directory: ProjectDirectory) {
    self.directory = directory
    var (root, modules) = ("", Self.modules(of: directory, ""))
    var (path, here) = ("..", directory.parent)
    while let above = here {
      if above.exists(MavenPom.file) {
        let found = Self.modules(of: directory, path)
        if found.contains(where: { $0.place == directory.place }) { (root, modules) = (path, found) }
      }
      (path, here) = ("\(path)/..", above.parent)
    }
    self.root = root
    self.modules = modules
    parents = Self.parents(of: modules, in: directory)
  }

  static func join(_ directory: String, _ path: String) -> String {
    directory.isEmpty ? path : path.isEmpty ? directory : "\(directory)/\(path)"
  }

  /// Of the agent's directory or one below it.
  private static func path(of place: String, from directory: ProjectDirectory) -> String? {
    if place == directory.place || directory.place.isEmpty { return place == directory.place ? "" : place }
    return place.hasPrefix("\(directory.place)/") ? String(place.dropFirst(directory.place.count + 1)) : nil
  }

  private static func modules(of directory: ProjectDirectory, _ root: String) -> [Module] {
    var (found, waiting, seen): ([Module], [String], Set<String>) = ([], [root], [])
    while let path = waiting.popLast(), found.count < limit {
      guard let place = directory[path.isEmpty ? "." : path]?.place, seen.insert(place).inserted,
        let text = directory.text(join(path, MavenPom.file))
      else { continue }
      let pom = MavenPom(text)
      found.append(Module(path: Self.path(of: place, from: directory) ?? path, place: place, pom: pom))
      // A module may be named by its file.
      waiting += pom.modules.reversed().map { join(path, $0.hasSuffix("/pom.xml") ? String($0.dropLast(8)) : $0) }
    }
    return found
  }

  private static func parents(of modules: [Module], in directory: ProjectDirectory) -> [String] {
    var (found, seen): ([String], Set<String>) = ([], Set(modules.map { join($0.place, MavenPom.file) }))
    for module in modules {
      var (path, pom) = (module.path, module.pom)
      while let parent = pom.parent, !parent.path.isEmpty, found.count < limit {
        var file = join(path, parent.path)
        if !file.hasSuffix(".xml") { file += "/\(MavenPom.file)" }
        // Maven takes the file only if it is the parent that is asked for.
        guard let text = directory.text(file), let place = directory[file]?.place, seen.insert(place).inserted,
          MavenPom(text).artifact == parent.artifact
        else { break }
        found.append(file)
        (path, pom) = (file.split(separator: "/").dropLast().joined(separator: "/"), MavenPom(text))
      }
    }
    return found
  }

  /// Whether Maven builds several projects.
  var hasModules: Bool { modules.count > 1 }

  /// Modules that can be the agent: its own directory's, or those below it.
  var programs: [Module] {
    let prefix = directory.place.isEmpty ? "" : "\(directory.place)/"
    return modules.filter { $0.place == directory.place || $0.place.hasPrefix(prefix) }
      .filter { $0.pom.packaging != "pom" }.sorted { $0.path < $1.path }
  }

  /// The directory with the nearest `.mvn`, which Maven reads wherever it runs below.
  private var configuration: String? {
    var path = root
    while let here = directory[path.isEmpty ? "." : path] {
      if here.exists(".mvn") { return path }
      guard here.parent != nil else { return nil }
      path = Self.join(path, "..")
    }
    return nil
  }

  /// Directories, from the agent's, whose files configure Maven or name repositories.
  var configured: [String] {
    var seen: Set<String> = []
    let poms = parents.map { $0.split(separator: "/").dropLast().joined(separator: "/") }
    return ([""] + modules.map(\.path) + poms + [configuration].compactMap(\.self)).filter { path in
      directory[path.isEmpty ? "." : path].map { seen.insert($0.place).inserted } ?? false
    }
  }

  /// What Maven reads besides the agent's directory, seen from the repository's root. Of a reactor it is all: plugins read
  /// files anywhere below the root.
  var places: [String] {
    var paths = parents
    if !root.isEmpty { paths.append(root) }
    if let configuration, configuration != root { paths.append(Self.join(configuration, ".mvn")) }
    return paths.compactMap { directory[$0]?.place }
  }
}
