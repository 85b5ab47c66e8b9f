import Diagnostics
import Languages
import TextFormats

/// Node.js: a package.json that starts something.
struct NodeSetup: LanguageSetup {
  static let file = "package.json"

  var language: any Language { NodeJS() }
  var source: SourceLanguage { .nodejs }
  var projectFiles: [String] { [Self.file] }
  var images: [String] { ["node"] }

  /// A package.json for formatters alone is none of an agent.
  func evidence(in project: SetupProject) -> String? {
    guard let root = project.json(Self.file)?.members else { return nil }
    let starts = root["main"] != nil || root["bin"] != nil || root["scripts"]?.members["start"] != nil
    return starts || root["dependencies"]?.members.isEmpty == false ? Self.file : nil
  }

  func identity(of project: SetupProject) -> ProjectIdentity {
    let root = project.json(Self.file)?.members ?? [:]
    func text(_ key: String) -> Found<String>? { root[key]?.text.map { Found($0, in: Self.file) } }
    let author = root["author"]?.text ?? root["author"]?.members["name"]?.text
    return ProjectIdentity(
      name: text("name"), version: text("version"), description: text("description"),
      author: author.map { Found($0, in: Self.file) })
  }

  func version(of project: SetupProject, _ docker: DockerfileHints?) -> Found<String>? {
    func major(_ found: Found<String>?) -> Found<String>? {
      guard let found, let major = VersionText.numbers(found.value).first, (14...99).contains(major) else { return nil }
      return Found("\(major)", in: found.place)
    }
    let pinned = [".nvmrc", ".node-version"].lazy.compactMap { name in
      project.text(name).flatMap(VersionText.line).map { Found(Self.named($0), in: name) }
    }
    let said =
      major(VersionText.tag(of: images, in: docker)) ?? pinned.lazy.compactMap { major($0) }.first
      ?? major(VersionText.tool(["nodejs", "node"], in: project))
    if let said { return said }
    let root = project.json(Self.file)
    if let volta = root?.value(at: "/volta/node")?.text { return major(Found(volta, in: "volta in \(Self.file)")) }
    guard let range = root?.value(at: "/engines/node")?.text, let lowest = VersionText.lowest(of: range)?.first,
      lowest < 100
    else { return nil }
    let place = "`\(range)` in \(Self.file)"
    // Only even versions are maintained for long.
    let wanted = max(Self.oldest, lowest + lowest % 2)
    guard let limit = VersionText.limit(of: range)?.first, wanted >= limit else {
      return Found("\(range.hasPrefix("^") || range.hasPrefix("~") ? lowest : wanted)", in: place)
    }
    return Found("\(lowest)", in: place)
  }

  private static let oldest = 20

  /// nodejs.org/en/about/previous-releases
  private static func named(_ line: String) -> String {
    let names = ["hydrogen": "18", "iron": "20", "jod": "22", "krypton": "24"]
    return names.first { line.lowercased().hasSuffix($0.key) }?.value ?? line
  }

  func dependencies(of project: SetupProject) -> Found<[String]>? {
    let names = project.json(Self.file)?.members["dependencies"]?.members.keys.sorted() ?? []
    return names.isEmpty ? nil : Found(names, in: Self.file)
  }

  func start(_ survey: Survey) throws -> DraftStart {
    let version = version(of: survey.project, survey.docker)?.value
    var start = DraftStart()
    var main: String?
    if let program = survey.options.program {
      start.entrypoint = Found(["node", program], in: "--program")
      main = program
    } else {
      let own = NodeJS().start(in: survey.project.directory, version: version)
      let isThere = own?.isBuilt == true || own?.program.map(survey.project.has) ?? true
      if let own, own.problem == nil, isThere {
        main = own.program
        // Next.js and others bring a program of their own.
        start.port = CommandText.port(in: own.command).map { Found($0, in: Self.file) }
      } else if let command = survey.commands.first(where: { Self.isUsable($0.value, survey.project) }) {
        start.entrypoint = command
        main = command.value.dropFirst().first { !$0.hasPrefix("-") }
      } else if let problem = own?.problem {
        throw Failure(
          .agent, "program-unknown", problem.message,
          hints: [problem.hint] + ["or name the file to run with `--program`"])
      } else if !isThere, let program = own?.program {
        throw Failure(
          .agent, "program-unknown",
          "package.json starts `\(program)`, which does not exist, and no `build` script makes it",
          hints: ["correct package.json, or name the file to run with `--program`"])
      } else {
        let file = try program(survey)
        start.entrypoint = Found(["node", file], in: file)
        main = file
      }
    }
    let name = main.map(FilePathText.name)
    let opens = survey.listening.contains { FilePathText.name($0.file) == name }
    if survey.servesMCP, !opens, survey.options.port == nil {
      start.kind = .mcp
      return start
    }
    if start.port == nil {
      let framework = ["next", "nuxt", "@remix-run/serve", "@nestjs/core"].first { survey.needs($0) }
      let command = start.entrypoint.map { Found($0.value, in: $0.place) }
      try PortChoice.add(
        to: &start, survey, command: command, main: main,
        usual: framework.map { Found(3000, in: "\(Self.file), the usual port of \($0)") })
    }
    return start
  }

  private static func isUsable(_ command: [String], _ project: SetupProject) -> Bool {
    guard command.first == "node", let file = command.dropFirst().first(where: { !$0.hasPrefix("-") }) else {
      return false
    }
    let isMade = ["dist/", "build/", "out/", "lib/"].contains { file.hasPrefix($0) || file.hasPrefix("./\($0)") }
    return project.has(file) || (isMade && project.json(file: "scripts", "build") != nil)
  }

  private func program(_ survey: Survey) throws -> String {
    let usual = [
      "index.js", "server.js", "main.js", "app.js", "index.mjs", "server.mjs", "src/index.js", "src/server.js",
    ]
    if let file = usual.first(where: survey.project.files.contains) { return file }
    let opening = Array(Set(survey.listening.map(\.file))).sorted()
    let atRoot = survey.files.all.map(\.path).filter { !$0.contains("/") }
    return try survey.questions.program(
      among: opening.isEmpty ? atRoot : opening, chosen: nil, what: "package.json does not say how the agent starts",
      remedy: "add a `start` script to package.json, or name the file to run with `--program`")
  }

  /// `node --test` runs in the image; test runners are installed for the tests.
  func tests(_ survey: Survey) -> (tests: [DraftTest], dependencies: [Found<String>]) {
    let scripts = survey.project.json(Self.file)?.members["scripts"]?.members ?? [:]
    guard let script = scripts["test"]?.text else { return ([], []) }
    let words = CommandText.words(script)
    let isBuilt = scripts["build"] != nil
    let runners = ["jest": ["jest"], "mocha": ["mocha"], "vitest": ["vitest", "run"]]
    var command: [String]?
    var files: [String] = []
    if words.prefix(2) == ["node", "--test"], !script.contains(".ts") {
      command = words
      files = words.count == 2 && survey.project.files.contains { $0.hasPrefix("test/") } ? ["test/"] : []
    } else if let runner = words.first.flatMap({ runners[$0] }), !isBuilt, !script.contains("--coverage") {
      command = runner
    }
    let place = "the script `test` of \(Self.file)"
    return (command.map { [DraftTest(name: "unit tests", way: .inImage($0), place: place, files: files)] } ?? [], [])
  }
}

extension SetupProject {
  /// A value of package.json.
  fileprivate func json(file keys: String...) -> JSONValue? {
    json(NodeSetup.file)?.value(at: "/" + keys.joined(separator: "/"))
  }
}
