import AgentManifest
import ArgumentParser

struct Schema: ParsableCommand {
  enum Subject: String, ExpressibleByArgument, CaseIterable { case agent }

  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Prints a JSON Schema, for editors and other tools.")

  @Argument(help: "agent: the schema of agent.yaml.") var subject: Subject

  func run() {
    switch subject {
    case .agent: StandardStreams.writeOutput(ManifestSchema.jsonSchema())
    }
  }
}
