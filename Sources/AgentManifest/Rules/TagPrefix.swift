public import Diagnostics
import YAMLTree

/// The prefix of git tags can be part of a git reference.
public enum TagPrefix: ManifestRule {
  public static let id = "tag-prefix"
  public static let title = "The prefix of git tags can be part of a git reference"
  public static let why = "git refuses such a tag (git-check-ref-format)"
  public static let badExample = """
    spec:
      pipeline:
        tag: {prefix: "release v"}
    """
  public static let goodExample = """
    spec:
      pipeline:
        tag: {prefix: release-v}
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    guard let node = manifest.node("spec", "pipeline", "tag", "prefix"), let prefix = node.text, !isAllowed(prefix)
    else { return [] }
    return [
      error(
        "the prefix `\(prefix)` cannot begin a git tag", at: node.location,
        hints: ["use letters, digits, `-`, `_` and single `/` and `.` between them"])
    ]
  }

  private static func isAllowed(_ prefix: String) -> Bool {
    let forbidden = prefix.unicodeScalars.contains {
      $0.value <= 0x20 || $0.value == 0x7F || "~^:?*[\\".unicodeScalars.contains($0)
    }
    return !forbidden && !["..", "@{", "//", "/."].contains { prefix.contains($0) }
      && !["/", ".", "-"].contains { prefix.hasPrefix($0) }
  }
}
