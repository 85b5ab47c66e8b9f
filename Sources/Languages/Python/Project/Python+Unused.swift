import FoundationEssentials
import TextFormats

extension Python {
  /// Files of Python's own package managers that name dependencies, and that are not what is installed from.
  public func unusedFiles(in directory: ProjectDirectory) -> [ProjectFileProblem] {
    // The rule for malformed files tells what is wrong with pyproject.toml or the lock.
    guard let project = try? PythonProject(in: directory), project.lockProblem == nil else { return [] }
    let found = [
      pipfile(project), conda(project), otherLock(project), poetry(project), setup(project), requirements(project),
      project.outdatedLock?.inProject ?? pyproject(project),
    ].compactMap(\.self)
    return found.isEmpty ? [fileAbove(project)].compactMap(\.self) : found
  }

  func problem(_ file: String, _ message: String, _ hint: String, line: Int = 1) -> ProjectFileProblem {
    ProjectFileProblem(file: file, message: message, line: line, column: 1, hint: hint)
  }

  func ignored(_ file: String) -> String { "if the image does not need it, put `\(file)` into .dockerignore" }

  private func pipfile(_ project: PythonProject) -> ProjectFileProblem? {
    guard project.directory.exists("Pipfile"), [.none, .setup].contains(project.source) else { return nil }
    return problem(
      "Pipfile", "`Pipfile` names dependencies, but there is no `Pipfile.lock` to install from",
      "make it with `pipenv lock`, and commit it; or \(ignored("Pipfile"))")
  }

  private func conda(_ project: PythonProject) -> ProjectFileProblem? {
    let names = [
      "environment.yml", "environment.yaml", "conda.yml", "conda.yaml", "conda-lock.yml", "pixi.toml", "pixi.lock",
    ]
    guard [.none, .setup].contains(project.source), let file = names.first(where: project.directory.exists) else {
      return nil
    }
    return problem(
      file, "`\(file)` is for conda, which no image is made with here",
      "name the packages in requirements.txt or pyproject.toml; or \(ignored(file))")
  }

  private func poetry(_ project: PythonProject) -> ProjectFileProblem? {
    guard project.pyproject?.poetry?.isEmpty == false, [.none, .setup, .pyproject].contains(project.source),
      project.pyproject?.dependencies.isEmpty == true
    else { return nil }
    return problem(
      PyProject.name, "`pyproject.toml` names dependencies for Poetry, but there is no `poetry.lock` to install from",
      "make it with `poetry lock`, and commit it")
  }

  /// What setup.py installs is known only when it runs. Of a setup.cfg alone, pip builds nothing.
  private func setup(_ project: PythonProject) -> ProjectFileProblem? {
    if project.source == .none, project.directory.text("setup.cfg")?.contains("install_requires") == true {
      return problem(
        "setup.cfg", "`setup.cfg` names dependencies, but without setup.py or a `[build-system]` nothing installs them",
        "add a pyproject.toml with `[build-system]`, or name them in requirements.txt; or \(ignored("setup.cfg"))")
    }
    guard project.source == .requirements else { return nil }
    let lines = RequirementLine.lines(of: project.directory.text(RequirementsFile.name) ?? "")
    if lines.contains(where: { [".", "./"].contains($0.localFile?.prefix { $0 != "[" }) }) { return nil }
    for file in ["setup.py", "setup.cfg"] {
      guard project.directory.text(file)?.contains("install_requires") == true else { continue }
      return problem(
        file, "`\(file)` has dependencies of its own, and requirements.txt does not install the project",
        "add the line `.` to requirements.txt; or \(ignored(file))")
    }
    return nil
  }

  /// `pylock.prod.toml` (PEP 751), and what rye and uv write as requirements.lock.
  private func otherLock(_ project: PythonProject) -> ProjectFileProblem? {
    guard [.none, .setup].contains(project.source) else { return nil }
    let names = project.directory.names("")
    if let file = names.first(where: { $0.hasPrefix("pylock.") && $0.hasSuffix(".toml") }) {
      return problem(
        file, "`\(file)` is not read: only `\(PylockFile.name)` is",
        "name it `\(PylockFile.name)`; or \(ignored(file))")
    }
    guard names.contains("requirements.lock") else { return nil }
    return problem(
      "requirements.lock", "`requirements.lock` is not read: only `requirements.txt` is",
      "create `requirements.txt` with the line `-r requirements.lock`; or \(ignored("requirements.lock"))")
  }

  /// `requirements/base.txt` and the like alone, or a requirements.txt beside a lock that does not have its packages.
  private func requirements(_ project: PythonProject) -> ProjectFileProblem? {
    if project.source == .none {
      return RequirementsNames.needed(in: project.directory).map { file in
        if file.hasSuffix(".in") {
          return problem(
            file, "`\(file)` is not read: only `requirements.txt` is",
            "make `requirements.txt` of it with `pip-compile -o requirements.txt \(file)`, and commit it; "
              + "or \(ignored(file))")
        }
        return problem(
          file, "`\(file)` is not read: only `requirements.txt` is",
          "create `requirements.txt` with the line `-r \(file)`; or \(ignored(file))")
      }
    }
    guard project.lockText != nil, let locked = project.lockedNames else { return nil }
    let entry = requirementEntries(project.directory).direct.first { !locked.contains($0.dependency.identity) }
    return entry.map {
      problem(
        RequirementsFile.name,
        "`\($0.dependency.name)` is in requirements.txt, but not in `\(project.source.file ?? "")`, which decides",
        "add it to the project and lock it again; or \(ignored(RequirementsFile.name))", line: $0.line)
    }
  }

  /// A dependency of pyproject.toml that what is installed from does not have.
  private func pyproject(_ project: PythonProject) -> ProjectFileProblem? {
    guard let pyproject = project.pyproject else { return nil }
    let known: Set<String>
    let file: String
    if let locked = project.lockedNames {
      (known, file) = (locked, project.source.file ?? "")
    } else if project.source == .requirements {
      let entries = requirementEntries(project.directory)
      guard entries.isComplete else { return nil }
      (known, file) = (Set(entries.direct.map(\.dependency.identity)).union(entries.locked.keys), RequirementsFile.name)
    } else {
      return nil
    }
    guard let missing = pyproject.names.first(where: { !known.contains($0) }) else { return nil }
    let lines = ProjectDependencies.lines(project.directory.text(PyProject.name) ?? "")
    return problem(
      PyProject.name, "`\(missing)` is a dependency in pyproject.toml, but not in `\(file)`, which decides",
      project.source == .requirements
        ? "add it to requirements.txt, or make a lock file with `uv lock`" : "lock the project again",
      line: lines.first { PythonRequirement.identity($0.text).contains(missing) }?.number ?? 1)
  }
}

extension PythonProject {
  /// The packages that the lock file names for any platform, normalised; `nil` without a lock file.
  var lockedNames: Set<String>? {
    guard let text = lockText else { return nil }
    switch source {
    case .pipfileLock:
      guard let document = try? JSONDecoder().decode(PipfileNames.self, from: Data(text.utf8)) else { return nil }
      return Set(document.names.map(PythonRequirement.identity))
    case .pylock, .uvLock, .poetryLock, .pdmLock:
      guard let root = try? TOMLFile(text, named: "").root else { return nil }
      let tables = root.tables(source == .pylock ? "packages" : "package")
      return Set(tables.compactMap { $0.text("name") }.map(PythonRequirement.identity))
    case .requirements, .pyproject, .setup, .none: return nil
    }
  }
}

/// The names in a Pipfile.lock, of all groups.
private struct PipfileNames: Decodable {
  struct Anything: Decodable { init(from decoder: any Decoder) throws {} }

  var names: [String]

  init(from decoder: any Decoder) throws {
    let groups = try decoder.singleValueContainer().decode([String: [String: Anything]].self)
    names = groups.filter { $0.key != "_meta" }.flatMap(\.value.keys)
  }
}
