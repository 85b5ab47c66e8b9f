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
