import ArgumentParser

struct Man: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "man",
    abstract: "Prints the manual page.")

  func run() async throws {
    try await Invocation.print { _ in ManPage(root: try CommandInfo.root()).text }
  }
}
