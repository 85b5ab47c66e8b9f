import Diagnostics
import Languages
import TextFormats

extension AgentDraft {
  /// Reads a project; nothing of it is run.
  ///
  /// - Throws: if what it does not say would make a wrong image, and no one can be asked.
  public init(reading project: SetupProject, _ options: SetupOptions, _ questions: Questions) throws {
    let setup = try LanguageChoice.find(in: project, options, questions)
    for file in DockerfileHints.names + ["Procfile"] where project.files.contains(file) {
      try project.requireReadable(file)
    }
    try project.requireValid(setup)
    let identity = setup.identity(of: project)
    name = Self.name(options, identity, project)
    language = setup.language.name
    let survey = Survey(project, setup, name: name.value, options, questions)
    languageVersion = setup.version(of: project, survey.docker)
    version = identity.version.flatMap(Self.version)
    description = identity.description.flatMap(Self.line)
    author = identity.author.flatMap { author in
      Self.line(Found(ASCII.trimmed(author.value.prefix { $0 != "<" }), in: author.place))
    }
    start = try setup.start(survey)
    model = try Self.model(survey)
    environment = Self.merged(start.variables, EnvironmentReads.all(in: survey.files, model: model))
    if start.port != nil, start.kind != .mcp {
      health =
        HealthRoute.find(in: survey.files) ?? survey.docker?.healthPath ?? SpringSettings.health(in: survey)
        ?? HealthRoute.root(in: survey.files)
    }
    (tests, testDependencies) = setup.tests(survey)
    let copies = (survey.docker?.steps ?? []).filter { ["COPY", "ADD"].contains($0.word) }
    start.includes = copies.flatMap { DockerfileCopy($0.word, $0.rest, survey).included }
    let inlined = InlinedVariables.removed(from: &environment, language)
    omitted = Self.short(OmittedSteps(survey: survey, draft: self).lines)
    notes = start.notes + inlined + remarks(survey) + omitted.map { "not taken over: \($0)" }
  }

  private func remarks(_ survey: Survey) -> [String] {
    var notes: [String] = []
    if languageVersion == nil { notes.append("not found: the version of \(language); the image has the usual one") }
    if model.name == nil {
      notes.append("not found: the name of a model; agent.yaml says `\(model.provider?.value ?? "local")`, `none`")
    }
    if start.port == nil, start.kind == .other {
      notes.append("not found: a port; the first test is only that the process keeps running")
    }
    if start.port != nil, health == nil {
      notes.append("not found: a health route; the health check opens the port only")
    }
    let unset = environment.filter { $0.isRequired && !$0.isSecret && $0.value == nil }.map(\.name)
    if !unset.isEmpty {
      notes.append(
        "not found: values of \(unset.joined(separator: ", ")), without which the code stops; set them in agent.yaml")
    }
    if tests.isEmpty, let file = ProjectTests.evidence(in: survey) {
      notes.append(
        "not found: tests that run as they are; add a command for \(file) to `test.commands` or `build.run`"
      )
    }
    if survey.files.isCut { notes.append("the project is large: not all of its code was read") }
    if let file = survey.files.unread.first {
      let others = survey.files.unread.count - 1
      notes.append(
        "not read: \(file)\(others > 0 ? " and \(others) more" : ""), which is too large or cannot be opened")
    }
    return notes
  }

  /// A handful; a long Dockerfile is better read itself.
  private static func short(_ lines: [String]) -> [String] {
    lines.count > 6 ? lines.prefix(5) + ["… and \(lines.count - 5) more"] : lines
  }

  private static func name(
    _ options: SetupOptions, _ identity: ProjectIdentity, _ project: SetupProject
  ) -> Found<String> {
    if let name = options.name { return Found(name, in: "--name") }
    let found = [identity.name, Found(project.name, in: "the directory's name")].compactMap(\.self)
    return found.lazy.compactMap { found in
      validName(FilePathText.last(found.value)).map { Found($0, in: found.place) }
    }.first ?? Found("agent", in: "nothing: the project has no name that an image can have")
  }

  /// Lower-case letters and digits, with single dashes between; `nil` if nothing remains.
  public static func validName(_ text: String) -> String? {
    let parts = text.lowercased().utf8.split { !ASCII.isAlphanumeric($0) }
    let name = parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-").prefix(60)
    return name.isEmpty ? nil : String(name.hasSuffix("-") ? name.dropLast() : name)
  }

  /// `1.2.0`, of what begins with three numbers, or with fewer.
  private static func version(_ found: Found<String>) -> Found<String>? {
    let text = found.value.hasSuffix("-SNAPSHOT") ? String(found.value.dropLast("-SNAPSHOT".count)) : found.value
    guard text.utf8.allSatisfy({ ASCII.isDigit($0) || $0 == UInt8(ascii: ".") }) else { return nil }
    let numbers = VersionText.numbers(text)
    guard (1...3).contains(numbers.count) else { return nil }
    return Found((numbers + [0, 0]).prefix(3).map(String.init).joined(separator: "."), in: found.place)
  }

  private static func line(_ found: Found<String>) -> Found<String>? {
    let text = ASCII.trimmed(found.value.split(whereSeparator: \.isNewline).joined(separator: " "))
    return text.isEmpty || text.contains("${") ? nil : Found(String(text.prefix(200)), in: found.place)
  }

  private static func model(_ survey: Survey) throws -> ModelUse {
    if let given = survey.options.model {
      let parts = given.split(separator: "/", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw Failure(
          .usage, "malformed-model", "`--model` is `\(given)`",
          hints: ["write PROVIDER/NAME, such as `openai/gpt-4o-mini`"])
      }
      return ModelUse(provider: Found(parts[0], in: "--model"), name: Found(parts[1], in: "--model"))
    }
    var extra: [(text: String, place: String)] = []
    for name in [".env.example", ".env.sample", ".env.template"] {
      for line in (survey.project.text(name) ?? "").split(whereSeparator: \.isNewline) {
        let value = line.split(separator: "=", maxSplits: 1).last ?? ""
        extra.append((ASCII.trimmed(value).filter { $0 != "\"" && $0 != "'" }, name))
      }
    }
    return ModelUse.find(in: survey.files, dependencies: survey.dependencies, extra: extra)
  }

  /// A secret's value, and what could hold one, is not copied.
  private static func merged(_ own: [DraftVariable], _ read: [DraftVariable]) -> [DraftVariable] {
    let names = Set(own.map(\.name))
    return own
      + read.filter { !names.contains($0.name) }.map { variable in
        var variable = variable
        let isUnfit = variable.value.map { value in
          value.isEmpty || value.count > 120 || value.contains(where: \.isNewline) || value.contains("{")
            || (value.contains("://") && value.contains("@"))
        }
        if variable.isSecret || isUnfit == true { variable.value = nil }
        return variable
      }
  }
}
