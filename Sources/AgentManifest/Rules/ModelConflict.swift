public import Diagnostics
import YAMLTree

/// `model` and `models` are not both there.
public enum ModelConflict: ManifestRule {
  public static let id = "model-conflict"
  public static let title = "`model` and `models` are not both there"
  public static let why = "It would be unclear which model the agent calls"
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
    guard let one = manifest.node("spec")?.pair("model"), let several = manifest.node("spec")?.pair("models"),
      !one.value.isNull, !several.value.isNull
    else { return [] }
    return [
      error(
        "`models` stands beside `model`", at: several.key.location,
        hints: ["`model` is at line \(one.key.location.line): move it into the list, or remove one of the two"])
    ]
  }
}
