import ArgumentParser

struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs all stages in order: validate, build, test, tag, push.")

  @OptionGroup var options: RunOptions
  @OptionGroup(title: "Which stages run") var selection: SelectionOptions

  func run() async throws {
    try await PipelineCommand(options, flags: options.flags.merging(selection.flags) { $1 }).run()
  }
}
