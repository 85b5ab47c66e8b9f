import FoundationEssentials
import SystemPackage
import Testing

/// The commands as `--experimental-dump-help` describes them.
struct DumpedCommand: Decodable {
  struct Argument: Decodable {
    struct Name: Decodable {
      var kind: String
      var name: String
    }
    var names: [Name]?
  }
  var commandName: String
  var subcommands: [DumpedCommand]?
  var arguments: [Argument]?

  var options: [String] {
    (arguments ?? []).flatMap { $0.names ?? [] }.map { $0.kind == "long" ? "--\($0.name)" : "-\($0.name)" }
  }

  /// This command and those below it, `help` apart.
  func all(_ parents: [String] = []) -> [(path: [String], command: DumpedCommand)] {
    [(parents, self)]
      + (subcommands ?? []).filter { $0.commandName != "help" }.flatMap { $0.all(parents + [$0.commandName]) }
  }

  static func all(_ workshop: Workshop) async throws -> [(path: [String], command: DumpedCommand)] {
    struct Dump: Decodable { var command: DumpedCommand }
    let dump = try await workshop.call("--experimental-dump-help")
    return try JSONDecoder().decode(Dump.self, from: Data(dump.standardOutput.utf8)).command.all()
  }
}

@Suite("The help of each command") struct HelpTests {
  private func help(_ workshop: Workshop, _ path: [String], columns: Int) async throws -> [String] {
    let end = try await workshop.call(path + ["--help"], environment: ["COLUMNS": "\(columns)"])
    #expect(end.exitCode == 0 && end.standardError == "", "\(path)")
    return end.standardOutput.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test func `fits 80 columns, and is readable at 60`() async throws {
    let workshop = try await Workshop(.unbased)
    for (path, _) in try await DumpedCommand.all(workshop) {
      let lines = try await help(workshop, path, columns: 80)
      #expect(lines.filter { $0.count > 80 } == [], "\(path)")
      let narrow = try await help(workshop, path, columns: 60)
      // Examples stay on one line each, to be copied, and the names of variables are whole.
      let end = narrow.firstIndex(of: "EXAMPLES:") ?? narrow.endIndex
      #expect(narrow[..<end].filter { $0.count > 60 && $0.split(separator: " ").count > 1 } == [], "\(path)")
    }
  }

  @Test func `ends with one to three examples, which are calls that work`() async throws {
    let workshop = try await Workshop(.unbased)
    let commands = try await DumpedCommand.all(workshop)
    for (path, command) in commands {
      let lines = try await help(workshop, path, columns: 80)
      let start = try #require(lines.firstIndex(of: "EXAMPLES:"), "\(path)")
      let calls = lines[start...].dropFirst().filter { $0.hasPrefix("  ") && !$0.hasPrefix("    ") }
      #expect((1...3).contains(calls.count), "\(path)")
      #expect(lines.last == "" && lines[lines.count - 2].hasPrefix("      "), "\(path)")
      for call in calls {
        let isOwn = call.contains(([Substring("agent-pipeline")] + path.map { $0[...] }).joined(separator: " "))
        #expect(isOwn, "\(path): \(call)")
        if !path.isEmpty, command.subcommands == nil {
          let given = call.split(separator: " ").filter { $0.hasPrefix("--") }.map(String.init)
          #expect(given.filter { !command.options.contains($0) } == [], "\(path)")
        }
        try workshop.write("", to: "pushed.txt")
        // Every command reads its settings after its command line, and before anything else.
        let script = "function agent-pipeline { \(Workshop.executable) \"$@\"; }; function man { cat; }; \(call)"
        let end = try await Child.run(
          ["/bin/bash", "-c", script],
          environment: workshop.environment.merging(["AGENT_PIPELINE_TIMEOUT": "soon"]) { $1 }, in: workshop.agent,
          scratch: workshop.directory.appending("streams"))
        #expect(end.standardError.contains("it comes from AGENT_PIPELINE_TIMEOUT"), "\(call): \(end.standardError)")
      }
    }
    #expect(commands.count > 25)
  }

  @Test func `without arguments it is short`() async throws {
    let workshop = try await Workshop(.unbased)
    let short = try await workshop.call([])
    #expect(short.exitCode == 0)
    #expect(short.standardOutput.contains("USAGE: agent-pipeline <subcommand>\n"))
    #expect(!short.standardOutput.contains("Exit status") && !short.standardOutput.contains("EXAMPLES"))
    #expect(short.standardOutput.contains("\n  push "))
    #expect(try await workshop.call("--help").standardOutput.contains("Exit status"))
  }

  @Test(
    "suggests the nearest name",
    arguments: [
      (["biuld"], "`biuld` is not a command of `agent-pipeline`", "did you mean `build`?"),
      (["frobnicate"], "`frobnicate` is not a command of `agent-pipeline`", "its commands are init, run, "),
      (["help", "psuh"], "`psuh` is not a command", "did you mean `push`?"),
      (["help", "registry", "tgas"], "`tgas` is not a command of `agent-pipeline registry`", "did you mean `tags`?"),
      (["help", "push", "x"], "`agent-pipeline push` has no command `x`", "see `agent-pipeline push --help`"),
      (["hook", "instal"], "`instal` is not a command of `agent-pipeline hook`", "did you mean `install`?"),
      (["rnu", "--help"], "`rnu` is not a command of `agent-pipeline`", "did you mean `run`?"),
      (["hook", "instal", "-h"], "`instal` is not a command of `agent-pipeline hook`", "did you mean `install`?"),
      (["hook", "help", "install"], "`help` is not a command", "did you mean `agent-pipeline hook --help`?"),
      (["version"], "`version` is not a command", "did you mean `agent-pipeline --version`?"),
      (["run", "-q"], "`-q` is not an option of `run`", "did you mean `--quiet`?"),
      (["run", "-v"], "`-v` is not an option of `run`", "did you mean `--verbose`?"),
      (["run", "-V"], "`-V` is not an option of `run`", "did you mean `--version`?"),
      (["run", "--strict=maybe"], "expected `true` or `false`", "write `--strict` or `--no-strict`"),
      (["run", "--push-too", "x"], "`--push-too` is not an option of `run`", "did you mean `--push-to`?"),
      (["run", "--plattform=x"], "`--plattform` is not an option of `run`", "did you mean `--build-platforms`?"),
      (["build", "--base-imag", "x"], "`--base-imag` is not an option", "did you mean `--build-base-image`?"),
      (
        ["validate", "--push-to", "x"], "`--push-to` is not an option of `validate`",
        "it belongs to `run`, `build`, `push`"
      ),
      (
        ["validate", "--bmup"], "`--bmup` is not an option of `validate`", "did you mean `--bump`? It belongs to `run`"
      ),
      (["cache", "prune", "--max-sise", "1GB"], "`--max-sise` is not an option", "did you mean `--max-size`?"),
      (["--strickt"], "`--strickt` is not an option of `agent-pipeline`", "`--strict`? It belongs to `run`"),
      (["explain", "--nothing-like-it"], "`--nothing-like-it` is not", "see `agent-pipeline explain --help`"),
      (["completion", "bsh"], "there are no completions for the shell `bsh`", "did you mean `bash`?"),
      (["completion", "powershell"], "there are no completions", "write one of `bash`, `fish`, `zsh`"),
      (["run", "--build-engine", "dokcer"], "unknown value `dokcer` for `build.engine`", "did you mean `docker`?"),
      (["run", "--only", "biuld"], "biuld", "did you mean `build`?"),
    ])
  func suggestion(arguments: [String], message: String, hint: String) async throws {
    let end = try await Workshop(.unbased).call(arguments)
    #expect(end.exitCode == 2)
    #expect(end.standardOutput == "")
    #expect(end.standardError.contains(message) && end.standardError.contains(hint), "\(end.standardError)")
    #expect(!end.standardError.contains("Usage: "), "one advice is enough")
  }

  @Test func `what follows two hyphens is no option`() async throws {
    let end = try await Workshop(.unbased).call("validate", "--", "--push-too")
    #expect(end.exitCode == 2 && end.standardError.contains("`--push-too` does not exist"), "\(end.standardError)")
  }
}
