import Sandbox

/// A container as the engine is asked to make it (Engine API, "ContainerCreate").
struct ContainerOrder: Encodable {
  struct HostConfig: Encodable {
    /// A network of its own in which only loopback is up: `none`.
    var networkMode = "none"
    var binds: [String]
    /// As in every sandbox; the engine adds its own list of system calls.
    var capDrop = ["ALL"]
    var securityOpt = ["no-new-privileges"]
    var oomScoreAdj = 1000
    /// Bytes, with swap and without.
    var memory: UInt64?
    var memorySwap: UInt64?
    var nanoCpus: UInt64?
    var pidsLimit: Int?
    var logConfig = LogConfig()
    var readonlyRootfs = false
    /// Volumes in memory.
    var tmpfs: [String: String] = [:]
  }

  /// The engine keeps a copy of what the program prints, which we read as it comes.
  struct LogConfig: Encodable {
    var type = "json-file"
    var config = ["max-size": "10m", "max-file": "1"]
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
  var openStdin = false
  var hostConfig: HostConfig

  init(_ specification: SandboxSpecification, image: String, labels: [String: String]) {
    self.image = image
    self.labels = labels
    entrypoint = specification.arguments
    env = specification.environment.map { "\($0.key)=\($0.value)" }.sorted()
    user = "\(specification.user.uid):\(specification.user.gid)"
    workingDir = specification.workingDirectory
    openStdin = specification.holdsInputOpen
    let limits = specification.limits
    hostConfig = HostConfig(
      binds: specification.readOnlyBinds.map { "\($0.source):\($0.target):ro" }, memory: limits.memory,
      memorySwap: limits.memory, nanoCpus: limits.processors.map { UInt64($0 * 1e9) }, pidsLimit: limits.processes)
    hostConfig.readonlyRootfs = specification.isReadOnly
    if specification.isReadOnly {
      hostConfig.tmpfs = Dictionary(specification.writable.map { ($0, "mode=1777") }) { first, _ in first }
    }
  }
}
