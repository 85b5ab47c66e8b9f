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
      for (found, origin) in sources(of: setting.definition, flags, environment, manifest) {
        var value = found
        do throws(MalformedSetting) {
          if case (.list(let texts), .flag) = (value, origin), setting is Setting<[String]> {
            // A repeated flag may hold several items each time.
            value = .list(try SettingText.items(of: texts))
          }
          let typed = try setting.converted(value)
          // A comma alone is what CI makes of two empty variables: it names nothing.
          if (typed as? [String])?.isEmpty == true { continue }
          settings.resolved[setting.definition.name] = Resolved(
            definition: setting.definition, value: value, origin: origin, typed: typed)
        } catch {
          diagnostics.append(malformed(setting.definition, value, origin, error.expectation))
        }
        break
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

  /// Where a value may come from, the strongest first.
  private static func sources(
    of definition: SettingDefinition, _ flags: [String: [String]], _ environment: [String: String],
    _ manifest: ManifestLookup
  ) -> [(SettingValue, SettingOrigin)] {
    var sources: [(SettingValue, SettingOrigin)] = []
    let values = (flags[definition.name] ?? []).filter { !SettingValue.scalar($0).isEmpty }
    if !values.isEmpty {
      sources.append((values.count == 1 ? .scalar(values[0]) : .list(values), .flag(definition.flag)))
    }
    sources += definition.variables.compactMap { variable in
      environment[variable].map { (.scalar($0), .environment(variable)) }
    }
    if definition.isInManifest, let (value, location) = manifest(definition.name) {
      sources.append((value, .manifest(location)))
    }
    sources += [definition.defaultValue].compactMap(\.self).map { (.scalar($0), .default) }
    return sources.filter { !$0.0.isEmpty }
  }

  private static func malformed(
    _ definition: SettingDefinition, _ value: SettingValue, _ origin: SettingOrigin, _ expectation: String
  ) -> Diagnostic {
    .error(
      "malformed-setting", "the setting `\(definition.name)` is malformed: expected \(expectation), found `\(value)`",
      at: origin.location, hints: ["it comes from \(origin)"])
  }
}
