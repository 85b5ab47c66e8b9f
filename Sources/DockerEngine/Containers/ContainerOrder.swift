import Sandbox

/// A container as the engine is asked to make it (Engine API, "ContainerCreate").
struct ContainerOrder: Encodable {
  struct HostConfig: Encodable {
    /// A network of its own in which only loopback is up: `none`.
    var networkMode = "none"
    var memory: Int64?
    var binds: [String]

    private enum CodingKeys: String, CodingKey {
      case networkMode = "NetworkMode"
      case memory = "Memory"
      case binds = "Binds"
    }
  }

  /// The stage checks the health itself.
  struct Healthcheck: Encodable {
    var test = ["NONE"]

    private enum CodingKeys: String, CodingKey {
      case test = "Test"
    }
  }

  var image: String
  var entrypoint: [String]
  var command: [String] = []
  var environment: [String]
  var user: String
  var workingDirectory: String
  var labels: [String: String]
  var healthcheck = Healthcheck()
  var hostConfig: HostConfig

  init(_ specification: SandboxSpecification, image: String, labels: [String: String]) {
    self.image = image
    self.labels = labels
    entrypoint = specification.arguments
    environment = specification.environment.map { "\($0.key)=\($0.value)" }.sorted()
    user = "\(specification.user.uid):\(specification.user.gid)"
    workingDirectory = specification.workingDirectory
    hostConfig = HostConfig(
      memory: specification.memoryLimit, binds: specification.readOnlyBinds.map { "\($0.source):\($0.target):ro" })
  }

  private enum CodingKeys: String, CodingKey {
    case image = "Image"
    case entrypoint = "Entrypoint"
    case command = "Cmd"
    case environment = "Env"
    case user = "User"
    case workingDirectory = "WorkingDir"
    case labels = "Labels"
    case healthcheck = "Healthcheck"
    case hostConfig = "HostConfig"
  }
}
