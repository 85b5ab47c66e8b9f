import ArgumentParser

struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs all stages in order: validate, build, test, tag, push.",
    discussion: """
      A setting may come from its flag, from the variable in brackets, or from spec.pipeline in agent.yaml; the flag \
      goes first. `agent-pipeline inspect` shows each value with where it came from.
      """)

  @OptionGroup(title: "Which stages run") var selection: SelectionOptions
  @OptionGroup var options: RunOptions

  func run() async throws {
    try await PipelineCommand(options.request(more: selection.flags)).run()
  }
}
