import AgentManifest
import ArgumentParser

struct Schema: AsyncParsableCommand {
  enum Subject: String, ExpressibleByArgument, CaseIterable { case agent }

  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Prints the JSON Schema of agent.yaml.")

  @Argument(help: "The file to describe.") var subject: Subject

  func run() async throws {
    try await Invocation.print { _ in
      switch subject {
      case .agent: ManifestSchema.jsonSchema()
      }
    }
  }
}
