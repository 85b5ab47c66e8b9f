public import DockerEngine
public import OCIImage
public import OCIRegistry
public import PipelineCore
public import Sandbox

/// What builders need of the world: handed in by the stage, replaced by tests.
public struct BuildServices: Sendable {
  /// For the tools that install and compile.
  public var environment: [String: String]
  /// Finds the sandbox for those tools.
  public var sandboxes: ToolSandboxFinder
  /// Whose code is built.
  public var source: SourceTrust
  /// Finds a Docker Engine.
  public var engines: EngineConnector
  /// The credentials for registries that an engine pulls from.
  public var keychain: Keychain
  /// Where base images are looked for first.
  public var mirrors: RegistryMirrors
  /// A client for the registry of a reference.
  public var registry: @Sendable (Reference) -> RegistryClient

  public init(
    environment: [String: String], sandboxes: ToolSandboxFinder, source: SourceTrust, engines: EngineConnector,
    keychain: Keychain, mirrors: RegistryMirrors,
    registry: @escaping @Sendable (Reference) -> RegistryClient
  ) {
    self.environment = environment
    self.sandboxes = sandboxes
    self.source = source
    self.engines = engines
    self.keychain = keychain
    self.mirrors = mirrors
    self.registry = registry
  }
}
