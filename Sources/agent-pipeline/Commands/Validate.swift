import ArgumentParser
import PipelineCore

struct Validate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Checks agent.yaml: every mistake at once, with its place and what to write instead.")

  @OptionGroup var options: RunOptions

  func run() async throws {
    try await PipelineCommand(options.request(), only: .validate).run()
  }
}
