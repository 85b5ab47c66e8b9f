import TextFormats
import Versioning

/// A setting and the type of its value.
public struct Setting<Value: Sendable>: Sendable {
  public var definition: SettingDefinition
  /// Converts a value of the setting's shape.
  let type: @Sendable (SettingValue) -> Value?
  /// Checks a value of the setting's shape.
  var check: @Sendable (SettingValue) -> [SettingProblem] = { _ in [] }
}

/// A setting of any type, as an element of the list of all settings.
public protocol AnySetting: Sendable {
  var definition: SettingDefinition { get }
  /// - Returns: the typed value; nil only if the shape does not fit.
  func typed(_ value: SettingValue) -> (any Sendable)?
  /// What is wrong with a value that has the setting's shape.
  func problems(in value: SettingValue) -> [SettingProblem]
}

extension Setting: AnySetting {
  public func typed(_ value: SettingValue) -> (any Sendable)? { type(value) }
  public func problems(in value: SettingValue) -> [SettingProblem] { check(value) }
}

/// What the table declares beyond a setting's name, shape and default.
extension Setting {
  /// Adds commands on which the setting has an effect.
  func on(_ commands: String...) -> Setting { on(commands) }

  func on(_ commands: [String]) -> Setting { changed { $0.commands.formUnion(commands) } }

  /// Sets the only commands, besides `run` and `inspect`, on which the setting has an effect.
  func only(on commands: String...) -> Setting { changed { $0.commands = Set(commands) } }

  /// Keeps it out of agent.yaml.
  /// - Parameter reason: the end of a sentence.
  func notInManifest(_ reason: String) -> Setting { changed { $0.manifestPermission = .nothing(because: reason) } }

  /// Lets agent.yaml write these values only: an entitlement, which a flag or a variable grants.
  /// - Parameter reason: the end of a sentence.
  func inManifest(only harmless: String..., because reason: String) -> Setting {
    changed { $0.manifestPermission = .only(harmless, because: reason) }
  }

  /// Keeps files that agent.yaml names inside the agent's directory or its repository.
  func filesInside() -> Setting { changed { $0.manifestPermission = .filesInside } }

  /// What applies if it is unset.
  func otherwise(_ text: String) -> Setting { changed { $0.otherwise = text } }

  /// Lets its values stand alone on the command line.
  func argument() -> Setting { changed { $0.isArgument = true } }

  /// Another name of its flag.
  func alias(_ name: String) -> Setting { changed { $0.aliases.append(name) } }

  /// Checks values beyond their shape.
  func checked(_ check: @escaping @Sendable (SettingValue) -> [SettingProblem]) -> Setting {
    var copy = self
    copy.check = check
    return copy
  }

  private func changed(_ change: (inout SettingDefinition) -> Void) -> Setting {
    var copy = self
    change(&copy.definition)
    return copy
  }

  private init(
    _ name: String, _ shape: SettingShape, _ placeholder: String, default value: String? = nil, _ summary: String,
    _ type: @escaping @Sendable (SettingValue) -> Value?
  ) {
    self.init(
      definition: SettingDefinition(
        name: name, shape: shape, placeholder: placeholder, summary: summary, defaultValue: value), type: type)
  }
}

extension Setting where Value == String {
  static func text(_ name: String, _ placeholder: String, default value: String? = nil, _ summary: String) -> Setting {
    Setting(name, .text, placeholder, default: value, summary, \.text)
  }
}

extension Setting where Value == SemanticVersion {
  static func version(_ name: String, _ summary: String) -> Setting {
    Setting(name, .version, "VERSION", summary) { $0.text.flatMap { SemanticVersion($0) } }
  }
}

extension Setting where Value == Bool {
  static func `switch`(_ name: String, default isOn: Bool = false, _ summary: String) -> Setting {
    Setting(name, .boolean, "true|false", default: "\(isOn)", summary) { $0.text == "true" }
  }
}

extension Setting where Value == Duration {
  static func duration(_ name: String, _ summary: String) -> Setting {
    Setting(name, .duration, "DURATION", summary) { $0.text.flatMap(DurationText.parse) }
  }
}

extension Setting where Value == Int {
  static func integer(_ name: String, _ placeholder: String, _ range: ClosedRange<Int>, _ summary: String) -> Setting {
    Setting(name, .integer(range), placeholder, summary) { $0.text.flatMap { Int($0) } }
  }
}

/// A fixed set of values.
typealias SettingChoice = CaseIterable & RawRepresentable<String> & Sendable

extension Setting where Value: SettingChoice {
  static func choice(_ name: String, default value: Value, _ summary: String) -> Setting {
    let known = Value.allCases.map(\.rawValue)
    return Setting(name, .choice(known), known.joined(separator: "|"), default: value.rawValue, summary) {
      $0.text.flatMap(Value.init)
    }
  }
}

extension Setting where Value == [String] {
  static func list(
    _ name: String, _ placeholder: String, default value: [String] = [], _ summary: String
  ) -> Setting {
    let text = value.isEmpty ? nil : value.joined(separator: ",")
    return Setting(name, .list(.text), placeholder, default: text, summary, \.items)
  }
}

extension Setting {
  static func list<Choice: SettingChoice>(
    _ name: String, default value: [Choice], _ summary: String
  ) -> Setting where Value == [Choice] {
    let known = Choice.allCases.map(\.rawValue)
    return Setting(
      name, .list(.choice(known)), known.joined(separator: "|") + ",…",
      default: value.map(\.rawValue).joined(separator: ","), summary
    ) { $0.items?.compactMap(Choice.init) }
  }
}

extension Setting where Value == [String: String] {
  static func map(_ name: String, _ summary: String) -> Setting {
    Setting(name, .map(.text), "NAME=VALUE,…", summary, \.pairs)
  }
}

extension Setting {
  static func map<Choice: SettingChoice>(
    _ name: String, _ placeholder: String, _ summary: String
  ) -> Setting where Value == [String: Choice] {
    Setting(name, .map(.choice(Choice.allCases.map(\.rawValue))), placeholder, summary) {
      $0.pairs?.compactMapValues(Choice.init)
    }
  }
}
