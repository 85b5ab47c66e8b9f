import TOMLKit

/// Files of a Python project as modules, and the servers that it installs.
struct PythonModules {
  let survey: Survey

  init(_ survey: Survey) { self.survey = survey }

  /// Whether the project itself is installed into the image, as the build decides it.
  var isInstalled: Bool {
    guard let root = survey.project.toml("pyproject.toml") else { return false }
    return root.table("tool", "uv")?["package"]?.bool ?? root.table("tool", "pdm")?["distribution"]?.bool
      ?? root.table("tool", "poetry")?["package-mode"]?.bool ?? (root.table("build-system") != nil)
  }

  /// Whether `src` itself is imported: `from src.settings import …`.
  private var isSourcePackage: Bool {
    survey.files.all.contains { $0.has("from src") || $0.has("import src") }
  }

  var scripts: [String] {
    let root = survey.project.toml("pyproject.toml")
    return (root?.table("project", "scripts") ?? root?.table("tool", "poetry", "scripts"))?.keys ?? []
  }

  /// `app/main.py` → `app.main`; `nil` if Python would not find it.
  func module(of path: String) -> String? {
    var parts = path.split(separator: "/").map(String.init)
    if parts.first == "src", parts.count > 1, !isSourcePackage {
      guard isInstalled else { return nil }
      parts.removeFirst()
    }
    guard let last = parts.popLast(), last.hasSuffix(".py") else { return nil }
    if last != "__init__.py" { parts.append(String(last.dropLast(3))) }
    return parts.joined(separator: ".")
  }

  /// `app.main` → `app/main.py`
  func path(of module: String) -> String? {
    let path = module.split(separator: ".").joined(separator: "/")
    let roots = isInstalled ? ["", "src/"] : [""]
    return roots.flatMap { ["\($0)\(path).py", "\($0)\(path)/__main__.py", "\($0)\(path)/__init__.py"] }
      .first(where: survey.project.files.contains)
  }

  /// The file with the code that a command starts.
  func file(startedBy command: [String]) -> String? {
    for (index, word) in command.enumerated().dropFirst() {
      if survey.project.files.contains(word), word.hasSuffix(".py") { return word }
      let module = word.split(separator: ":").first.map(String.init) ?? ""
      // The directory may be named beside the module: `--app-dir src`.
      if let option = command.firstIndex(where: { ["--app-dir", "--chdir", "-C"].contains($0) }), option != index,
        option + 1 < command.count, option + 1 != index
      {
        let file = "\(command[option + 1])/\(module.split(separator: ".").joined(separator: "/")).py"
        if survey.project.files.contains(file) { return file }
      }
      if !word.hasPrefix("-"), let path = path(of: module), word.contains(":") || word.contains(".") || index > 0 {
        return path
      }
    }
    return nil
  }

  /// How a file is run so that it finds its neighbours.
  func command(for file: String) -> [String] {
    guard file.contains("/"), let module = module(of: file) else { return ["python", file] }
    let directory = file.split(separator: "/").dropLast().joined(separator: "/")
    let isPackage = survey.project.files.contains("\(directory)/__init__.py")
    return isPackage ? ["python", "-m", module] : ["python", file]
  }

  /// Whether a package for a server is installed, by itself or with another one.
  func hasServer(_ name: String) -> Bool {
    let known = [
      "uvicorn", "gunicorn", "hypercorn", "flask", "fastapi", "streamlit", "chainlit", "waitress-serve", "daphne",
      "granian", "django", "mcp", "fastmcp",
    ]
    guard known.contains(name) else { return false }
    let package = name == "waitress-serve" ? "waitress" : name
    if survey.needs(package) { return true }
    let names = survey.dependencies?.value ?? []
    if ["uvicorn", "fastapi"].contains(name),
      names.contains(where: { $0.hasPrefix("fastapi[") && ($0.contains("standard") || $0.contains("all")) })
    {
      return true
    }
    // Of what other packages bring, a lock knows.
    let locks = ["uv.lock", "poetry.lock", "pdm.lock"].compactMap(survey.project.text)
    return locks.contains { $0.contains("name = \"\(package)\"") }
  }
}
