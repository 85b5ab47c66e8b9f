import TextFormats

/// A setting and the type of its value.
public struct Setting<Value: Sendable>: Sendable {
  public var definition: SettingDefinition
  let convert: @Sendable (SettingValue) throws(MalformedSetting) -> Value
}

/// What is wrong with a setting's value, as the end of a sentence: `expected …`.
public struct MalformedSetting: Error, Sendable, Hashable {
  public var expectation: String
}

/// A setting of any type, as it stands in the list of all settings.
public protocol AnySetting: Sendable {
  var definition: SettingDefinition { get }
  func converted(_ value: SettingValue) throws(MalformedSetting) -> any Sendable
}

extension Setting: AnySetting {
  public func converted(_ value: SettingValue) throws(MalformedSetting) -> any Sendable { try convert(value) }
}

extension Setting {
  /// Names the commands where the setting has an effect.
  func on(_ commands: String...) -> Setting {
    var copy = self
    copy.definition.commands.formUnion(commands)
    return copy
  }

  /// Names the only commands, besides `run` and `inspect`, where the setting has an effect.
  func only(on commands: String...) -> Setting {
    var copy = self
    copy.definition.commands = Set(commands)
    return copy
  }

  func alias(_ name: String) -> Setting {
    var copy = self
    copy.definition.aliases.append(name)
    return copy
  }

  func notInManifest() -> Setting {
    var copy = self
    copy.definition.isInManifest = false
    return copy
  }
}

extension Setting where Value == String {
  static func text(_ name: String, _ placeholder: String, default value: String? = nil, _ help: String) -> Setting {
    Setting(
      definition: SettingDefinition(name: name, placeholder: placeholder, help: help, defaultValue: value),
      convert: { value throws(MalformedSetting) in try Self.scalar(value, "a text") })
  }

  static func choice(_ name: String, _ choices: [String], default value: String, _ help: String) -> Setting {
    Setting(
      definition: SettingDefinition(
        name: name, placeholder: choices.joined(separator: "|"), help: help, defaultValue: value),
      convert: { value throws(MalformedSetting) in
        let expectation = "one of " + choices.map { "`\($0)`" }.joined(separator: ", ")
        let text = try Self.scalar(value, expectation)
        guard choices.contains(text) else { throw MalformedSetting(expectation: expectation) }
        return text
      })
  }

  private static func scalar(_ value: SettingValue, _ expectation: String) throws(MalformedSetting) -> String {
    guard case .scalar(let text) = value else { throw MalformedSetting(expectation: expectation) }
    return text
  }
}

extension Setting where Value == Bool {
  static func `switch`(_ name: String, default isOn: Bool = false, _ help: String) -> Setting {
    var definition = SettingDefinition(name: name, placeholder: "true|false", help: help, defaultValue: "\(isOn)")
    definition.isSwitch = true
    return Setting(
      definition: definition,
      convert: { value throws(MalformedSetting) in
        switch value.description.lowercased() {
        case "true", "1", "yes", "on": true
        case "false", "0", "no", "off": false
        default: throw MalformedSetting(expectation: "`true` or `false`")
        }
      })
  }
}

extension Setting where Value == [String] {
  static func list(_ name: String, _ placeholder: String, default value: String? = nil, _ help: String) -> Setting {
    Setting(
      definition: SettingDefinition(name: name, placeholder: placeholder, help: help, defaultValue: value),
      convert: { value throws(MalformedSetting) in
        switch value {
        case .list(let items): items
        case .scalar(let text): try SettingText.list(text)
        case .map: throw MalformedSetting(expectation: "a list")
        }
      })
  }
}

extension Setting where Value == [String: String] {
  static func map(_ name: String, _ help: String) -> Setting {
    Setting(
      definition: SettingDefinition(name: name, placeholder: "NAME=VALUE,…", help: help),
      convert: { value throws(MalformedSetting) in
        switch value {
        case .map(let pairs): return pairs
        case .scalar(let text): return try SettingText.map([text])
        case .list(let items): return try SettingText.map(items)
        }
      })
  }
}

extension Setting where Value == Duration? {
  static func duration(_ name: String, _ help: String) -> Setting {
    Setting(
      definition: SettingDefinition(name: name, placeholder: "DURATION", help: help),
      convert: { value throws(MalformedSetting) in
        guard case .scalar(let text) = value, let duration = DurationText.parse(text), duration > .zero else {
          throw MalformedSetting(expectation: "a duration such as `90s`, `10m` or `1h30m`")
        }
        return duration
      })
  }
}

extension Setting where Value == Int? {
  /// A whole number above zero.
  static func count(_ name: String, _ placeholder: String, _ help: String) -> Setting {
    Setting(
      definition: SettingDefinition(name: name, placeholder: placeholder, help: help),
      convert: { value throws(MalformedSetting) in
        guard case .scalar(let text) = value, let number = Int(text), (1...1_000_000).contains(number) else {
          throw MalformedSetting(expectation: "a whole number above zero")
        }
        return number
      })
  }
}
