import Settings

/// docs/settings.md.
enum SettingsPage {
  /// - Parameter settings: those that there are.
  static func markdown(_ settings: [any AnySetting] = AllSettings.all) -> String {
    let definitions = settings.map(\.definition)
    var stages: [String?] = []
    for definition in definitions where !stages.contains(definition.stage) { stages.append(definition.stage) }
    return introduction
      + stages.map { stage in
        table(stage.map { "The \($0) stage" } ?? "The run", definitions.filter { $0.stage == stage })
      }.joined()
  }

  private static let introduction = """
    # Settings

    This page is generated from the table of settings by `make generate`; a test fails if it is out of date.

    A setting can be given as a flag, as an environment variable, or in agent.yaml under `spec.pipeline`. Flags override
    the environment, which overrides agent.yaml, which overrides the default. An empty value counts as unset. The same
    checks apply everywhere, and a message names the origin of a bad value. `agent-pipeline inspect` shows the value of
    every setting and its origin.

    - **Variables**: in addition to those in the tables, `PLUGIN_…` (Drone, Woodpecker) and `INPUT_…` (GitHub Actions)
      are read. A variable that begins with `AGENT_PIPELINE_` but is not a setting is an error.
    - **Lists** in flags and variables are separated by commas or line breaks: `linux/amd64,linux/arm64`. If an item
      contains a comma, write a JSON array: `["sh", "-c", "a, b"]`. A repeated flag adds to the list.
    - **Maps** are written as `NAME=VALUE,NAME=VALUE`, or as a JSON object: `{"NAME": "VALUE"}`.
    - **Switches** are flags without a value. `--no-strict` or `--strict=false` overrides a variable or agent.yaml.
    - **Durations** are numbers with units: `90s`, `10m`, `1h30m`.
    - **agent.yaml** is written by anyone who can propose a change, so the column says what it may set. Everything else
      needs a flag or a variable, which only the person who runs the tool can set; the error names both.
    - If any other flag is repeated, the last one wins.

    """

  private static func table(_ title: String, _ definitions: [SettingDefinition]) -> String {
    var text =
      "\n## \(title)\n\n| setting | flag | variable | default | agent.yaml | meaning |\n|---|---|---|---|---|---|\n"
    for definition in definitions {
      let flags = [definition.flag] + (definition.aliases.map { "--\($0)" })
      let cells = [
        "`\(definition.name)`", flags.map { "`\($0)`" }.joined(separator: ", "), "`\(definition.variables[0])`",
        definition.otherwise ?? definition.defaultValue.map { "`\($0)`" } ?? "unset",
        permission(definition.manifestPermission), meaning(definition),
      ]
      text += "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
    }
    return text
  }

  private static func permission(_ permission: ManifestPermission) -> String {
    switch permission {
    case .anything: "yes"
    case .filesInside: "yes; a file must be inside the agent's directory or its repository"
    case .only(let harmless, let reason): "only " + harmless.map { "`\($0)`" }.joined(separator: ", ") + ": \(reason)"
    case .nothing(let reason): "no: \(reason)"
    }
  }

  private static func meaning(_ definition: SettingDefinition) -> String {
    func values(_ shape: SettingShape) -> String {
      switch shape {
      case .choice(let known): " Values: " + known.map { "`\($0)`" }.joined(separator: ", ") + "."
      case .integer(let range): " From \(range.lowerBound) to \(range.upperBound)."
      case .list(let item), .map(let item): values(item)
      case .text, .boolean, .duration, .version: ""
      }
    }
    return definition.summary + values(definition.shape)
  }
}
