import Sandbox

/// A container as the engine is asked to make it (Engine API, "ContainerCreate").
struct ContainerOrder: Encodable {
  struct HostConfig: Encodable {
    /// A network of its own in which only loopback is up: `none`.
    var networkMode = "none"
    var binds: [String]
  }

  /// The stage checks the health itself.
  struct Healthcheck: Encodable {
    var test = ["NONE"]
  }

  var image: String
  var entrypoint: [String]
  var cmd: [String] = []
  var env: [String]
  var user: String
  var workingDir: String
  var labels: [String: String]
  var healthcheck = Healthcheck()
  var hostConfig: HostConfig

  init(_ specification: SandboxSpecification, image: String, labels: [String: String]) {
    self.image = image
    self.labels = labels
    entrypoint = specification.arguments
    env = specification.environment.map { "\($0.key)=\($0.value)" }.sorted()
    user = "\(specification.user.uid):\(specification.user.gid)"
    workingDir = specification.workingDirectory
    hostConfig = HostConfig(binds: specification.readOnlyBinds.map { "\($0.source):\($0.target):ro" })
  }
}
