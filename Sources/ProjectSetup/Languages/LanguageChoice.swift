import Diagnostics
import Languages

/// Which language a project is written in.
public enum LanguageChoice {
  static let all: [any LanguageSetup] = [PythonSetup(), NodeSetup(), GoSetup(), RustSetup(), JavaSetup()]
  /// What `--language` takes.
  public static let names = all.map(\.language.name)

  /// - Throws: if there is none, or several and no one can say which one the agent is written in.
  static func find(in project: SetupProject, _ options: SetupOptions, _ questions: Questions) throws
    -> any LanguageSetup
  {
    if let name = options.language {
      guard let named = all.first(where: { $0.language.name == name || $0.language.otherNames.contains(name) }) else {
        throw Failure(
          .usage, "language-unknown", "`--language` is `\(name)`, which is none that init reads",
          hints: ["write one of \(list(all))"])
      }
      for file in named.projectFiles { try project.requireReadable(file) }
      return named
    }
    for file in all.flatMap(\.projectFiles) { try project.requireReadable(file) }
    let found = all.filter { $0.evidence(in: project) != nil }
    if let only = found.first, found.count == 1 { return only }
    guard !found.isEmpty else { throw try nothing(in: project) }
    // What the project's own image is made of says which one runs; the last stage counts most.
    for image in (DockerfileHints(in: project)?.images ?? []).reversed() {
      let named = found.first { setup in setup.images.contains { image.value.contains($0) } }
      if let named { return named }
    }
    let question = Question(
      "In which language is the agent?", choices: found.map(\.language.name), option: "--language")
    if let answer = try questions.ask(question), let chosen = found.first(where: { $0.language.name == answer }) {
      return chosen
    }
    let evidence = found.compactMap { $0.evidence(in: project).map { "`\($0)`" } }
    throw Failure(
      .agent, "language-unknown", "the project has files of several languages: \(evidence.joined(separator: ", "))",
      hints: ["say in which one the agent is written: `agent-pipeline init --language \(found[0].language.name)`"])
  }

  /// Why nothing is found, and where there may be something.
  private static func nothing(in project: SetupProject) throws -> Failure {
    for setup in all { try project.requireValid(setup) }
    let names = Set(all.flatMap(\.projectFiles))
    let below = Set(
      project.files.filter { names.contains(FilePathText.last($0)) }
        .map(FilePathText.directory)
    ).subtracting([""]).sorted()
    var hints = [
      "looked for pyproject.toml, requirements.txt, package.json, go.mod, Cargo.toml, pom.xml, build.gradle and code"
    ]
    if project.has(NodeSetup.file) {
      hints = ["package.json starts nothing: it has no `main`, no `bin`, no script `start` and no dependencies"]
    }
    if !below.isEmpty {
      let shown = below.prefix(5).map { "`\($0)`" }.joined(separator: ", ") + (below.count > 5 ? ", …" : "")
      hints = ["name the directory of a project: \(shown) below this one"]
    }
    return Failure(
      .usage, "no-project", "no project of a known language is in this directory",
      hints: hints + [
        "for a program in another language, write agent.yaml with `runtime: custom`: see \"What is built, and how\" in README.md"
      ])
  }

  private static func list(_ setups: [any LanguageSetup]) -> String {
    setups.map { "`\($0.language.name)`" }.joined(separator: ", ")
  }
}
