import ArgumentParser
import PipelineCore

struct Test: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Runs the built image in a sandbox and checks that it works.")

  @OptionGroup var options: RunOptions

  func run() async throws {
    try await PipelineCommand(options.request(), only: .test).run()
  }
}
