import ArgumentParser
import PipelineCore

/// A command that runs stages.
protocol StageCommand: AsyncParsableCommand, SettingsCommand {
  /// The only stage to run; `nil` if the settings select.
  static var stage: StageID? { get }

  var paths: Flags.Paths { get }
  var settings: SettingFlags<Self> { get }
  var output: Flags.Output { get }
}

extension StageCommand {
  /// What was given, by setting name.
  var flags: [String: [String]] { settings.values.merging(paths.values) { $1 } }

  func runStages() async throws {
    try await Invocation.run(
      flags, output.presentation,
      malformed: { await PipelineRun(call: $0.call, stage: Self.stage)(malformed: $0.diagnostics) }
    ) { await PipelineRun(call: $0, stage: Self.stage)() }
  }

  func run() async throws { try await runStages() }
}

struct Run: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs all stages in order: validate, build, test, tag, push.",
    discussion: """
      Flags override the variables in brackets, which override `spec.pipeline` in agent.yaml. `agent-pipeline inspect` \
      shows where each value comes from.
      """)
  static let stage: StageID? = nil

  @OptionGroup var paths: Flags.Paths
  @OptionGroup(title: "Settings") var settings: SettingFlags<Run>
  @OptionGroup(title: "Output") var output: Flags.Output
}

struct Validate: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Checks agent.yaml and reports every mistake with its place and a fix.")
  static let stage: StageID? = .validate

  @OptionGroup var paths: Flags.Paths
  @OptionGroup(title: "Settings") var settings: SettingFlags<Validate>
  @OptionGroup(title: "Output") var output: Flags.Output
}

struct Test: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Runs the built image in a sandbox and checks that it works.")
  static let stage: StageID? = .test

  @OptionGroup var paths: Flags.Paths
  @OptionGroup(title: "Settings") var settings: SettingFlags<Test>
  @OptionGroup(title: "Output") var output: Flags.Output
}

struct Tag: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag", abstract: "Determines the version and the image tags from the commits.")
  static let stage: StageID? = .tag

  @OptionGroup var paths: Flags.Paths
  @OptionGroup(title: "Settings") var settings: SettingFlags<Tag>
  @OptionGroup(title: "Output") var output: Flags.Output
}

struct Push: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "push", abstract: "Pushes the built image to its destinations under its tags.")
  static let stage: StageID? = .push

  @OptionGroup var paths: Flags.Paths
  @OptionGroup(title: "Settings") var settings: SettingFlags<Push>
  @OptionGroup(title: "Output") var output: Flags.Output
}
