/// Declares a setting once: its name, from which the flag and the variables follow, and what it means.
public struct SettingDefinition: Sendable, Hashable {
  /// A dotted path as in `spec.pipeline`: `build.baseImage`. Without a dot the setting belongs to the run.
  public let name: String
  /// How a value is written, for help texts: `REFERENCE`, `STAGE`.
  public var placeholder: String
  public var help: String
  public var defaultValue: String?
  /// A switch is a flag without a value: `--strict` or `--no-strict`.
  public var isSwitch = false
  /// Whether `spec.pipeline` may hold it.
  public var isInManifest = true
  /// Shorter names of the flag, without the hyphens.
  public var aliases: [String] = []
  /// The commands where it has an effect and that accept its flag, besides `run` and `inspect`, which accept every one.
  /// A setting of a stage belongs to the command of that name unless the table says otherwise.
  public var commands: Set<String>

  /// `build-base-image`
  public let kebabName: String

  /// `--build-base-image`
  public var flag: String { "--\(kebabName)" }

  /// The variables that set it, the strongest first: ours, Drone's and Woodpecker's, GitHub's two spellings.
  ///
  /// GitHub upper-cases an input's name and keeps its hyphens; composite actions and scripts use underscores.
  public let variables: [String]

  init(name: String, placeholder: String, help: String, defaultValue: String? = nil) {
    self.name = name
    self.placeholder = placeholder
    self.help = help
    self.defaultValue = defaultValue
    commands = name.contains(".") ? [String(name.prefix { $0 != "." })] : []
    let words = Self.words(of: name)
    let screaming = words.joined(separator: "_").uppercased()
    kebabName = words.joined(separator: "-")
    variables =
      ["AGENT_PIPELINE_\(screaming)", "PLUGIN_\(screaming)", "INPUT_\(screaming)"]
      + (words.count > 1 ? ["INPUT_\(kebabName.uppercased())"] : [])
  }

  private static func words(of name: String) -> [String] {
    name.split(separator: ".").flatMap { part in
      var words: [String] = [""]
      for character in part {
        if character.isUppercase { words.append("") }
        words[words.count - 1].append(contentsOf: character.lowercased())
      }
      return words
    }
  }
}
