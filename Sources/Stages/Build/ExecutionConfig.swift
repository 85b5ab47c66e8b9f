import AgentManifest
import AgentRuntimes
import Diagnostics
import OCIImage
import PipelineCore

/// How a container of the image is started: what the manifest says, to be laid over the base image's configuration.
struct ExecutionConfig {
  /// Where the agent's own files stand in the image, and where its process starts.
  static let applicationFolder = "/app"

  var manifest: AgentManifest
  var settings: Settings
  var runtime: any AgentRuntime
  var base: ImageConfig.Execution?
  var hasDependencies: Bool
  var revision: SourceRevision?

  var entrypoint: [String] { settings(Settings.buildEntrypoint) ?? runtime.defaultEntrypoint }

  var execution: ImageConfig.Execution {
    var execution = ImageConfig.Execution()
    execution.user = settings(Settings.buildUser)
    execution.environment = environment
    execution.entrypoint = entrypoint
    execution.workingDirectory = Self.applicationFolder
    execution.exposedPorts = keys(
      manifest.spec.ports.map { "\($0.container.value)/\($0.protocol.rawValue)" })
    execution.volumes = keys(manifest.spec.volumes.filter { $0.kind == .volume }.map(\.target.value))
    execution.labels = labels
    execution.healthcheck = healthcheck
    return execution
  }

  /// Secrets are never written into an image: the platform that runs it provides them.
  private var environment: [String] {
    let base = Self.variables(in: self.base?.environment ?? [])
    let folders = hasDependencies ? [runtime.dependencyFolder] : []
    let ofRuntime = runtime.environment(dependencyFolders: folders, base: base).sorted { $0.key < $1.key }
    let ofManifest = manifest.spec.environment.compactMap { variable -> (String, String)? in
      switch variable.source {
      case .value(let value): (variable.name.value, value)
      case .environment, .configMap: variable.defaultValue.map { (variable.name.value, $0) }
      case .secret: nil
      }
    }
    let own = Set(ofManifest.map(\.0))
    return ofRuntime.filter { !own.contains($0.key) }.map { "\($0.key)=\($0.value)" }
      + ofManifest.map { "\($0.0)=\($0.1)" }
  }

  /// `NAME=value` entries by name.
  static func variables(in entries: [String]) -> [String: String] {
    let pairs = entries.map {
      $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    }
    return Dictionary(pairs.map { ($0[0], $0.count == 2 ? $0[1] : "") }) { $1 }
  }

  /// The annotations of OCI image-spec 1.1 (annotations.md) as labels, then the agent's, then the setting's.
  private var labels: [String: String] {
    var labels = ["org.opencontainers.image.title": manifest.metadata.name.value]
    labels["org.opencontainers.image.description"] = manifest.metadata.description
    labels["org.opencontainers.image.authors"] = manifest.metadata.author
    labels["org.opencontainers.image.revision"] = revision?.label
    labels["org.opencontainers.image.source"] = revision?.sourceURL
    labels.merge(manifest.metadata.labels) { $1 }
    labels.merge(settings(Settings.buildLabels) ?? [:]) { $1 }
    return labels
  }

  private var healthcheck: ImageConfig.Healthcheck? {
    guard let check = manifest.spec.healthCheck else { return nil }
    let firstPort = manifest.spec.ports.first { $0.protocol == .tcp }?.container.value
    let command: [String]?
    switch check.kind {
    case .command(let arguments): command = arguments
    case .http(let path, let port):
      command = (port ?? firstPort).map { runtime.probeCommand(.http(path: path, port: $0), timeout: check.timeout) }
    case .tcp(let port):
      command = (port ?? firstPort).map { runtime.probeCommand(.tcp(port: $0), timeout: check.timeout) }
    }
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
