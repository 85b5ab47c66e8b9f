public import Diagnostics

/// One variable of the agent's environment and where its value comes from.
public struct EnvironmentVariable: Sendable, Hashable {
  public enum Source: Sendable, Hashable {
    case value(String)
    /// Without a name, the secret is called like the variable.
    case secret(name: String?, key: String?)
    case configMap(name: String?, key: String?)
    /// A variable of the host; without a key, the one of the same name.
    case environment(key: String?)
  }

  public var name: Located<String>
  public var source: Source
  /// Used where the source has no value.
  public var defaultValue: String?
}
