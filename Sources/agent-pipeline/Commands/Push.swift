import ArgumentParser
import PipelineCore

struct Push: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "push", abstract: "Pushes the built image under its tags.")

  @OptionGroup var options: RunOptions

  func run() async throws {
    try await PipelineCommand(options.request(), only: .push).run()
  }
}
