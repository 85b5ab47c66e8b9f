public import Diagnostics

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

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] { settingFindings(manifest) }
}
