/// What uv would read from the project: uv.toml, or `[tool.uv]` of pyproject.toml (docs.astral.sh/uv/reference/settings).
///
/// uv is started without its project configuration. A file that names an index is refused, because the packages would
/// come from elsewhere than on the developer's machine.
struct UvConfiguration {
  private static let indexes = [
    "index-url": "UV_DEFAULT_INDEX", "extra-index-url": "UV_INDEX", "find-links": "UV_FIND_LINKS",
  ]

  let hosts: PackageHosts

  func problems(in directory: ProjectDirectory) -> [ProjectFileProblem] {
    // uv ignores `[tool.uv]` if there is a uv.toml.
    let file = directory.exists("uv.toml") ? "uv.toml" : "pyproject.toml"
    guard let text = directory.text(file) else { return [] }
    let settings: TOMLSettings
    do throws(TOMLProblem) {
      settings = try TOMLSettings(text)
    } catch {
      // The rule for malformed files tells it of pyproject.toml.
      if file == PyProject.name { return [] }
      return [
        ProjectFileProblem(
          file: file, message: "\(file) is not valid TOML: \(error.message)", line: error.line, column: 1,
          hint: "correct the syntax")
      ]
    }
    let prefix = file == "uv.toml" ? [] : ["tool", "uv"]
    return settings.entries.compactMap { entry in
      guard entry.path.starts(with: prefix) else { return nil }
      var path = Array(entry.path.dropFirst(prefix.count))
      if path.first == "pip" { path.removeFirst() }
      return problem(path, entry, file, settings.line(of: entry))
    }
  }

  private func problem(
    _ path: [String], _ entry: TOMLSettings.Entry, _ file: String, _ line: Int
  ) -> ProjectFileProblem? {
    let variable = path == ["index", "url"] ? "UV_INDEX" : path.count == 1 ? Self.indexes[path[0]] : nil
    if let variable {
      let isLocal = path == ["find-links"] && !entry.text.contains("://")
      return isLocal || hosts.contain(entry.text)
        ? nil
        : .index(
          entry.text, as: entry.name, in: file, line: line, remedy: "set the variable \(variable) in the CI system")
    }
    switch path {
    case ["allow-insecure-host"]:
      return .refused(
        entry.name, in: file, line: line, because: "a repository may not turn off the check of certificates",
        hint: "set the variable UV_INSECURE_HOST in the CI system")
    case ["keyring-provider"]:
      return .refused(
        entry.name, in: file, line: line, because: "a repository may not choose a program that reads passwords",
        hint: "set the variable UV_KEYRING_PROVIDER in the CI system")
    default: return nil
    }
  }
}
