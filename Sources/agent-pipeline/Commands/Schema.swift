import AgentManifest
import ArgumentParser

struct Schema: AsyncParsableCommand {
  enum Subject: String, ExpressibleByArgument, CaseIterable { case agent }

  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Prints a JSON Schema, for editors and other tools.")

  @Argument(help: "agent: the schema of agent.yaml.") var subject: Subject

  func run() async throws {
    try await Invocation.print { _ in
      switch subject {
      case .agent: ManifestSchema.jsonSchema()
      }
    }
  }
}
