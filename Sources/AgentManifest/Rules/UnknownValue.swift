public import Diagnostics
import Settings

public enum UnknownValue: ManifestRule {
  public static let id = "unknown-value"
  public static let title = "Fields with a fixed set of values have one of them"
  public static let why = "No other value has a meaning"
  public static let isSuppressible = false
  public static let badExample = """
    spec:
      ports: [{container: 8080, protocol: tpc}]
    """
  public static let goodExample = """
    spec:
      ports: [{container: 8080, protocol: tcp}]
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    manifest.mismatches { mismatch in
      guard case .unknownChoice(let text, let known) = mismatch.kind else { return nil }
      return error(.unknownValue(text, for: mismatch.path, known: known), at: mismatch.location)
    }
  }
}
