public import Diagnostics
import Settings

public enum MisplacedSetting: ManifestRule {
  public static let id = "misplaced-setting"
  public static let title = "agent.yaml does not set what only the caller may decide"
  public static let why =
    "Anyone who can propose a change writes agent.yaml; it must not reach beyond the agent or decide about a single run"
  public static let isSuppressible = false
  public static let badExample = """
    spec:
      pipeline:
        dryRun: true
        test: {engine: none}
    """
  public static let goodExample = """
    spec:
      pipeline:
        strict: true
        test: {engine: auto}
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    manifest.mismatches.flatMap { mismatch -> [Diagnostic] in
      guard case .misplacedSetting(let setting, let value) = mismatch.kind,
        let reason = setting.manifestPermission.refusal(of: .scalar(value ?? ""))
      else { return [] }
      return error(
        "the setting `\(setting.name)` cannot be set\(value.map { " to `\($0)`" } ?? "") in agent.yaml: \(reason)",
        at: mismatch.location, hints: ["set it with \(setting.otherPlaces)"])
    }
  }
}
