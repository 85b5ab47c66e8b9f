import ArgumentParser
import PipelineCore

struct Test: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Runs the built image in a sandbox and checks that it works.")
  static let stage: StageID? = .test

  @OptionGroup var paths: Flags.Paths
  @OptionGroup(title: "Settings") var settings: SettingFlags<Test>
  @OptionGroup(title: "Output") var output: Flags.Output
}
