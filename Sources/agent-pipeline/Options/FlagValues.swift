import ArgumentParser
import PipelineCore
import Settings

/// Collects what was given on the command line, by setting name.
struct FlagValues {
  var values: [String: [String]] = [:]

  mutating func set<Value>(_ setting: Setting<Value>, _ value: String?) {
    if let value { values[setting.definition.name] = [value] }
  }

  mutating func set<Value>(_ setting: Setting<Value>, _ list: [String]) {
    if !list.isEmpty { values[setting.definition.name] = list }
  }

  mutating func set<Value>(_ setting: Setting<Value>, _ isOn: Bool) {
    if isOn { values[setting.definition.name] = ["true"] }
  }
}

extension ArgumentHelp {
  /// The help of a setting: what it means, its default, and the variable that sets it as well.
  static func of<Value>(_ setting: Setting<Value>) -> ArgumentHelp {
    let definition = setting.definition
    let defaultValue = definition.isSwitch ? nil : definition.defaultValue.map { " (default: \($0))" }
    let variable = definition.variables.first.map { " [\($0)]" }
    return ArgumentHelp(
      "\(definition.help)\(defaultValue ?? "")\(variable ?? "")",
      valueName: definition.placeholder.replacing("…", with: "..."))
  }
}
