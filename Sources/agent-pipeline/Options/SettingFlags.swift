import ArgumentParser
import Settings

/// A command that takes settings as flags.
///
/// Every command configures its name: ArgumentParser derives a missing one anew for each argument.
protocol SettingsCommand: ParsableCommand {
  /// The name of the command in the table of settings.
  static var nameInTable: String { get }
}

extension SettingsCommand {
  static var nameInTable: String { configuration.commandName ?? "" }

  /// The settings that have an effect here. PATH is an argument, not a flag.
  fileprivate static var settings: [any AnySetting] {
    let takesAll = Self.self == Run.self || Self.self == Inspect.self
    let name = nameInTable
    return AllSettings.all.filter { setting in
      let definition = setting.definition
      return (takesAll || definition.commands.contains(name)) && definition.name != Settings.path.definition.name
    }
  }
}

/// The flags of a command's settings, made from `AllSettings`: a new setting needs no line here.
///
/// ArgumentParser finds options by reflection. The mirror shows it one for each setting.
struct SettingFlags<Command: SettingsCommand>: ParsableArguments, CustomReflectable {
  /// The given values, by setting name.
  private(set) var values: [String: [String]] = [:]

  init() {}

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    for setting in Command.settings {
      let definition = setting.definition
      let key = Key(stringValue: definition.kebabName)
      if definition.isSwitch {
        values[definition.name] = try container.decode(Flag<Bool?>.self, forKey: key).wrappedValue.map { ["\($0)"] }
      } else if definition.isRepeatable {
        let given = try container.decode(Option<[String]>.self, forKey: key).wrappedValue
        values[definition.name] = given.isEmpty ? nil : given
      } else {
        values[definition.name] = try container.decode(Option<String?>.self, forKey: key).wrappedValue.map { [$0] }
      }
    }
  }

  var customMirror: Mirror {
    Mirror(
      self,
      children: Command.settings.map { setting in
        let definition = setting.definition
        let name = NameSpecification(([definition.kebabName] + definition.aliases).map { .customLong($0) })
        let help = ArgumentHelp.of(definition)
        let option: Any =
          if definition.isSwitch {
            Flag<Bool?>(name: name, inversion: .prefixedNo, help: help)
          } else if definition.isRepeatable {
            Option<[String]>(wrappedValue: [], name: name, help: help, completion: definition.completion)
          } else {
            Option<String?>(name: name, help: help, completion: definition.completion)
          }
        // The underscore of property wrappers.
        return (label: "_\(definition.kebabName)", value: option)
      })
  }

  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}

extension ArgumentHelp {
  /// The help of a setting, its default and its variable.
  fileprivate static func of(_ definition: SettingDefinition) -> ArgumentHelp {
    let shown = definition.defaultValue.flatMap { definition.isSwitch && $0 == "false" ? nil : " (default: \($0))" }
    let variable = definition.variables.first.map { " [\($0)]" }
    return ArgumentHelp(
      "\(definition.help)\(shown ?? "")\(variable ?? "")",
      valueName: definition.placeholder.replacing("…", with: "..."))
  }
}
