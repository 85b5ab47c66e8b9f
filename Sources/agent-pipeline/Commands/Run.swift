import ArgumentParser
import PipelineCore

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
