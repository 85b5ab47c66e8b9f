import Languages
import TOMLKit
import TextFormats

/// The tests of a Python project, run in the image with what they need.
struct PythonTests {
  let survey: Survey

  init(_ survey: Survey) { self.survey = survey }

  /// Packages that tests need; formatters and type checkers are not among them.
  private static let helpers = [
    "pytest", "httpx", "respx", "requests-mock", "responses", "freezegun", "time-machine", "hypothesis", "anyio",
    "trio",
    "faker", "factory-boy", "mock", "asgi-lifespan", "aioresponses", "vcrpy", "pyhamcrest", "parameterized",
    "nest-asyncio",
    "syrupy", "dirty-equals", "inline-snapshot",
  ]

  func find() -> (tests: [DraftTest], dependencies: [Found<String>]) {
    let files = survey.project.files.filter { path in
      let name = path.split(separator: "/").last ?? ""
      return name.hasSuffix(".py") && (name.hasPrefix("test_") || name.hasSuffix("_test.py"))
    }
    guard let first = files.first else { return (oneFile.map { [$0] } ?? [], []) }
    let directory = ["tests", "test"].first { first.hasPrefix("\($0)/") }
    // Beside the code they would have to ship with it.
    guard directory != nil || !isIgnored(first) else { return ([], []) }
    let included = directory.map { ["\($0)/"] } ?? []
    let helpers = helpers
    if survey.needs("pytest") || helpers.contains(where: { PythonSetup.name($0.value) == "pytest" }) {
      let command = ["python", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
      return ([DraftTest(name: "unit tests", way: .inImage(command), place: first, files: included)], helpers)
    }
    let usesUnittest = files.prefix(20).contains { path in
      survey.project.text(path).map { $0.contains("import unittest") || $0.contains("from unittest") } ?? false
    }
    guard usesUnittest else { return ([], []) }
    // Without `__init__.py`, the directory of the tests is where imports begin.
    let isPackage = survey.project.has("\(directory ?? "")/__init__.py")
    let start = directory.map { ["-s", $0] + (isPackage ? ["-t", "."] : []) } ?? []
    let command = ["python", "-m", "unittest", "discover"] + start
    return ([DraftTest(name: "unit tests", way: .inImage(command), place: first, files: included)], [])
  }

  /// Of a project whose tests are one file at its root, which no runner finds by its name.
  private var oneFile: DraftTest? {
    guard let file = ["tests.py", "test.py"].first(where: survey.project.files.contains), !isIgnored(file),
      survey.project.text(file)?.contains("import unittest") == true
    else { return nil }
    let command = ["python", "-m", "unittest", String(file.dropLast(".py".count))]
    return DraftTest(name: "unit tests", way: .inImage(command), place: file)
  }

  /// Whether .dockerignore keeps the tests out of the image.
  private func isIgnored(_ file: String) -> Bool {
    let lines = (survey.project.text(".dockerignore") ?? "").split(whereSeparator: \.isNewline).map {
      ASCII.trimmed($0)
    }
    let parts = file.split(separator: "/").map(String.init)
    return lines.contains { line in
      var pattern = line[...]
      for prefix in ["./", "/", "**/"] where pattern.hasPrefix(prefix) { pattern = pattern.dropFirst(prefix.count) }
      while pattern.hasSuffix("/") || pattern.hasSuffix("*") { pattern = pattern.dropLast() }
      return pattern.isEmpty ? line == "*" || line == "**" : parts.contains(String(pattern)) || pattern == "test_"
    }
  }

  /// What the tests need, as the project writes it, or as its lock has it.
  private var helpers: [Found<String>] {
    var found: [Found<String>] = []
    let root = survey.project.toml("pyproject.toml")
    for table in [root?.table("dependency-groups"), root?.table("project", "optional-dependencies")] {
      for name in table?.keys.sorted() ?? [] where ["dev", "test", "tests", "testing"].contains(name) {
        found += (table?.texts(name) ?? []).map { Found($0, in: "`\(name)` in pyproject.toml") }
      }
    }
    found += (root?.table("tool", "uv")?.texts("dev-dependencies") ?? []).map { Found($0, in: "pyproject.toml") }
    let poetry = root?.table("tool", "poetry")
    for table in [
      poetry?.table("group", "dev", "dependencies"), poetry?.table("group", "test", "dependencies"),
      poetry?.table("dev-dependencies"),
    ] {
      found += (table?.keys.sorted() ?? []).map { Found($0, in: "pyproject.toml") }
    }
    for name in [
      "requirements-dev.txt", "requirements_dev.txt", "requirements-test.txt", "test-requirements.txt",
      "dev-requirements.txt", "requirements/dev.txt", "requirements/test.txt", "requirements.txt",
    ] {
      for line in (survey.project.text(name) ?? "").split(whereSeparator: \.isNewline) {
        let line = ASCII.trimmed(line.split(separator: "#", omittingEmptySubsequences: false)[0])
        if !line.isEmpty, !line.hasPrefix("-"), !line.contains("\\") { found.append(Found(line, in: name)) }
      }
    }
    let own = Set(survey.dependencies?.value ?? [])
    var names: Set<String> = []
    return found.filter { requirement in
      let name = PythonSetup.name(requirement.value)
      let isHelper = Self.helpers.contains { name == $0 || name.hasPrefix("\($0)-") || name.hasPrefix("\($0)[") }
      // What the agent itself installs is there already.
      return isHelper && !own.contains(name) && names.insert(name).inserted
    }.map { Found(locked($0.value), in: $0.place) }
  }

  private func locked(_ requirement: String) -> String {
    let name = PythonSetup.name(requirement).prefix { $0 != "[" }
    for lock in ["uv.lock", "poetry.lock", "pdm.lock"] {
      guard let text = survey.project.directory.text(lock, limit: 8 << 20),
        let start = text.firstRange(of: "\nname = \"\(name)\"\n")
      else { continue }
      let line = text[start.upperBound...].split(separator: "\n").first { $0.hasPrefix("version = \"") }
      let version = line?.dropFirst("version = \"".count).prefix { $0 != "\"" }
      if let version { return "\(name)==\(version)" }
    }
    return requirement
  }
}
