public import Diagnostics
public import Languages

/// What an `agent.yaml` says, with the places of the values that later stages report on.
public struct AgentManifest: Sendable, Hashable {
  /// The path as the user gave it.
  public var file: String
  public var apiVersion: String
  public var kind: String
  public var metadata: Metadata
  public var spec: Spec

  public init(file: String, apiVersion: String, kind: String, metadata: Metadata, spec: Spec) {
    self.file = file
    self.apiVersion = apiVersion
    self.kind = kind
    self.metadata = metadata
    self.spec = spec
  }

  /// What the agent's language asks of it.
  public var declaration: AgentDeclaration {
    AgentDeclaration(
      name: metadata.name.value, runtime: spec.runtime, dependencies: spec.dependencies,
      devDependencies: spec.devDependencies)
  }
}

/// Who the agent is.
public struct Metadata: Sendable, Hashable {
  /// Also the last part of the image's repository.
  public var name: Located<String>
  public var version: Located<String>?
  public var description: String?
  public var author: String?
  public var tags: [String] = []
  public var labels: [String: String] = [:]

  public init(name: Located<String>, version: Located<String>? = nil) {
    self.name = name
    self.version = version
  }
}
