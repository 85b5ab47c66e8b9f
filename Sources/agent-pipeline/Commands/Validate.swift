import ArgumentParser
import PipelineCore

struct Validate: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Checks agent.yaml and reports every mistake with its place and a fix.")
  static let stage: StageID? = .validate

  @OptionGroup var paths: Flags.Paths
  @OptionGroup(title: "Settings") var settings: SettingFlags<Validate>
  @OptionGroup(title: "Output") var output: Flags.Output
}
