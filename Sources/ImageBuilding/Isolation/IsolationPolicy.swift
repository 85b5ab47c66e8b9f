import Languages
import PipelineCore
import Settings
import SystemPackage

/// How the build tools of one agent run: what its settings allow, and how far the run may trust the agent's code.
struct IsolationPolicy: Sendable {
  enum Network: Sendable, Hashable {
    case none, indexes, host
  }

  var source: SourceTrust
  var isRequired: Bool
  var network: Network
  /// Names from `build.environment`.
  var variables: Set<String>
  /// Whether a flag or a variable named them, and not agent.yaml.
  var areVariablesTrusted: Bool
  var hosts: [String]
  var paths: [FilePath]

  /// - Parameter directory: where relative paths of `build.allowPaths` start.
  init(_ settings: Settings, _ source: SourceTrust, in directory: FilePath) {
    self.source = source
    isRequired = settings(Settings.buildIsolation) == .required
    network =
      switch settings(Settings.buildNetwork) {
      case "host": .host
      case "none": .none
      default: .indexes
      }
    variables = Set(settings(Settings.buildEnvironment) ?? [])
    areVariablesTrusted = settings.origin(of: Settings.buildEnvironment)?.location == nil
    hosts = settings(Settings.buildAllowHosts) ?? []
    paths = (settings(Settings.buildAllowPaths) ?? []).map { directory.pushing(FilePath($0)).lexicallyNormalized() }
  }

  /// Whether values may reach the tools that only agent.yaml asks for.
  var letsVariablesThrough: Bool { areVariablesTrusted || source == .repository }

  /// Whether what a run downloads and makes may be kept for the next one: a stranger's never is.
  var keepsCaches: Bool { source != .fork }
}
