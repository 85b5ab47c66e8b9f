public import Diagnostics

/// What the agent may use (`limits`) and what is set aside for it (`requests`).
public struct Resources: Sendable, Hashable {
  public var limits = Amounts()
  public var requests = Amounts()

  /// Kubernetes quantities as written, such as `500m` and `1Gi`.
  public struct Amounts: Sendable, Hashable {
    public var cpu: Located<String>?
    public var memory: Located<String>?
    public var ephemeralStorage: Located<String>?
  }
}
