public import Diagnostics
import YAMLTree

/// An environment variable has exactly one source, and the keys of that source.
public enum EnvironmentSource: ManifestRule {
  public static let id = "environment-source"
  public static let title = "An environment variable has exactly one source, and the keys of that source"
  public static let why = "With two sources it is unclear which counts, with none the variable stays empty"
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
    func written(_ name: String) -> YAMLPair? {
      variable.pair(name).flatMap { $0.value.isNull ? nil : $0 }
    }
    let name = variable["name"]?.text.map { "`\($0)`" } ?? "the variable"
    let place = written("name")?.value.location ?? variable.location
    guard let from = written("from") else {
      let source =
        written("value") == nil
        ? [error("\(name) has neither `value` nor `from`", at: place, hints: ["add `value: …` or `from: secret`"])] : []
      return source + superfluous(in: variable, besides: "value", allowed: [])
    }
    if written("value") != nil {
      return [
        error("\(name) has both `value` and `from`", at: from.key.location, hints: ["remove one of the two"])
      ]
    }
    let kind = from.value.text ?? ""
    guard let allowed = keys[kind] else { return [] }
    let missing = kind == "configmap" ? allowed.filter { written($0) == nil } : []
    return missing.map {
      error("\(name) is from a config map and lacks `\($0)`", at: from.value.location, hints: ["add `\($0): …`"])
    } + superfluous(in: variable, besides: "from: \(kind)", allowed: allowed + ["defaultValue"])
  }

  /// Keys of another source are most likely a mix-up.
  private static func superfluous(in variable: YAMLNode, besides: String, allowed: [String]) -> [Diagnostic] {
    let all = keys.values.flatMap(\.self) + ["defaultValue"]
    return (variable.mapping ?? []).filter { all.contains($0.name) && !allowed.contains($0.name) }.map {
      warning("`\($0.name)` has no effect beside `\(besides)`", at: $0.key.location, hints: ["remove it"])
    }
  }

  private static let keys = [
    "secret": ["secretName", "secretKey"], "configmap": ["configMapName", "configMapKey"], "env": ["envKey"],
  ]
}
