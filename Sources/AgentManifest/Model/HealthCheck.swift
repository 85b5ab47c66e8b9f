public import Diagnostics

/// How to find out whether the running agent is well.
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

  public init(kind: Kind, location: SourceLocation) {
    self.kind = kind
    self.location = location
  }
}
