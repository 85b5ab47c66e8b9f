public import Diagnostics
import TextFormats

/// Durations are numbers with units.
public enum InvalidDuration: ManifestRule {
  public static let id = "invalid-duration"
  public static let title = "Durations are numbers with units"
  public static let why = "A number alone could mean seconds or milliseconds"
  public static let isSuppressible = false
  public static let badExample = """
    spec:
      healthCheck: {type: tcp, port: 8080, interval: 30, timeout: 10 seconds}
      ports: [{container: 8080}]
    """
  public static let goodExample = """
    spec:
      healthCheck: {type: tcp, port: 8080, interval: 30s, timeout: 10s}
      ports: [{container: 8080}]
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    manifest.mismatches { mismatch in
      guard case .duration(let text, _) = mismatch.kind else { return nil }
      if DurationText.parse(text) != nil {
        return error("`\(mismatch.path)` must be longer than zero", at: mismatch.location)
      }
      let hint =
        Int(text).map { "write the unit: `\($0)s`" } ?? "write numbers with units, such as `30s`, `1m30s` or `500ms`"
      return error("`\(text)` is not a duration", at: mismatch.location, hints: [hint])
    }
  }
}
