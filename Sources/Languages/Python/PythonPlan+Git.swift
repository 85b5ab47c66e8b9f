import Diagnostics

extension PythonPlan {
  /// Build backends, and plugins of them, that ask git for the project's version and files.
  private static let versionsFromGit: Set = [
    "setuptools-scm", "vcs-versioning", "setuptools-git-versioning", "hatch-vcs", "versioningit", "pbr",
    "uv-dynamic-versioning", "poetry-dynamic-versioning", "dunamai", "setuptools-git",
  ]
  /// Variables that say the version instead.
  private static let versionVariables = [
    "SETUPTOOLS_SCM_PRETEND_VERSION", "PBR_VERSION", "PDM_BUILD_SCM_VERSION", "UV_DYNAMIC_VERSIONING_BYPASS",
    "POETRY_DYNAMIC_VERSIONING_BYPASS",
  ]

  /// The copy in which a project is built has no `.git`: what git would say of it would be missing without a word.
  func refuseVersionsFromGit(_ project: PythonProject, _ request: BuildRequest) throws(Failure) {
    let isSaid = request.environment.keys.contains { name in Self.versionVariables.contains(where: name.hasPrefix) }
    if isSaid { return }
    for place in directories {
      let found = place.isEmpty ? project.directory : project.directory[place]
      guard let directory = found, let (tool, name) = versionTool(of: directory) else { continue }
      let file = place.isEmpty ? name : "\(place)/\(name)"
      throw Failure(
        .agent, "version-from-git",
        "`\(tool)` asks git for the project's version and files, and the build has a copy without git",
        at: LockProblem(message: "", hint: "", file: file).place(beside: request.agent.place),
        hints: [
          "write the version into \(name), and remove `\(tool)` from it",
          "or set the variable \(variable(of: tool)) in the CI system, and name it in `build.environment`",
        ])
    }
  }

  /// What asks git, and the file that says so.
  private func versionTool(of directory: ProjectDirectory) -> (tool: String, file: String)? {
    if let pyproject = directory.text(PyProject.name).flatMap({ try? PyProject($0) }) {
      if let tool = pyproject.buildRequirements.first(where: Self.versionsFromGit.contains) {
        return (tool, PyProject.name)
      }
      if pyproject.hasVersionOfPDM { return ("pdm-backend", PyProject.name) }
    }
    guard let setup = directory.text("setup.py")?.filter({ !$0.isWhitespace }) else { return nil }
    if setup.contains("use_scm_version=") { return ("setuptools-scm", "setup.py") }
    return setup.contains("pbr=True") ? ("pbr", "setup.py") : nil
  }

  private func variable(of tool: String) -> String {
    switch tool {
    case "pbr": "PBR_VERSION"
    case "pdm-backend": "PDM_BUILD_SCM_VERSION"
    case "uv-dynamic-versioning": "UV_DYNAMIC_VERSIONING_BYPASS"
    case "poetry-dynamic-versioning": "POETRY_DYNAMIC_VERSIONING_BYPASS"
    default: "SETUPTOOLS_SCM_PRETEND_VERSION"
    }
  }

  /// The directories that are built into packages, seen from the agent's.
  private var directories: [String] {
    (dependencies + own).flatMap { step -> [String] in
      switch step {
      case .local(let directories): directories
      case .exact(let packages):
        packages.compactMap { if case .directory(let path) = $0.source { path } else { nil } }
      case .resolve(_, let names): names.contains { $0 == "." || $0.hasPrefix(".[") } ? [""] : []
      case .wheels: []
      }
    }
      + (requirements?.localPackages ?? []).map { package -> String in
        let place = String(package.place.prefix { $0 != "[" && $0 != "#" })
        return [".", "./"].contains(place) ? "" : place
      }
  }
}
