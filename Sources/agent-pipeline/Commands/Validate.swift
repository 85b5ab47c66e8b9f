import ArgumentParser
import PipelineCore

struct Validate: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Checks agent.yaml: every mistake at once, with its place and what to write instead.")
  static let stage: StageID? = .validate

  @OptionGroup var paths: Flags.Paths
  @OptionGroup(title: "Settings") var settings: SettingFlags<Validate>
  @OptionGroup(title: "Output") var output: Flags.Output
}
