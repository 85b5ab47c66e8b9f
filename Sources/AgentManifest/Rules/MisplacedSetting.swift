public import Diagnostics
import Settings

/// Settings of one call or of the machine do not stand in agent.yaml.
public enum MisplacedSetting: ManifestRule {
  public static let id = "misplaced-setting"
  public static let title = "Settings of one call or of the machine do not stand in agent.yaml"
  public static let why = "There it would have no effect, and a run could publish what was meant as a trial"
  public static let isSuppressible = false
  public static let badExample = """
    spec:
      pipeline:
        dryRun: true
    """
  public static let goodExample = """
    spec:
      pipeline:
        strict: true
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    manifest.mismatches { mismatch in
      guard case .misplacedSetting(let setting) = mismatch.kind, let reason = setting.reasonAgainstManifest else {
        return nil
      }
      return error(
        "the setting `\(setting.name)` cannot stand in agent.yaml: \(reason)", at: mismatch.location,
        hints: ["set it with \(setting.otherPlaces)"])
    }
  }
}
