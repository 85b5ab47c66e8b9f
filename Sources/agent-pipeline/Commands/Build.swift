import ArgumentParser
import PipelineCore

struct Build: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build", abstract: "Builds the image into an OCI layout in the run folder.")

  @OptionGroup var options: RunOptions

  func run() async throws {
    try await PipelineCommand(options, only: .build).run()
  }
}
