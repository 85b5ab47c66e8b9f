import ArgumentParser
import PipelineCore

struct Push: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "push", abstract: "Pushes the built image to its destinations under its tags.")
  static let stage: StageID? = .push

  @OptionGroup var paths: Flags.Paths
  @OptionGroup(title: "Settings") var settings: SettingFlags<Push>
  @OptionGroup(title: "Output") var output: Flags.Output
}
