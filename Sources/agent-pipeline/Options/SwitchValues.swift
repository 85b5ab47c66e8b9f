import ArgumentParser
import Settings

/// Lets a switch take its value as other settings do, `--strict=false`, which ArgumentParser refuses on a flag.
enum SwitchValues {
  /// - Returns: the arguments with `--strict` or `--no-strict` in place of `--strict=VALUE`. An empty value counts as
  ///   unset.
  /// - Throws: where the value is neither true nor false.
  static func rewritten(_ arguments: some Sequence<String>) throws -> [String] {
    var isOption = true
    return try arguments.compactMap { argument in
      isOption = isOption && argument != "--"
      guard isOption, argument.hasPrefix("--"), let equals = argument.firstIndex(of: "="),
        let setting = switches[String(argument[..<equals].dropFirst(2))]
      else { return argument }
      let value = String(argument[argument.index(after: equals)...])
      if value.allSatisfy(\.isWhitespace) { return nil }
      do throws(MalformedSetting) {
        let isOn = try setting.converted(.scalar(value)) as? Bool == true
        return isOn ? "\(argument[..<equals])" : "--no-\(argument[..<equals].dropFirst(2))"
      } catch {
        throw ValidationError("`\(argument)`: expected \(error.expectation)")
      }
    }
  }

  /// By every name of their flags.
  private static var switches: [String: Setting<Bool>] {
    var switches: [String: Setting<Bool>] = [:]
    for case let setting as Setting<Bool> in AllSettings.all {
      for name in [setting.definition.kebabName] + setting.definition.aliases { switches[name] = setting }
    }
    return switches
  }
}
