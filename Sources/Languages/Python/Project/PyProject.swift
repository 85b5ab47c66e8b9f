import TOMLKit

/// What pyproject.toml says of a project (packaging.python.org, "pyproject.toml specification").
struct PyProject {
  static let name = "pyproject.toml"

  /// Normalised; `nil` if it has none.
  var name: String?
  /// `[project] dependencies`, as they are written.
  var dependencies: [String] = []
  /// `[project.optional-dependencies]` and `[dependency-groups]`, by normalised names.
  var extras: [String: [String]] = [:]
  var groups: [String: [String]] = [:]
  /// The versions of Python that the project runs on: `>=3.9,<4`.
  var requiredPython: String?
  /// Whether a build backend finds out what the dependencies are.
  var hasDynamicDependencies = false
  var hasProject = false
  /// Names in `[tool.poetry.dependencies]`; `nil` if Poetry has no part in the project.
  var poetry: [String]?
  /// Whether there is a `[build-system]`, so that the project is built and installed.
  var hasBuildSystem = false
  /// Whether Poetry is told what belongs to the package.
  var hasPackages = false
  /// Whether the project is installed, where its tool's own table says so.
  var isPackage: Bool?
  /// The extras that `[tool.poetry.dependencies]` asks for, by normalised names of packages.
  private var poetryExtras: [String: Set<String>] = [:]
  /// Python as `[tool.poetry.dependencies]` limits it: `^3.11`.
  var poetryPython: String?
  /// What `[build-system]` needs, by normalised names.
  var buildRequirements: [String] = []
  /// Whether PDM's build backend asks git for the version.
  var hasVersionOfPDM = false
  /// Tables of a package manager that say where packages come from or which versions are allowed, for its lock alone.
  var lockOnlyTables: [String] = []
  /// `[tool.uv] default-groups`, without `dev`.
  var defaultGroups: [String] = []
  /// `[tool.uv.workspace]`, if it is there.
  var workspace: (members: [String], excluded: [String])?

  init(_ text: String) throws(LockProblem) {
    let root = try TOMLFile(text, named: Self.name).root
    hasBuildSystem = root.table("build-system") != nil
    buildRequirements = Self.names(root.table("build-system")?.texts("requires") ?? [])
    if let project = root.table("project") {
      hasProject = true
      name = project.text("name").map(PythonRequirement.identity)
      dependencies = project.texts("dependencies") ?? []
      requiredPython = project.text("requires-python")
      hasDynamicDependencies = project.texts("dynamic")?.contains("dependencies") == true
      for extra in project.table("optional-dependencies")?.keys ?? [] {
        extras[PythonRequirement.identity(extra)] = project.table("optional-dependencies")?.texts(extra)
      }
    }
    groups = try DependencyGroups(root.table("dependency-groups")).all()
    if let poetry = root.table("tool", "poetry") {
      name = name ?? poetry.text("name").map(PythonRequirement.identity)
      self.poetry = (poetry.table("dependencies")?.keys ?? []).filter { $0 != "python" }
      poetryPython = poetry.table("dependencies")?.text("python")
      for name in self.poetry ?? [] {
        let extras = poetry.table("dependencies", name)?.texts("extras") ?? []
        poetryExtras[PythonRequirement.identity(name)] = Set(extras.map(PythonRequirement.identity))
      }
      isPackage = poetry["package-mode"]?.bool
      hasPackages = poetry["packages"] != nil
    }
    isPackage =
      root.table("tool", "uv")?["package"]?.bool ?? root.table("tool", "pdm")?["distribution"]?.bool ?? isPackage
    hasVersionOfPDM = root.table("tool", "pdm", "version")?.text("source") == "scm"
    lockOnlyTables = Self.lockOnlyTables(root)
    defaultGroups = (root.table("tool", "uv")?.texts("default-groups") ?? []).map(PythonRequirement.identity)
      .filter { $0 != "dev" }
    if let workspace = root.table("tool", "uv", "workspace") {
      self.workspace = (workspace.texts("members") ?? [], workspace.texts("exclude") ?? [])
    }
  }

  private static func names(_ requirements: [String]) -> [String] {
    requirements.compactMap { try? PythonRequirement.parse($0).identity }
  }

  private static func lockOnlyTables(_ root: TOMLTable) -> [String] {
    let uv = root.table("tool", "uv")
    let ofUv = ["sources", "constraint-dependencies", "override-dependencies", "exclude-dependencies"].filter { key in
      uv?[key]?.table?.isEmpty == false || uv?[key]?.array?.isEmpty == false
    }
    let ofPDM = root.table("tool", "pdm", "resolution")?.table("overrides") != nil
    let poetry = root.table("tool", "poetry", "dependencies")
    let ofPoetry = (poetry?.keys ?? []).filter { name in
      let entries = poetry?[name]?.array?.compactMap(\.table) ?? [poetry?[name]?.table].compactMap(\.self)
      return entries.contains { entry in ["path", "git", "url", "file", "source"].contains { entry[$0] != nil } }
    }
    return ofUv.map { "[tool.uv] \($0)" } + (ofPDM ? ["[tool.pdm.resolution] overrides"] : [])
      + ofPoetry.sorted().map { "[tool.poetry.dependencies] \($0)" }
  }

  /// What makes the lock file of the package manager that a table of `lockOnlyTables` belongs to.
  static func lockCommand(for table: String) -> String {
    ["poetry", "pdm"].first { table.hasPrefix("[tool.\($0)") }.map { "\($0) lock" } ?? "uv lock"
  }

  /// Whether the project itself is installed, as `uv sync` and `pdm install` decide it.
  var isInstalled: Bool { isPackage ?? hasBuildSystem }

  /// The names of what it needs, normalised; a marker may exclude some.
  var names: [String] {
    (dependencies.compactMap { try? PythonRequirement.parse($0).identity })
      + (poetry ?? []).map(PythonRequirement.identity)
  }
}

extension PyProject {
  /// Those that the project asks for with a package, whatever the image's platform.
  func askedExtras(of package: String) -> Set<String> {
    let named = dependencies.filter { text in
      let requirement = try? PythonRequirement.parse(text)
      return requirement?.identity == package && requirement?.isConditional == false
    }
    return named.map(PythonRequirement.extras).reduce(poetryExtras[package] ?? []) { $0.union($1) }
  }

  /// Requirements in which the project's own extras, `all = ["agent[web,db]"]`, are replaced by what they stand for.
  func withoutItself(_ requirements: [String]) throws(LockProblem) -> [String] {
    var found: [String] = []
    var waiting = Array(requirements.reversed())
    var seen: Set<String> = []
    while let text = waiting.popLast() {
      guard let name, (try? PythonRequirement.parse(text))?.identity == name else {
        found.append(text)
        continue
      }
      guard seen.insert(text).inserted else { continue }
      let asked = text.drop { $0 != "[" }.dropFirst()
      guard let end = asked.firstIndex(of: "]"), asked[end...].dropFirst().allSatisfy(\.isWhitespace) else {
        throw LockProblem(
          message: "pyproject.toml names the project itself with a condition: `\(text)`",
          hint: "make a lock file with `uv lock`, `poetry lock` or `pdm lock`", file: Self.name)
      }
      for extra in asked[..<end].split(separator: ",").reversed() {
        let extra = extra.filter { !$0.isWhitespace }
        guard let list = extras[PythonRequirement.identity(extra)] else {
          throw LockProblem(
            message: "`\(text)` names the extra `\(extra)`, which pyproject.toml does not have",
            hint: "correct `[project.optional-dependencies]`", file: Self.name)
        }
        waiting += list.reversed()
      }
    }
    return found
  }
}
