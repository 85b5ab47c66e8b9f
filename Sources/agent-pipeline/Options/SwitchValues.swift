import Diagnostics
import Settings

/// Lets a switch take its value as other settings do, `--strict=false`, which ArgumentParser refuses on a flag.
enum SwitchValues {
  /// - Returns: the arguments with `--strict` or `--no-strict` in place of `--strict=VALUE`. An empty value counts as
  ///   unset.
  /// - Throws: `WrongUsage` where the value is neither true nor false.
  static func rewritten(_ arguments: some Sequence<String>) throws -> [String] {
    var isOption = true
    return try arguments.compactMap { argument in
      isOption = isOption && argument != "--"
      guard isOption, argument.hasPrefix("--"), let equals = argument.firstIndex(of: "="),
        let setting = switches[String(argument[..<equals].dropFirst(2))]
      else { return argument }
      let value = String(argument[argument.index(after: equals)...])
      if value.allSatisfy(\.isWhitespace) { return nil }
      do throws(SettingProblem) {
        let isOn = try setting.shape.read(.scalar(value), for: setting.name) == .scalar("true")
        return isOn ? "\(argument[..<equals])" : "--no-\(argument[..<equals].dropFirst(2))"
      } catch {
        let flag = argument[..<equals]
        throw WrongUsage(
          diagnostic: .error(
            error.code, "`\(argument)`: \(error.message)", hints: ["write `\(flag)` or `--no-\(flag.dropFirst(2))`"]))
      }
    }
  }

  /// By every name of their flags.
  private static var switches: [String: SettingDefinition] {
    var switches: [String: SettingDefinition] = [:]
    for definition in AllSettings.all.map(\.definition) where definition.isSwitch {
      for name in [definition.kebabName] + definition.aliases { switches[name] = definition }
    }
    return switches
  }
}
