import ArgumentParser
import ProjectSetup
import SystemPackage

struct Init: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Writes an agent.yaml for the project of a directory, a CI file and a .dockerignore.",
    discussion: """
      It reads the project's files, runs none of them, and asks on a terminal for the language, the program and the port if they do not say it. The comments in \
      agent.yaml say where each value was found. No file is overwritten: of an agent that has an agent.yaml, only what \
      is missing is added.
      """)

  private static let systems = CISystem.allCases.map(\.rawValue) + ["none"]

  @Argument(help: "The agent's directory.", completion: .directory) var path: String = "."
  @Option(
    help: "Write a new agent of this template; `--template list` lists them.",
    completion: .list(InitTemplates.names + ["list"]))
  var template: String?
  @Option(
    help: ArgumentHelp(
      "The agent's language, where the project or the template has several: "
        + "\(LanguageChoice.names.joined(separator: ", ")).", valueName: "language"),
    completion: .list(LanguageChoice.names))
  var language: String?
  @Option(
    help: ArgumentHelp(
      "The CI system to write a file for, or `none`. (default: the one that the repository uses or its remote suggests) "
        + "Values: \(systems.joined(separator: ", ")).", valueName: "system"),
    completion: .list(systems))
  var ci: String?
  @Option(help: "The agent's name. (default: the project's)") var name: String?
  @Option(help: "The program that is the agent, where a project has several: a file, a directory, a name or a class.")
  var program: String?
  @Option(help: "The port that the agent listens on. (default: the one that the project's files say)") var port: Int?
  @Option(
    help: ArgumentHelp(
      "The model that the agent calls, such as `openai/gpt-4o-mini`. (default: the one that the code names)",
      valueName: "provider/name"))
  var model: String?
  @Flag(help: "Ask nothing, and take the defaults.") var yes = false
  @Flag(help: "Print what would be written, and write nothing.") var dryRun = false
  @OptionGroup var color: Flags.Color

  func validate() throws {
    if let port, !(1...65535).contains(port) { throw ValidationError("`--port` is \(port), not from 1 to 65535") }
    if let ci, !Self.systems.contains(ci) {
      throw ValidationError("`--ci` is `\(ci)`; write one of \(Self.systems.joined(separator: ", "))")
    }
    if template != nil {
      let others = [("--program", program != nil), ("--port", port != nil), ("--model", model != nil)]
      if let other = others.first(where: \.1)?.0 {
        throw ValidationError("`\(other)` is for a project that is there; `--template` brings its own")
      }
    }
  }

  func run() async throws {
    let options = InitOptions(
      template: template, ci: ci, yes: yes, isDryRun: dryRun,
      project: SetupOptions(name: name, language: language, program: program, port: port, model: model))
    try await Invocation.run([:], color.presentation) { call in
      if template == "list" {
        call.write(InitTemplates.list.map { "\($0)\n" }.joined())
        return 0
      }
      try InitRun(call: call, directory: call.directories.absolute(FilePath(path)), shown: path, options: options)()
      return 0
    }
  }
}
