public import Diagnostics
import Versioning
import YAMLTree

public enum BranchRules: ManifestRule {
  public static let id = "branch-rules"
  public static let title = "Prerelease identifiers follow Semantic Versioning"
  public static let why = "The identifier becomes part of the version, as in `1.2.0-rc.1`"
  public static let badExample = """
    spec:
      pipeline:
        tag:
          branches: {next: {prerelease: rc_1}}
    """
  public static let goodExample = """
    spec:
      pipeline:
        tag:
          branches: {next: {prerelease: rc}}
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    (manifest.node("spec", "pipeline", "tag", "branches")?.mapping ?? []).flatMap { pair -> [Diagnostic] in
      guard let node = pair.value["prerelease"], let identifier = node.text,
        SemanticVersion("0.0.0-\(identifier)")?.build.isEmpty != true
      else { return [] }
      return error(
        "`\(identifier)` is not a prerelease identifier", at: node.location,
        hints: ["use letters, digits and `-`, such as `rc` or `beta`"])
    }
  }
}
