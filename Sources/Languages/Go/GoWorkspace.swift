import Diagnostics

/// The modules that are compiled together: those that go.work uses, and those in the place of others.
struct GoWorkspace {
  /// The directory of the agent's go.mod, seen from the agent's: `.`, or `../..` where the agent is a package of a module.
  let module: String
  /// The directory of the go.work that uses the agent's module, seen from the agent's: `..`; `nil` without one.
  let root: String?
  /// Local modules besides the agent's own, as paths from the agent's directory, with the file that names each.
  let modules: [(path: String, file: String)]
  /// What go.work and the go.mod files ask for, the newest.
  let version: String?

  init(in directory: ProjectDirectory) {
    var files: [GoModuleFile] = []
    var modules: [(path: String, file: String)] = []
    func add(_ path: String, _ file: String) { modules.append((path, file)) }
    module = Self.module(of: directory)
    let own = directory.text(Self.join(module, "go.mod")).map(GoModuleFile.init)
    let home = directory[module]?.place ?? directory.place
    let root = Self.root(of: directory, using: home)
    if let root {
      let file = Self.join(root, "go.work")
      let work = GoModuleFile(directory.text(file) ?? "")
      files.append(work)
      for replaced in work.replaced { add(Self.join(root, replaced), file) }
      for used in work.used {
        let path = Self.join(root, used)
        let module = directory.text(Self.join(path, "go.mod")).map(GoModuleFile.init)
        if directory[path]?.place != home { add(path, file) }
        for replaced in module?.replaced ?? [] { add(Self.join(path, replaced), Self.join(path, "go.mod")) }
      }
    } else {
      for replaced in own?.replaced ?? [] { add(Self.join(module, replaced), Self.join(module, "go.mod")) }
    }
    files += ([own] + modules.map { directory.text(Self.join($0.path, "go.mod")).map(GoModuleFile.init) }).compactMap(
      \.self)
    self.root = root
    self.modules = modules
    let versions = files.compactMap(\.version)
    version = versions.max {
      (ToolchainVersion.numbers(in: $0) ?? []).lexicographicallyPrecedes(ToolchainVersion.numbers(in: $1) ?? [])
    }
  }

  /// Go takes the first go.mod of the directory and those above.
  private static func module(of directory: ProjectDirectory) -> String {
    var (here, path) = (directory, ".")
    while !here.exists("go.mod") {
      guard let parent = here.parent else { return "." }
      (here, path) = (parent, path == "." ? ".." : "\(path)/..")
    }
    return path
  }

  /// Go takes the first go.work above; one that does not use the module is for other modules.
  private static func root(of directory: ProjectDirectory, using module: String) -> String? {
    var (here, path) = (directory, "")
    while true {
      if let text = here.text("go.work") {
        let uses = GoModuleFile(text).used.contains { here[$0]?.place == module }
        return uses ? (path.isEmpty ? "." : path) : nil
      }
      guard let parent = here.parent else { return nil }
      (here, path) = (parent, path.isEmpty ? ".." : "\(path)/..")
    }
  }

  static func join(_ directory: String, _ path: String) -> String {
    path.hasPrefix("/") || directory == "." ? path : "\(directory)/\(path)"
  }

  /// Throws where a local module is not in the repository.
  func check(in directory: ProjectDirectory, at place: SourceLocation) throws(Failure) {
    for module in modules where !directory.exists(Self.join(module.path, "go.mod")) {
      throw Failure(
        .agent, "module-missing",
        "`\(module.file)` names the module `\(module.path)`, which the repository does not have",
        at: place, hints: ["correct the path, commit the module, and check .dockerignore"])
    }
  }

  /// The directories and files above that the tools need.
  func places(from directory: ProjectDirectory) -> [String] {
    var paths = modules.map(\.path)
    if module != "." { paths.append(module) }
    if let root { paths += ["go.work", "go.work.sum", "vendor"].map { Self.join(root, $0) } }
    return paths.filter { directory.exists($0) }.compactMap { directory[$0]?.place }
  }
}
