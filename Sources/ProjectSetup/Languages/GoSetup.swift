import Languages
import TextFormats

/// Go: a module with a `package main`.
struct GoSetup: LanguageSetup {
  static let file = "go.mod"

  var language: any Language { Go() }
  var source: SourceLanguage { .go }
  var projectFiles: [String] { [Self.file] }
  var images: [String] { ["golang"] }

  func evidence(in project: SetupProject) -> String? { project.has(Self.file) ? Self.file : nil }

  /// The last part of the module's path, without its major version.
  func identity(of project: SetupProject) -> ProjectIdentity {
    let path = directives(of: project, "module").first ?? ""
    let parts = path.split(separator: "/").filter { !($0.hasPrefix("v") && ASCII.isNumber($0.dropFirst())) }
    return ProjectIdentity(name: parts.last.map { Found(String($0), in: Self.file) })
  }

  func version(of project: SetupProject, _ docker: DockerfileHints?) -> Found<String>? {
    let said = directives(of: project, "go").first.flatMap(VersionText.minor)
    if let said { return Found(said, in: Self.file) }
    let tag = VersionText.tag(of: images, in: docker)
    return tag.flatMap { tag in VersionText.minor(tag.value).map { Found($0, in: tag.place) } }
  }

  func dependencies(of project: SetupProject) -> Found<[String]>? {
    let lines = (project.text(Self.file) ?? "").split(whereSeparator: \.isNewline)
    let names = lines.filter { !$0.contains("// indirect") }.compactMap { line -> String? in
      let words = line.split(whereSeparator: \.isWhitespace).filter { $0 != "require" }
      return words.count >= 2 && words[0].contains(".") && words[0].contains("/") ? String(words[0]) : nil
    }
    return names.isEmpty ? nil : Found(names, in: Self.file)
  }

  private func directives(of project: SetupProject, _ name: String) -> [String] {
    (project.text(Self.file) ?? "").split(whereSeparator: \.isNewline).compactMap { line in
      let words = line.split(whereSeparator: \.isWhitespace)
      return words.count >= 2 && words[0] == name ? words[1].filter { $0 != "\"" } : nil
    }
  }

  func start(_ survey: Survey) throws -> DraftStart {
    var start = DraftStart()
    let programs = programs(survey)
    let shown = programs.map { $0.isEmpty ? "." : "./\($0)" }
    // As the build decides it: the root, the one below `cmd` with the agent's name, the only one there.
    let below = programs.filter { $0.hasPrefix("cmd/") }
    let named = below.filter { FilePathText.last($0) == survey.name }
    let found = programs.contains("") ? "" : named.count == 1 ? named.first : below.count == 1 ? below.first : nil
    var directory = found
    if found == nil || survey.options.program != nil {
      let chosen = try survey.questions.program(
        among: shown, chosen: survey.options.program, what: "the module has no `package main`",
        remedy: "put one into the directory, or into a directory under `cmd`")
      start.package = Found(chosen, in: survey.options.program == nil ? "its `package main`" : "--program")
      directory = chosen == "." ? "" : String(chosen.dropFirst(2))
    }
    if survey.servesMCP, survey.listening.isEmpty {
      start.kind = .mcp
      return start
    }
    let own = survey.listening.first { FilePathText.directory($0.file) == directory }
    try PortChoice.add(to: &start, survey, main: own?.file)
    return start
  }

  /// Directories with a `package main` of the module.
  private func programs(_ survey: Survey) -> [String] {
    let others = survey.project.files.filter { $0.hasSuffix("/go.mod") }.map { $0.dropLast("go.mod".count) }
    let files = survey.files.all.filter { file in
      file.tokens.first?.text == "package" && file.tokens.dropFirst().first?.text == "main" && file.has("func main(")
        && !others.contains(where: file.path.hasPrefix)
        && survey.project.text(file.path)?.contains("//go:build ignore") != true
    }
    return Array(Set(files.map { FilePathText.directory($0.path) })).sorted()
  }

  func tests(_ survey: Survey) -> (tests: [DraftTest], dependencies: [Found<String>]) {
    guard let first = survey.project.files.first(where: { $0.hasSuffix("_test.go") }) else { return ([], []) }
    return ([DraftTest(name: "unit tests", way: .inBuild("go test ./..."), place: first)], [])
  }
}
