import Languages
import TOMLKit
import TextFormats

/// Python: pyproject.toml, requirements.txt, Pipfile, or files alone.
struct PythonSetup: LanguageSetup {
  var language: any Language { Python() }
  var source: SourceLanguage { .python }
  var projectFiles: [String] { ["pyproject.toml", "requirements.txt", "Pipfile", "setup.py", "setup.cfg"] }
  var images: [String] { ["python"] }

  func evidence(in project: SetupProject) -> String? {
    projectFiles.first(where: project.has)
      ?? project.files.first { $0.hasSuffix(".py") && !SourceFiles.isAside($0) && !$0.contains("/") }
  }

  func identity(of project: SetupProject) -> ProjectIdentity {
    let root = project.toml("pyproject.toml")
    let tables = [root?.table("project"), root?.table("tool", "poetry")].compactMap(\.self)
    func text(_ key: String) -> Found<String>? {
      tables.lazy.compactMap { $0.text(key) }.first.map { Found($0, in: "pyproject.toml") }
    }
    // `{name = "Ada"}`, or as Poetry writes it: `Ada <ada@example.com>`.
    let author = tables.lazy.compactMap { table in
      table["authors"]?.array?.first.flatMap { $0.table?.text("name") ?? $0.string }
    }.first
    return ProjectIdentity(
      name: text("name"), version: text("version"), description: text("description"),
      author: author.map { Found($0, in: "pyproject.toml") })
  }

  func version(of project: SetupProject, _ docker: DockerfileHints?) -> Found<String>? {
    func minor(_ found: Found<String>?) -> Found<String>? {
      guard let found, let version = VersionText.minor(found.value), version.hasPrefix("3.") else { return nil }
      return Found(version, in: found.place)
    }
    let pinned = [".python-version", "runtime.txt"].lazy.compactMap { name in
      project.text(name).flatMap(VersionText.line).map { Found($0, in: name) }
    }
    let said =
      minor(VersionText.tag(of: images, in: docker)) ?? pinned.lazy.compactMap { minor($0) }.first
      ?? minor(VersionText.tool(["python"], in: project))
    if let said { return said }
    let root = project.toml("pyproject.toml")
    let range =
      root?.table("project")?.text("requires-python")
      ?? root?.table("tool", "poetry", "dependencies")?.text("python")
    guard let range, let lowest = VersionText.lowest(of: range), lowest.count >= 2, lowest[0] == 3 else { return nil }
    // Versions before get no security fixes.
    var minor = max(lowest[1], Self.oldest)
    if let limit = VersionText.limit(of: range), limit.count >= 2, limit[0] == 3 {
      let last = limit.count > 2 && limit[2] > 0 ? limit[1] : limit[1] - 1
      minor = max(lowest[1], min(minor, last))
    }
    return Found("3.\(minor)", in: "`\(range)` in pyproject.toml")
  }

  private static let oldest = 10

  func dependencies(of project: SetupProject) -> Found<[String]>? {
    let root = project.toml("pyproject.toml")
    var names = (root?.table("project")?.texts("dependencies") ?? []).map(Self.name)
    let poetry = root?.table("tool", "poetry", "dependencies")
    names += (poetry?.keys ?? []).map { name in
      let extras = poetry?.table(name)?.texts("extras") ?? []
      return Self.name(name + (extras.isEmpty ? "" : "[\(extras.joined(separator: ","))]"))
    }
    if !names.isEmpty { return Found(names, in: "pyproject.toml") }
    if let text = project.text("requirements.txt") {
      let lines = text.split(whereSeparator: \.isNewline).map { ASCII.trimmed($0) }
      return Found(
        lines.filter { !$0.isEmpty && !"#-".contains($0.first ?? "#") }.map(Self.name), in: "requirements.txt")
    }
    let packages = project.toml("Pipfile")?.table("packages")?.keys ?? []
    return packages.isEmpty ? nil : Found(packages.map { $0.lowercased() }, in: "Pipfile")
  }

  /// `Fastapi[standard]>=0.1` → `fastapi[standard]`
  static func name(_ requirement: String) -> String {
    let name = requirement.prefix { $0.isLetter || $0.isNumber || "-_.".contains($0) }
    let rest = requirement[name.endIndex...].drop { $0 == " " }
    let extras = rest.hasPrefix("[") ? rest.prefix { $0 != "]" } + "]" : ""
    return (name.replacing("_", with: "-") + extras).lowercased()
  }

  func start(_ survey: Survey) throws -> DraftStart { try PythonStart(survey).find() }

  func tests(_ survey: Survey) -> (tests: [DraftTest], dependencies: [Found<String>]) { PythonTests(survey).find() }
}
