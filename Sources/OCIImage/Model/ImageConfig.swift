/// An image configuration (OCI image-spec, config.md) with Docker's `Healthcheck`, which engines read and OCI reserves.
///
/// Unknown fields of a base image are dropped: the configuration is rewritten for the new image.
public struct ImageConfig: Sendable, Hashable, Codable {
  /// The label with the name of the agent that an image is of: several agents must not share a repository.
  public static let agentLabel = "io.github.agent-pipeline.agent"

  /// RFC 3339, UTC.
  public var created: String?
  public var author: String?
  public var architecture: String
  public var os: String
  public var variant: String?
  public var config: Execution?
  public var rootfs: RootFilesystem
  public var history: [History]?

  public init(platform: Platform, config: Execution = Execution()) {
    architecture = platform.architecture
    os = platform.os
    variant = platform.variant
    self.config = config
    rootfs = RootFilesystem(diffIDs: [])
    history = []
  }

  public var platform: Platform { Platform(os: os, architecture: architecture, variant: variant) }

  /// How a container of the image is started.
  public struct Execution: Sendable, Hashable, Codable {
    public var user: String?
    /// Keys such as `8080/tcp`.
    public var exposedPorts: [String: EmptyObject]?
    /// `NAME=value`, in order.
    public var environment: [String]?
    public var entrypoint: [String]?
    public var command: [String]?
    public var volumes: [String: EmptyObject]?
    public var workingDirectory: String?
    public var labels: [String: String]?
    public var stopSignal: String?
    public var healthcheck: Healthcheck?

    public init() {}

    private enum CodingKeys: String, CodingKey {
      case user = "User"
      case exposedPorts = "ExposedPorts"
      case environment = "Env"
      case entrypoint = "Entrypoint"
      case command = "Cmd"
      case volumes = "Volumes"
      case workingDirectory = "WorkingDir"
      case labels = "Labels"
      case stopSignal = "StopSignal"
      case healthcheck = "Healthcheck"
    }
  }

  /// Docker's health check: durations in nanoseconds.
  public struct Healthcheck: Sendable, Hashable, Codable {
    /// `["CMD", program, argument…]`, `["CMD-SHELL", line]` or `["NONE"]`.
    public var test: [String]
    public var interval: Int64?
    public var timeout: Int64?
    public var startPeriod: Int64?
    public var retries: Int?

    public init(test: [String]) {
      self.test = test
    }

    private enum CodingKeys: String, CodingKey {
      case test = "Test"
      case interval = "Interval"
      case timeout = "Timeout"
      case startPeriod = "StartPeriod"
      case retries = "Retries"
    }
  }

  public struct RootFilesystem: Sendable, Hashable, Codable {
    public var type = "layers"
    /// Digests of the uncompressed layers, base first.
    public var diffIDs: [Digest]

    private enum CodingKeys: String, CodingKey {
      case type
      case diffIDs = "diff_ids"
    }
  }

  public struct History: Sendable, Hashable, Codable {
    public var created: String?
    public var createdBy: String?
    public var author: String?
    public var comment: String?
    public var emptyLayer: Bool?

    public init(created: String?, createdBy: String?, comment: String? = nil) {
      self.created = created
      self.createdBy = createdBy
      self.comment = comment
    }

    private enum CodingKeys: String, CodingKey {
      case created
      case createdBy = "created_by"
      case author
      case comment
      case emptyLayer = "empty_layer"
    }
  }

  /// The `{}` that Go writes for a set's members.
  public struct EmptyObject: Sendable, Hashable, Codable {
    public init() {}
  }
}
