public import Diagnostics
import Settings
import YAMLTree

public enum EnvironmentName: ManifestRule {
  public static let id = "environment-name"
  public static let title = "Names of environment variables contain only letters, digits and `_`"
  public static let why = "Shells cannot use other names, and some container engines reject them"
  public static let badExample = """
    spec:
      environment: [{name: LOG-LEVEL, value: INFO}]
    """
  public static let goodExample = """
    spec:
      environment: [{name: LOG_LEVEL, value: INFO}]
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    valueFindings(manifest)
      + manifest.items("spec", "environment").compactMap { $0["name"]?.locatedText }.flatMap { name -> [Diagnostic] in
        EnvironmentNameCheck.problem(in: name.value).map { error($0, at: name.location) } ?? []
      }
  }
}
