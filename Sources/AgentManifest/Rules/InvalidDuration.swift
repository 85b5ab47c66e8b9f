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
        Int(text).map { "write the unit: `\($0)s`" } ?? clock(text).map { "write `\($0)`" }
        ?? "write numbers with units, such as `30s`, `1m30s` or `500ms`"
      return error("`\(text)` is not a duration", at: mismatch.location, hints: [hint])
    }
  }

  /// `1:30` as people read a stopwatch, and YAML 1.1 a number to the base of 60.
  private static func clock(_ text: String) -> String? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), parts.allSatisfy({ ASCII.isNumber($0) && $0.utf8.count <= 4 }) else {
      return nil
    }
    return zip(parts, parts.count == 3 ? ["h", "m", "s"] : ["m", "s"]).compactMap { part, unit in
      Int(part).map { "\($0)\(unit)" }
    }.joined()
  }
}
