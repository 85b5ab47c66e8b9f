public import Diagnostics
public import Languages

/// The contents of an `agent.yaml`, with the places of values that later stages report.
public struct AgentManifest: Sendable, Hashable {
  /// The path as the user gave it.
  public var file: String
  public var metadata: Metadata
  public var spec: Spec

  /// What the agent's language needs to know.
  public var declaration: AgentDeclaration {
    AgentDeclaration(
      name: metadata.name.value, runtime: spec.runtime, dependencies: spec.dependencies,
      devDependencies: spec.devDependencies)
  }
}

/// The agent's identity.
public struct Metadata: Sendable, Hashable {
  /// Also the last part of the image's repository.
  public var name: Located<String>
  public var version: Located<String>?
  public var description: String?
  public var author: String?
  public var labels: [String: String] = [:]
}
