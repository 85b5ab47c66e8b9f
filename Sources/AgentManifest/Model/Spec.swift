public import Diagnostics
public import Languages

/// How the agent is built, run and checked, as far as a stage asks. The rules check the other fields.
public struct Spec: Sendable, Hashable {
  public var runtime: Located<RuntimeSelection>
  /// Lines in the syntax of the runtime's package manager.
  public var dependencies: [Located<String>] = []
  public var devDependencies: [Located<String>] = []
  public var environment: [EnvironmentVariable] = []
  public var ports: [Port] = []
  public var volumes: [Volume] = []
  public var healthCheck: HealthCheck?
  public var limits = AgentLimits()
  /// `spec.build.base_image`; `spec.pipeline.build.baseImage` means the same.
  public var buildBaseImage: Located<String>?
  public var pipeline = PipelineSpec()
}

/// One variable of the agent's environment and where its value comes from.
public struct EnvironmentVariable: Sendable, Hashable {
  public enum Source: Sendable, Hashable {
    case value(String)
    case secret, configMap
    /// A variable of the host.
    case environment
  }

  public var name: Located<String>
  public var source: Source
  /// Used where the source has no value.
  public var defaultValue: String?
}

/// A port the agent listens on.
public struct Port: Sendable, Hashable {
  public enum TransportProtocol: String, Sendable, Hashable, CaseIterable {
    case tcp, udp, sctp
  }

  public var container: Located<Int>
  public var `protocol`: TransportProtocol
}

/// A directory mounted into the running agent.
public struct Volume: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case bind, volume, tmpfs, configmap
  }

  public var target: Located<String>
  public var kind: Kind
  public var isReadOnly = false
}

/// What the agent may use: `spec.resources.limits`.
public struct AgentLimits: Sendable, Hashable {
  public var cpu: Located<Quantity>?
  public var memory: Located<Quantity>?
  public var ephemeralStorage: Located<Quantity>?

  public init(
    cpu: Located<Quantity>? = nil, memory: Located<Quantity>? = nil, ephemeralStorage: Located<Quantity>? = nil
  ) {
    self.cpu = cpu
    self.memory = memory
    self.ephemeralStorage = ephemeralStorage
  }
}

/// How the health of the running agent is checked.
public struct HealthCheck: Sendable, Hashable {
  /// Of a path without a port in an agent without ports.
  static let assumedPort = 8080

  public enum Kind: Sendable, Hashable {
    case http(path: String, port: Int?)
    case tcp(port: Int?)
    case command([String])
  }

  public var kind: Kind
  public var interval: Duration = .seconds(30)
  public var timeout: Duration = .seconds(10)
  public var startPeriod: Duration = .seconds(5)
  public var retries = 3
  public var location: SourceLocation
}
