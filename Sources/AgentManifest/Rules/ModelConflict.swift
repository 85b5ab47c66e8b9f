public import Diagnostics
import YAMLTree

public enum ModelConflict: ManifestRule {
  public static let id = "model-conflict"
  public static let title = "`model` and `models` are not both set"
  public static let why = "With both, it is unclear which model the agent calls"
  public static let isSuppressible = false
  public static let badExample = """
    spec:
      model: {provider: openai, name: gpt-4}
      models: [{provider: openai, name: gpt-4, use: chat}]
    """
  public static let goodExample = """
    spec:
      models: [{provider: openai, name: gpt-4, use: chat}]
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    guard let one = manifest.node("spec")?.written("model"), let several = manifest.node("spec")?.written("models")
    else { return [] }
    return error(
      "`model` and `models` are both set", at: several.key.location,
      hints: ["`model` is at line \(one.key.location.line): move it into the list, or remove one of the two"])
  }
}
