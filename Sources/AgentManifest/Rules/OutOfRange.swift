public import Diagnostics
import Settings

public enum OutOfRange: ManifestRule {
  public static let id = "out-of-range"
  public static let title = "Numbers are within the range of their field"
  public static let why = "Port 70000 and exit status 300 do not exist"
  public static let isSuppressible = false
  public static let badExample = """
    spec:
      ports: [{container: 70000}]
    """
  public static let goodExample = """
    spec:
      ports: [{container: 8080}]
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    manifest.mismatches { mismatch in
      guard case .outOfRange(let value, let range) = mismatch.kind else { return nil }
      return error(.outOfRange(value, for: mismatch.path, range), at: mismatch.location)
    }
  }
}
