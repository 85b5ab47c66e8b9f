import AgentManifest
import Diagnostics

/// How the test stage tests an agent, derived from the manifest alone.
struct TestPlan: Sendable {
  enum Readiness: Sendable, Hashable {
    case http(path: String, port: Int)
    case tcp(port: Int)
    /// Nothing listens: the process has to stay alive for a moment.
    case running
    /// A line of the log contains the text.
    case log(String)
    /// The agent answers MCP's `initialize` on its standard streams.
    case mcp
  }

  /// How long an agent may take to start if `test.ready.timeout` is unset.
  static let defaultReadyTimeout = Duration.seconds(60)

  var readiness: Readiness
  var readyTimeout: Duration
  var health: HealthCheck.Kind?
  var healthTimeout: Duration
  /// How long a container may take to become healthy.
  var healthPatience: Duration
  var port: Int?
  /// Whether the agent may read its standard input: a program that does, such as an MCP server, ends where its input does.
  var holdsInputOpen: Bool { port == nil || readiness == .mcp }

  init(_ spec: Spec) {
    let firstPort = spec.ports.first { $0.protocol == .tcp }?.container.value
    let healthPort: Int? =
      switch spec.healthCheck?.kind {
      case .http(_, let port), .tcp(let port): port
      case .command, nil: nil
      }
    let ready = spec.pipeline.test.ready
    port = ready?.port ?? healthPort ?? firstPort
    health = spec.healthCheck?.kind
    healthTimeout = spec.healthCheck?.timeout ?? .seconds(10)
    readyTimeout = ready?.timeout ?? Self.defaultReadyTimeout
    let patience = spec.healthCheck.map { $0.startPeriod + $0.interval * $0.retries } ?? .zero
    healthPatience = min(patience, readyTimeout)
    readiness =
      switch (ready?.kind, spec.healthCheck?.kind, port) {
      case (.started, _, _): .running
      case (.log(let text), _, _): .log(text)
      case (.mcp, _, _): .mcp
      case (.http(let path), _, let port?): .http(path: path, port: port)
      case (.tcp, _, let port?): .tcp(port: port)
      case (nil, .http(let path, _), let port?): .http(path: path, port: port)
      case (nil, _, let port?): .tcp(port: port)
      default: .running
      }
  }
}

extension TestPlan.Readiness: CustomStringConvertible {
  var description: String {
    switch self {
    case .http(let path, let port): "GET http://127.0.0.1:\(port)\(path)"
    case .tcp(let port): "port \(port)"
    case .running: "the process stays alive"
    case .log(let text): "the log contains `\(text)`"
    case .mcp: "an answer to MCP's `initialize`"
    }
  }
}
