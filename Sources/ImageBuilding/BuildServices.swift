public import DockerEngine
public import OCIImage
public import OCIRegistry
public import PipelineCore

/// What builders need of the world: handed in by the stage, replaced by tests.
public struct BuildServices: Sendable {
  /// For the tools that install and compile.
  public var environment: [String: String]
  /// Finds a Docker Engine.
  public var engines: EngineConnector
  /// The credentials for registries that an engine pulls from.
  public var keychain: Keychain
  /// Whose code is built.
  public var source: SourceTrust
  /// Where base images are looked for first.
  public var mirrors: RegistryMirrors
  /// A client for the registry of a reference.
  public var registry: @Sendable (Reference) -> RegistryClient

  public init(
    environment: [String: String], engines: EngineConnector, keychain: Keychain, mirrors: RegistryMirrors,
    source: SourceTrust, registry: @escaping @Sendable (Reference) -> RegistryClient
  ) {
    self.environment = environment
    self.engines = engines
    self.keychain = keychain
    self.mirrors = mirrors
    self.source = source
    self.registry = registry
  }
}
