public import DockerEngine
public import OCIImage
public import OCIRegistry

/// What builders need of the world: handed in by the stage, replaced by tests.
public struct BuildServices: Sendable {
  /// For the tools that install and compile.
  public var environment: [String: String]
  /// Finds a Docker Engine.
  public var engines: EngineConnector
  /// The credentials for registries that an engine pulls from.
  public var keychain: Keychain
  /// Where base images are looked for first.
  public var mirrors: RegistryMirrors
  /// A client for the registry of a reference.
  public var registry: @Sendable (Reference) -> RegistryClient

  public init(
    environment: [String: String], engines: EngineConnector, keychain: Keychain, mirrors: RegistryMirrors,
    registry: @escaping @Sendable (Reference) -> RegistryClient
  ) {
    self.environment = environment
    self.engines = engines
    self.keychain = keychain
    self.mirrors = mirrors
    self.registry = registry
  }
}
