/// Declares a setting once: its name, from which the flag and the variables follow, and what it means.
public struct SettingDefinition: Sendable, Hashable {
  /// A dotted path below `spec.pipeline`: `build.baseImage`. Without a dot the setting belongs to the run.
  public let name: String
  public let shape: SettingShape
  /// How a value is written, for help texts: `REFERENCE`, `STAGE`.
  public var placeholder: String
  /// What it does, in one sentence.
  public var summary: String
  public var defaultValue: String?
  /// What applies if it is unset and has no `defaultValue`: `the last stage`.
  public var otherwise: String?
  public var manifestPermission = ManifestPermission.anything
  /// Whether its values stand alone on the command line, without a flag.
  public var isArgument = false
  /// Shorter names of the flag, without the hyphens: `bump`.
  public var aliases: [String] = []
  /// The commands where it has an effect and that accept its flag, besides `run` and `inspect`, which accept every one.
  /// A setting of a stage belongs to the command of that name unless the table says otherwise.
  public var commands: Set<String>

  /// `build-base-image`
  public let kebabName: String
  /// The variables that set it, in order of precedence: ours, Drone's and Woodpecker's, GitHub's two spellings.
  ///
  /// GitHub upper-cases an input's name and keeps its hyphens; composite actions and scripts use underscores.
  public let variables: [String]

  /// `--build-base-image`, or for what stands alone on the command line, its placeholder.
  public var flag: String { isArgument ? placeholder : "--\(kebabName)" }
  /// The stage it belongs to, or nil if it belongs to the run.
  public var stage: String? { name.contains(".") ? String(name.prefix { $0 != "." }) : nil }
  /// A switch is a flag without a value: `--strict` or `--no-strict`.
  public var isSwitch: Bool { shape == .boolean }
  /// Whether a repeated flag adds to the value; otherwise the last one counts.
  public var isRepeatable: Bool {
    switch shape {
    case .list, .map: true
    default: false
    }
  }
  /// Whether `spec.pipeline` may contain it, at least with some values.
  public var isInManifest: Bool { if case .nothing = manifestPermission { false } else { true } }
  /// The summary, and what applies if the setting is unset, unless `defaultValue` says it.
  public var help: String { summary + (otherwise.map { " (default: \($0))" } ?? "") }

  init(name: String, shape: SettingShape = .text, placeholder: String, summary: String, defaultValue: String? = nil) {
    self.name = name
    self.shape = shape
    self.placeholder = placeholder
    self.summary = summary
    self.defaultValue = defaultValue
    commands = name.contains(".") ? [String(name.prefix { $0 != "." })] : []
    let words = Self.words(of: name)
    let screaming = words.joined(separator: "_").uppercased()
    kebabName = words.joined(separator: "-")
    variables =
      ["\(Self.ownPrefix)\(screaming)", "PLUGIN_\(screaming)", "INPUT_\(screaming)"]
      + (words.count > 1 ? ["INPUT_\(kebabName.uppercased())"] : [])
  }

  /// Where to set it instead of agent.yaml.
  public var otherPlaces: String { "`\(flag)` or \(variables[0])" }

  static let ownPrefix = "AGENT_PIPELINE_"

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
