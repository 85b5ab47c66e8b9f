public import Diagnostics
import Settings

public enum MisplacedSetting: ManifestRule {
  public static let id = "misplaced-setting"
  public static let title = "Settings for a single run or machine are not in agent.yaml"
  public static let why = "They would have no effect there, and a run meant as a dry run could publish"
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
    manifest.mismatches.flatMap { mismatch -> [Diagnostic] in
      guard case .misplacedSetting(let setting) = mismatch.kind, let reason = setting.reasonAgainstManifest else {
        return []
      }
      return error(
        "the setting `\(setting.name)` cannot be set in agent.yaml: \(reason)", at: mismatch.location,
        hints: ["set it with \(setting.otherPlaces)"])
    }
  }
}
