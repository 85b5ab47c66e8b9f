import ArgumentParser
import PipelineCore
import Stages

/// A command that runs stages.
protocol StageCommand: AsyncParsableCommand, SettingsCommand {
  var flags: StageFlags<Self> { get }
}

struct StageFlags<Command: StageCommand>: ParsableArguments {
  @OptionGroup var paths: Flags.Paths
  @OptionGroup(title: "Settings") var settings: SettingFlags<Command>
  @OptionGroup(title: "Output") var output: Flags.Output

  /// By setting name, as in `SettingFlags`.
  var values: [String: [String]] { settings.values.merging(paths.values) { $1 } }
}

extension StageCommand {
  func runStages() async throws {
    // The command of one stage is named as the stage; `run` lets the settings select.
    let stage = AllStages.ids.first { $0.rawValue == Self.nameInTable }
    try await Invocation.run(
      flags.values, flags.output.presentation,
      malformed: { await PipelineRun(call: $0.call, stage: stage)(malformed: $0.diagnostics) }
    ) { await PipelineRun(call: $0, stage: stage)() }
  }

  func run() async throws { try await runStages() }
}

struct Run: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs all stages in order.",
    discussion: """
      The stages are validate, build, test, tag and push. Flags override the variables in brackets, which override `spec.pipeline` in agent.yaml. `agent-pipeline inspect` \
      shows where each value comes from.
      """)

  @OptionGroup var flags: StageFlags<Run>
}

struct Validate: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Checks agent.yaml, and says how to fix each mistake.")

  @OptionGroup var flags: StageFlags<Validate>
}

struct Test: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Runs the built image in a sandbox and checks it.")

  @OptionGroup var flags: StageFlags<Test>
}

struct Tag: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag",
    abstract: "Determines version and image tags from the commits.")

  @OptionGroup var flags: StageFlags<Tag>
}

struct Push: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "push",
    abstract: "Pushes the built image under its tags.")

  @OptionGroup var flags: StageFlags<Push>
}
