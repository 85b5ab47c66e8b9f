import ArgumentParser
import PipelineCore

struct Tag: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag", abstract: "Determines the version and the image tags from the commits.")
  static let stage: StageID? = .tag

  @OptionGroup var paths: Flags.Paths
  @OptionGroup(title: "Settings") var settings: SettingFlags<Tag>
  @OptionGroup(title: "Output") var output: Flags.Output
}
