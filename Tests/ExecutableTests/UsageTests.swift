import Diagnostics
import FileIO
import PipelineCore
import Settings
import Stages
import SystemPackage
import Testing

@Suite("The executable and its command line") struct UsageTests {
  @Test(
    "a wrong command line is wrong usage, and says what would be right",
    arguments: [
      (["run", "--push-too", "x"], "--push-to"),
      (["rum"], "rum"),
      (["run", "--timeout"], "--timeout"),
      (["run", "--output", "xml"], "json"),
      (["run", "--report", "sarif2"], "json"),
      (["explain", "secret-litral"], "did you mean `secret-literal`?"),
      (["explain", "secret-literal", "--format", "markdown"], "the page of all rules"),
      (["schema", "agnet"], "agent"),
    ])
  func syntax(arguments: [String], hint: String) async throws {
    let workshop = try await Workshop(.unbased)
    let end = try await Child.run(
      [Workshop.executable] + arguments, environment: workshop.environment, in: workshop.agent,
      scratch: workshop.directory.appending("streams"))
    #expect(end.exitCode == 2)
    #expect(end.standardError.contains(hint))
    #expect(end.standardOutput == "")
  }

  @Test(
    "a wrong setting is wrong usage, and its origin is named",
    arguments: [
      (["--only", "buidl"], [:], "did you mean `build`?"),
      (["--from", "tag", "--until", "build"], [:], "`--from tag` comes after `--until build`"),
      (["--skip", "validate"], [:], "every other stage relies on a valid manifest"),
      (["--timeout", "soon"], [:], "it comes from --timeout"),
      ([], ["AGENT_PIPELINE_TIMEOUT": "10"], "it comes from AGENT_PIPELINE_TIMEOUT"),
      ([], ["PLUGIN_STRICT": "perhaps"], "it comes from PLUGIN_STRICT"),
      ([], ["INPUT_BUILD-ENGINE": "kaniko"], "it comes from INPUT_BUILD-ENGINE"),
      ([], ["AGENT_PIPELINE_BUILD_LABELS": "a"], "it comes from AGENT_PIPELINE_BUILD_LABELS"),
      ([], ["AGENT_PIPELINE_DRYRUN": "true"], "did you mean `AGENT_PIPELINE_DRY_RUN`?"),
      ([], ["AGENT_PIPELINE_PUSH_TO": "https://x.example/y:latest"], "write host and path only: `x.example/y`"),
      (["--push-chunk-size", "70000"], [:], "`push.chunkSize` must be from 1 to 65536, not 70000"),
    ] as [([String], [String: String], String)])
  func settings(arguments: [String], environment: [String: String], message: String) async throws {
    let workshop = try await Workshop(.unbased)
    let call = try await workshop.run(["run"] + arguments, environment: environment, exitCode: 2)
    #expect(call.said.contains(message))
    #expect(call.report.agents.isEmpty && !call.report.diagnostics.isEmpty)
  }

  @Test(arguments: [["push", "--help"], ["help", "push"], ["pull", "-h"], ["registry", "tags", "--help"]])
  func `help names the whole command`(arguments: [String]) async throws {
    let workshop = try await Workshop(.unbased)
    let end = try await Child.run(
      [Workshop.executable] + arguments, environment: workshop.environment, in: workshop.agent,
      scratch: workshop.directory.appending("streams"))
    #expect(end.exitCode == 0)
    let command = arguments.filter { !$0.hasPrefix("-") && $0 != "help" }.joined(separator: " ")
    #expect(end.standardOutput.contains("USAGE: agent-pipeline \(command) "))
  }

  /// The numbers of closed streams would go to the next files that are opened, and our text into them.
  @Test(arguments: ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
  func `closed standard streams are no files of ours`(redirection: String) async throws {
    let workshop = try await Workshop(.unbased)
    let end = try await Child.run(
      ["/bin/sh", "-c", "\(Workshop.executable) run --only build --output json \(redirection)"],
      environment: workshop.environment, in: workshop.agent, scratch: workshop.directory.appending("streams"))
    #expect(end.exitCode == 0, "\(end.standardError)")
    let report = try workshop.read(workshop.workDirectory.appending("report.json"))
    #expect(redirection.contains(">&-") && !redirection.hasPrefix("2") || end.standardOutput == report)
  }

  @Test func `an agent that is given twice runs once`() async throws {
    let workshop = try await Workshop(.unbased)
    let call = try await workshop.run("validate", ".", "./agent.yaml", workshop.agent.string, exitCode: 0)
    #expect(call.report.agents.count == 1)
  }

  @Test func `data that cannot be written is no success`() async throws {
    let workshop = try await Workshop(.unbased)
    let end = try await Child.run(
      ["/bin/sh", "-c", "\(Workshop.executable) schema agent >/dev/full"], environment: workshop.environment,
      in: workshop.agent, scratch: workshop.directory.appending("streams"))
    #expect(end.exitCode == 3)
    #expect(end.standardError.contains("cannot write to standard output: No space left on device"))
  }

  @Test func `a malformed setting of agent.yaml is named at its line`() async throws {
    var agent = TinyAgent.unbased
    agent.pipeline = ["tag: {latest: sometimes}"]
    let call = try await Workshop(agent).run("run", exitCode: 1, stages: ManifestTests.blocked)
    #expect(call.said.contains("agent.yaml:15:"))
  }

  @Test func `inspect shows every setting, also those that are unset`() async throws {
    var agent = TinyAgent.unbased
    agent.pipeline = ["tag: {latest: never}"]
    let call = try await Workshop(agent).call("inspect", "--push-to", "registry.example.com/a")
    #expect(call.exitCode == 0)
    for setting in AllSettings.all.map(\.definition) {
      #expect(call.standardOutput.contains("\n  \(setting.name): "), "\(setting.name)")
    }
    for line in [
      "tag.latest: never  # agent.yaml:15:", "push.to: registry.example.com/a  # --push-to", "push.timeout: # unset",
      "build.target: # default: the last stage", "test.engine: auto  # default",
    ] { #expect(call.standardOutput.contains("\n  \(line)"), "\(line)") }
  }

  @Test func `SOURCE_DATE_EPOCH has to be an integer`() async throws {
    let call = try await Workshop(.unbased).run(
      "run", environment: ["SOURCE_DATE_EPOCH": "yesterday"], exitCode: 2,
      stages: [
        "validate passed", "build notRun: blocked by tag", "test notRun: blocked by tag", "tag failed",
        "push notRun: blocked by tag",
      ])
    #expect(call.said.contains("`yesterday` is not a number of seconds since 1970 (SOURCE_DATE_EPOCH)"))
  }

  @Test(arguments: [
    (["explain", "duplicate-port"], "duplicate-port: A port is declared once\n"),
    (["explain"], "duplicate-port           A port is declared once\n"),
    (["explain", "--format", "markdown"], "\n## duplicate-port\n"),
    (["schema", "agent"], "\"$schema\": \"https://json-schema.org/draft/2020-12/schema\""),
  ])
  func `what is asked for goes to standard output`(arguments: [String], text: String) async throws {
    let workshop = try await Workshop(.unbased)
    let end = try await Child.run(
      [Workshop.executable] + arguments, environment: workshop.environment, in: workshop.agent,
      scratch: workshop.directory.appending("streams"))
    #expect(end.exitCode == 0 && end.standardError == "")
    #expect(end.standardOutput.contains(text))
  }

  @Test func `every setting has its flag in the help of run`() async throws {
    let help = try await Workshop(.unbased).call("run", "--help")
    #expect(help.exitCode == 0 && help.standardError == "")
    for setting in AllSettings.all.map(\.definition) where setting.name != Settings.path.definition.name {
      // As a word: --push-to is not --push-token.
      let isThere = help.standardOutput.split { $0.isWhitespace || $0 == "/" || $0 == "," }.contains {
        $0 == setting.flag
      }
      #expect(isThere, "\(setting.flag)")
      #expect(help.standardOutput.contains(setting.variables[0]), "\(setting.variables[0])")
    }
  }

  @Test func `the stages are the directories of stages`() async throws {
    let stages = TinyAgent.root.appending("Sources/Stages")
    let files = try Directory.names(in: stages).filter { $0.hasSuffix("ing") || $0 == "Validation" }.flatMap { name in
      try Directory.names(in: stages.appending(name)).filter { $0.hasSuffix("Stage.swift") }
    }
    #expect(Set(AllStages.ids.map { "\($0)stage.swift" }) == Set(files.map { $0.lowercased() }))
    let call = try await Workshop(.unbased).run("validate", exitCode: 0)
    #expect(call.report.agents[0].stages.map(\.name) == AllStages.ids)
  }
}
