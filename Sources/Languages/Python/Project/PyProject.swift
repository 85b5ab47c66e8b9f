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
  /// `[tool.uv.workspace]`, if it is there.
  var workspace: (members: [String], excluded: [String])?

  init(_ text: String) throws(LockProblem) {
    let root = try TOMLFile(text, named: Self.name).root
    hasBuildSystem = root.table("build-system") != nil
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
    for group in root.table("dependency-groups")?.keys ?? [] {
      groups[PythonRequirement.identity(group)] = root.table("dependency-groups")?.texts(group)
    }
    if let poetry = root.table("tool", "poetry") {
      name = name ?? poetry.text("name").map(PythonRequirement.identity)
      self.poetry = (poetry.table("dependencies")?.keys ?? []).filter { $0 != "python" }
      isPackage = poetry["package-mode"]?.bool
      hasPackages = poetry["packages"] != nil
    }
    isPackage =
      root.table("tool", "uv")?["package"]?.bool ?? root.table("tool", "pdm")?["distribution"]?.bool ?? isPackage
    if let workspace = root.table("tool", "uv", "workspace") {
      self.workspace = (workspace.texts("members") ?? [], workspace.texts("exclude") ?? [])
    }
  }

  /// Whether the project itself is installed, as `uv sync` and `pdm install` decide it.
  var isInstalled: Bool { isPackage ?? hasBuildSystem }

  /// The names of what it needs, normalised; a marker may exclude some.
  var names: [String] {
    (dependencies.compactMap { try? PythonRequirement.parse($0).identity })
      + (poetry ?? []).map(PythonRequirement.identity)
  }
}
