public import Diagnostics
public import Languages

/// How the agent is built, run and checked.
public struct Spec: Sendable, Hashable {
  public var runtime: Located<RuntimeSelection>
  public var model: ModelSelection?
  /// Several models with their uses, instead of `model`.
  public var models: [ModelSelection] = []
  public var capabilities: [String] = []
  /// Lines in the syntax of the runtime's package manager.
  public var dependencies: [Located<String>] = []
  public var devDependencies: [Located<String>] = []
  public var environment: [EnvironmentVariable] = []
  public var ports: [Port] = []
  public var volumes: [Volume] = []
  public var healthCheck: HealthCheck?
  public var resources = Resources()
  public var scaling: Scaling?
  public var replicas: Int?
  /// `spec.build.base_image`; `spec.pipeline.build.baseImage` means the same.
  public var buildBaseImage: Located<String>?
  public var pipeline = PipelineSpec()
}

/// A language model the agent calls.
public struct ModelSelection: Sendable, Hashable {
  public var provider: Located<String>
  public var name: Located<String>
  /// What the agent uses it for, where it has several.
  public var use: String?
}

/// The bounds of automatic scaling.
public struct Scaling: Sendable, Hashable {
  public var minReplicas: Int?
  public var maxReplicas: Int?
}
