public import Diagnostics
import YAMLTree

public enum MissingField: ManifestRule {
  public static let id = "missing-field"
  public static let title = "Required fields are present"
  public static let why = "Without them, the agent cannot be named or built"
  public static let isSuppressible = false
  public static let badExample = """
    apiVersion: agent.dev/v1
    kind: Agent
    metadata:
      version: 1.0.0
    spec:
      runtime: python
    """
  public static let goodExample = """
    apiVersion: agent.dev/v1
    kind: Agent
    metadata:
      name: chatbot
      version: 1.0.0
    spec:
      runtime: python
      model: {provider: openai, name: gpt-4}
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    manifest.mismatches.flatMap { mismatch -> [Diagnostic] in
      guard case .missing(let field) = mismatch.kind else { return [] }
      let hint = field.example.map { "add `\(field.name): \($0)`" } ?? "add `\(field.name)`"
      return error("`\(mismatch.path)` is missing", at: mismatch.location, hints: [hint])
    } + model(manifest)
  }

  /// One of two fields is required, which the schema cannot say.
  private static func model(_ manifest: ManifestTree) -> [Diagnostic] {
    guard let spec = manifest.root.pair("spec"), spec.value.mapping != nil, spec.value.written("model") == nil,
      spec.value.written("models") == nil
    else { return [] }
    return error(
      "`spec.model` or `spec.models` is missing", at: spec.key.location,
      hints: ["add `model: {provider: openai, name: gpt-4}`, with the provider and the model that the agent calls"])
  }
}
