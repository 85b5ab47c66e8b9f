import ArgumentParser
import PipelineCore

struct Tag: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag", abstract: "Derives the version and the image tags from the commits.")

  @OptionGroup var options: RunOptions

  func run() async throws {
    try await PipelineCommand(options.request(), only: .tag).run()
  }
}
