public import Diagnostics

/// How the health of the running agent is checked.
public struct HealthCheck: Sendable, Hashable {
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
