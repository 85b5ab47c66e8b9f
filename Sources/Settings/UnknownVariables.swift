import Diagnostics

/// Variables with this tool's prefix that set nothing: most likely a typo, and the run would not do what was intended.
///
/// Other tools share the prefixes `PLUGIN_` and `INPUT_`, so an unknown name means nothing there.
enum UnknownVariables {
  /// The outputs of a run on GitLab: later jobs of the pipeline find them in their environment.
  static let outputs: Set = [
    "OUTCOME", "RELEASED", "VERSION", "BUMP", "IMAGE", "DIGEST", "TAGS", "REFERENCES", "NOTES", "REPORT", "JUNIT",
    "AGENTS",
  ]

  /// Secrets that no setting holds, because `inspect` shows settings: the key that seals facts.
  static let secrets: Set = ["FACTS_KEY"]

  static func diagnostics(in environment: [String: String], known settings: [any AnySetting]) -> [Diagnostic] {
    let prefix = SettingDefinition.ownPrefix
    let given = environment.filter { $0.key.hasPrefix(prefix) && !SettingValue.scalar($0.value).isEmpty }
    if given.isEmpty { return [] }
    let known = settings.compactMap(\.definition.variables.first).map { String($0.dropFirst(prefix.count)) }
    let names = given.keys.map { String($0.dropFirst(prefix.count)) }.sorted()
    return names.filter { !known.contains($0) && !outputs.contains($0) && !secrets.contains($0) }.map { name in
      .error(
        "unknown-variable", "the variable `\(prefix)\(name)` is not a setting",
        hints: [
          NearestName.to(name, in: known).map { "did you mean `\(prefix)\($0)`?" }
            ?? "`agent-pipeline run --help` lists the variables"
        ])
    }
  }
}
