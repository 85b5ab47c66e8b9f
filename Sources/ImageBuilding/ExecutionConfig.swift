import AgentManifest
import Diagnostics
import Languages
import OCIImage
import PipelineCore
import Settings
import TextFormats

/// How a container of the image is started: what the manifest says, to be laid over the base image's configuration.
struct ExecutionConfig {
  /// Where the agent's own files stand in the image, and where its process starts.
  static let applicationDirectory = "/app"

  var manifest: AgentManifest
  var settings: Settings
  var runtime: RuntimeBuild
  var revision: SourceRevision?
  /// Seconds since 1970.
  var created: Int64
  /// The base image's variables; what the image relies on besides the builder's own.
  var baseVariables: [String: String] = [:]
  /// The home of the image's user, if the builder makes one.
  var home: String?

  /// `nil` if the base image has it.
  var entrypoint: [String]? {
    let command = settings(Settings.buildEntrypoint) ?? runtime.entrypoint
    return command.isEmpty ? nil : command
  }

  /// - Throws: if a variable of agent.yaml would hide what the image relies on.
  func execution() throws(Failure) -> ImageConfig.Execution {
    var execution = ImageConfig.Execution()
    execution.user = settings(Settings.buildUser)
    execution.environment = try environment()
    execution.entrypoint = entrypoint
    execution.workingDirectory = Self.applicationDirectory
    execution.exposedPorts = keys(
      manifest.spec.ports.map { "\($0.container.value)/\($0.protocol.rawValue)" })
    execution.volumes = keys(manifest.spec.volumes.filter { $0.kind == .volume }.map(\.target.value))
    execution.labels = labels
    execution.healthcheck = healthcheck
    return execution
  }

  /// Secrets are never written into an image: the platform that runs it provides them.
  var ownVariables: [(variable: EnvironmentVariable, value: String)] {
    manifest.spec.environment.compactMap { variable in
      switch variable.source {
      case .value(let value): (variable, value)
      case .environment, .configMap: variable.defaultValue.map { (variable, $0) }
      case .secret: nil
      }
    }
  }

  /// What agent.yaml says of HOME, else the usual one of the image's user.
  static func home(_ manifest: AgentManifest, _ owner: ImageOwner) -> String? {
    let own = manifest.spec.environment.last { $0.name.value == "HOME" }
    if case .value(let value)? = own?.source, value.hasPrefix("/") { return value }
    return owner.home
  }

  private func environment() throws(Failure) -> [String] {
    var found = runtime.environment.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    // Otherwise engines say `/`, or the home of a user that the base has under the same number.
    if let home { found.append(("HOME", home)) }
    for (variable, value) in ownVariables {
      let name = variable.name.value
      try SearchPaths.refuse(name, value, hiding: runtime.environment, at: variable.name.location)
      let joined =
        SearchPaths.names.contains(name)
        ? SearchPaths.joined(name, own: value, builder: runtime.environment[name], base: baseVariables[name]) : value
      found.removeAll { $0.name == name }
      found.append((name, joined))
    }
    return found.map { "\($0.name)=\($0.value)" }
  }

  /// The annotations of OCI image-spec 1.1 (annotations.md) as labels, then the agent's, then the setting's.
  var labels: [String: String] {
    var labels = ["org.opencontainers.image.title": manifest.metadata.name.value]
    labels["org.opencontainers.image.description"] = manifest.metadata.description
    labels["org.opencontainers.image.version"] = revision.version(orOf: manifest)
    labels["org.opencontainers.image.created"] = Timestamp(seconds: created).description
    labels["org.opencontainers.image.authors"] = manifest.metadata.author
    labels["org.opencontainers.image.revision"] = revision?.label
    labels["org.opencontainers.image.source"] = revision?.sourceURL
    labels.merge(manifest.metadata.labels) { $1 }
    labels.merge(settings(Settings.buildLabels) ?? [:]) { $1 }
    // Not the agent's to choose: a push goes by it.
    labels[ImageConfig.agentLabel] = manifest.metadata.name.value
    return labels
  }

  /// What the manifest's health check asks that no command of its own does.
  static func probe(_ manifest: AgentManifest) -> HealthProbe? {
    guard let check = manifest.spec.healthCheck else { return nil }
    let firstPort = manifest.spec.ports.first { $0.protocol == .tcp }?.container.value
    switch check.kind {
    case .command: return nil
    case .http(let path, let port):
      return (port ?? firstPort).map { HealthProbe(.http(path: path), port: $0, timeout: check.timeout) }
    case .tcp(let port): return (port ?? firstPort).map { HealthProbe(.tcp, port: $0, timeout: check.timeout) }
    }
  }

  private var healthcheck: ImageConfig.Healthcheck? {
    guard let check = manifest.spec.healthCheck else { return nil }
    var command = runtime.probeCommand
    if case .command(let arguments) = check.kind { command = arguments }
    guard let command else { return nil }
    var healthcheck = ImageConfig.Healthcheck(test: ["CMD"] + command)
    healthcheck.interval = check.interval.nanoseconds
    healthcheck.timeout = check.timeout.nanoseconds
    healthcheck.startPeriod = check.startPeriod.nanoseconds
    healthcheck.retries = check.retries
    return healthcheck
  }

  private func keys(_ keys: [String]) -> [String: ImageConfig.EmptyObject]? {
    keys.isEmpty ? nil : Dictionary(keys.map { ($0, ImageConfig.EmptyObject()) }) { first, _ in first }
  }
}

extension Duration {
  fileprivate var nanoseconds: Int64 {
    components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
  }
}
