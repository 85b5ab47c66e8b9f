import Languages

/// How the projects of one language are read.
protocol LanguageSetup: Sendable {
  var language: any Language { get }
  var source: SourceLanguage { get }
  /// The files that a project of it has at least one of, if it is not code alone.
  var projectFiles: [String] { get }
  /// Parts of the names of its official images: `python`.
  var images: [String] { get }

  /// The file that says so; `nil` if a directory holds no project of the language.
  func evidence(in project: SetupProject) -> String?

  /// What the project's file says of itself.
  func identity(of project: SetupProject) -> ProjectIdentity

  /// One for which there is an official image; `nil` if the project does not say.
  func version(of project: SetupProject, _ docker: DockerfileHints?) -> Found<String>?

  /// The names of the packages that the project asks for, with what they are asked for with in brackets.
  func dependencies(of project: SetupProject) -> Found<[String]>?

  /// How the agent starts.
  /// - Throws: if the project does not say, and no one can be asked.
  func start(_ survey: Survey) throws -> DraftStart

  /// Its own tests, and what they need.
  func tests(_ survey: Survey) -> (tests: [DraftTest], dependencies: [Found<String>])
}

/// What a project says of itself.
struct ProjectIdentity {
  var name: Found<String>?
  var version: Found<String>?
  var description: Found<String>?
  var author: Found<String>?
}

/// A project and what was found in it, whatever its language.
struct Survey {
  var project: SetupProject
  var files: SourceFiles
  var docker: DockerfileHints?
  var dependencies: Found<[String]>?
  var listening: [Listening]
  var options: SetupOptions
  var questions: Questions
  /// The agent's.
  var name: String

  init(
    _ project: SetupProject, _ setup: any LanguageSetup, name: String, _ options: SetupOptions, _ questions: Questions
  ) {
    self.project = project
    files = SourceFiles(project, of: setup.source, also: options.programPath)
    docker = DockerfileHints(in: project)
    dependencies = setup.dependencies(of: project)
    listening = files.listening()
    self.options = options
    self.questions = questions
    self.name = name
  }

  /// Whether the project asks for a package.
  func needs(_ names: String...) -> Bool {
    (dependencies?.value ?? []).contains { dependency in
      names.contains { dependency == $0 || dependency.hasPrefix("\($0)[") }
    }
  }

  /// What a Dockerfile and a Procfile start, or the scripts that they name.
  var launches: [Launch] {
    let web = DeploymentHints.processes(in: project).first { $0.name == "web" }?.command
    return [docker?.launch, web.map { Launch(shell: $0.value, in: $0.place) }].compactMap { $0?.following(project) }
  }

  /// Their commands without wrappers, with the Dockerfile's variables filled in.
  var commands: [Found<[String]>] {
    let values = (docker?.variables ?? [:]).mapValues(\.value).filter { !$0.value.contains("$") }
    return launches.map(\.command).compactMap { found in
      let words = CommandText.unwrapped(found.value).map { CommandText.expanded($0, values) }
      return words.isEmpty ? nil : Found(words, in: found.place)
    }
  }

  /// Words by which code serves MCP on its standard streams.
  var servesMCP: Bool {
    let words = [
      "StdioServerTransport", "ServeStdio", "StdioTransport", "StdioServerTransportProvider", "stdio_server",
    ]
    return files.all.contains { file in words.contains(where: file.has(word:)) }
      || files.all.contains { $0.has("transport::stdio") }
  }
}
