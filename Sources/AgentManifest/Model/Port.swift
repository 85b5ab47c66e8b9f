public import Diagnostics

/// A port the agent listens on.
public struct Port: Sendable, Hashable {
  public enum TransportProtocol: String, Sendable, Hashable, CaseIterable {
    case tcp, udp, sctp
  }

  public var container: Located<Int>
  public var host: Int?
  public var `protocol`: TransportProtocol
}

/// A directory mounted into the running agent.
public struct Volume: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case bind, volume, tmpfs, configmap
  }

  public var source: String?
  public var target: Located<String>
  public var kind: Kind
  public var isReadOnly: Bool
  /// A quantity such as `100Mi`.
  public var size: String?
}
