public import Diagnostics
import Languages
import YAMLTree

public enum RuntimeExtension: ManifestRule {
  public static let id = "runtime-extension"
  public static let title = "Other readers of agent.yaml know the runtime"
  public static let why = "`custom` is an extension of the format: other tools that read agent.yaml refuse it"
  public static let badExample = """
    spec:
      runtime: custom
    """
  public static let goodExample = """
    spec:
      runtime: go
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    guard manifest.language is Custom, let node = manifest.node("spec", "runtime") else { return [] }
    return note(
      "the runtime `custom` is an extension: other readers of agent.yaml refuse it", at: node.location,
      hints: ["choose a runtime of the format if other tools read the file"])
  }
}
