public import Diagnostics
import YAMLTree

public enum EnvironmentSource: ManifestRule {
  public static let id = "environment-source"
  public static let title = "An environment variable has exactly one source, with the keys of that source"
  public static let why = "With two sources, it is unclear which one applies; with none, the variable stays empty"
  public static let isSuppressible = false
  public static let badExample = """
    spec:
      environment:
        - {name: API_KEY}
        - {name: CONFIG, from: configmap}
    """
  public static let goodExample = """
    spec:
      environment:
        - {name: API_KEY, from: secret}
        - {name: CONFIG, from: configmap, configMapName: app, configMapKey: config}
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    manifest.items("spec", "environment").filter { $0.mapping != nil }.flatMap(check)
  }

  private static func check(_ variable: YAMLNode) -> [Diagnostic] {
    let name = variable["name"]?.text.map { "`\($0)`" } ?? "the variable"
    let place = variable.written("name")?.value.location ?? variable.location
    guard let from = variable.written("from") else {
      let source =
        variable.written("value") == nil
        ? error("\(name) has neither `value` nor `from`", at: place, hints: ["add `value: …` or `from: secret`"]) : []
      return source + superfluous(in: variable, besides: "value", allowed: [])
    }
    if variable.written("value") != nil {
      return error("\(name) has both `value` and `from`", at: from.key.location, hints: ["remove one of the two"])
    }
    let kind = from.value.text ?? ""
    guard let allowed = keys[kind] else { return [] }
    let missing = kind == "configmap" ? allowed.filter { variable.written($0) == nil } : []
    return missing.flatMap {
      error("\(name) comes from a config map but lacks `\($0)`", at: from.value.location, hints: ["add `\($0): …`"])
    } + superfluous(in: variable, besides: "from: \(kind)", allowed: allowed + ["defaultValue"])
  }

  /// Keys of another source are most likely a mix-up.
  private static func superfluous(in variable: YAMLNode, besides: String, allowed: [String]) -> [Diagnostic] {
    let all = keys.values.flatMap(\.self) + ["defaultValue"]
    return (variable.mapping ?? []).filter { all.contains($0.name) && !allowed.contains($0.name) }
      .flatMap { withoutEffect($0, with: besides) }
  }

  private static let keys = [
    "secret": ["secretName", "secretKey"], "configmap": ["configMapName", "configMapKey"], "env": ["envKey"],
  ]
}
