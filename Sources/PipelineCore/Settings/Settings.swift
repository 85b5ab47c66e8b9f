public import Diagnostics

/// The resolved settings of one agent's run, each value with where it came from.
///
/// Precedence: flag > environment > `spec.pipeline` in agent.yaml > default.
public struct Settings: Sendable {
  public struct Resolved: Sendable {
    public var definition: SettingDefinition
    public var value: SettingValue
    public var origin: SettingOrigin
    let typed: any Sendable
  }

  private var resolved: [String: Resolved] = [:]

  /// Answers what `spec.pipeline` holds for a setting's name.
  public typealias ManifestLookup = (_ name: String) -> (value: SettingValue, location: SourceLocation)?

  /// Collects every malformed value instead of stopping at the first.
  ///
  /// - Parameters:
  ///   - flags: values by setting name; a repeated flag has several.
  ///   - environment: the process's environment as data.
  /// - Returns: the settings without those that were malformed, and a diagnostic for each of these.
  public static func resolve(
    flags: [String: [String]], environment: [String: String], manifest: ManifestLookup = { _ in nil }
  ) -> (settings: Settings, diagnostics: [Diagnostic]) {
    var settings = Settings()
    var diagnostics: [Diagnostic] = []
    for setting in AllSettings.all {
      guard let (found, origin) = source(of: setting.definition, flags, environment, manifest) else { continue }
      var value = found
      do throws(MalformedSetting) {
        if case (.list(let texts), .flag) = (value, origin), setting is Setting<[String]> {
          // A repeated flag may hold several items each time.
          value = .list(try SettingText.items(of: texts))
        }
        settings.resolved[setting.definition.name] = Resolved(
          definition: setting.definition, value: value, origin: origin, typed: try setting.converted(value))
      } catch {
        diagnostics.append(malformed(setting.definition, value, origin, error.expectation))
      }
    }
    return (settings, diagnostics)
  }

  /// The value, or nothing where the setting is unset and has no default.
  public func callAsFunction<Value>(_ setting: Setting<Value>) -> Value? {
    resolved[setting.definition.name]?.typed as? Value
  }

  /// Where the value came from.
  public func origin<Value>(of setting: Setting<Value>) -> SettingOrigin? {
    resolved[setting.definition.name]?.origin
  }

  /// Every setting that has a value, in the order of `AllSettings`.
  public var all: [Resolved] { AllSettings.all.compactMap { resolved[$0.definition.name] } }

  private static func source(
    of definition: SettingDefinition, _ flags: [String: [String]], _ environment: [String: String],
    _ manifest: ManifestLookup
  ) -> (SettingValue, SettingOrigin)? {
    if let values = flags[definition.name]?.filter({ !SettingValue.scalar($0).isEmpty }), let first = values.first {
      return (values.count == 1 ? .scalar(first) : .list(values), .flag(definition.flag))
    }
    for variable in definition.variables {
      if let value = environment[variable].map(SettingValue.scalar), !value.isEmpty {
        return (value, .environment(variable))
      }
    }
    if definition.isInManifest, let (value, location) = manifest(definition.name), !value.isEmpty {
      return (value, .manifest(location))
    }
    return definition.defaultValue.map { (.scalar($0), .default) }
  }

  private static func malformed(
    _ definition: SettingDefinition, _ value: SettingValue, _ origin: SettingOrigin, _ expectation: String
  ) -> Diagnostic {
    return .error(
      "malformed-setting", "the setting `\(definition.name)` is malformed: expected \(expectation), found `\(value)`",
      at: origin.location, hints: ["it comes from \(origin)"])
  }
}
