/// What agent.yaml may do with a setting. Flags and variables may set everything: they come from the person who runs the
/// tool, while anyone who can propose a change writes agent.yaml.
///
/// As BuildKit's entitlements: what reaches beyond the agent is granted by a flag or a variable only.
public enum ManifestPermission: Sendable, Hashable {
  case anything
  /// Any value, but a file that it names must be inside the agent's directory or the repository that contains it.
  case filesInside
  /// These values, which grant nothing. The reason is the end of a sentence.
  case only([String], because: String)
  /// Nothing. The reason is the end of a sentence.
  case nothing(because: String)

  /// Why a value is refused; `nil` if it is allowed.
  public func refusal(of value: SettingValue) -> String? {
    switch self {
    case .anything, .filesInside: nil
    case .only(let harmless, let reason): value.isEmpty || harmless.contains(value.description) ? nil : reason
    case .nothing(let reason): reason
    }
  }
}
