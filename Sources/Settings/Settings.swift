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
  /// What was set, but wrongly: nothing weaker takes its place.
  private var malformed: Set<String> = []

  /// Answers what `spec.pipeline` holds for a setting's name.
  public typealias ManifestLookup = (_ name: String) -> (value: SettingValue, location: SourceLocation)?

  /// Collects every malformed value instead of stopping at the first.
  ///
  /// - Parameters:
  ///   - flags: values by setting name; a repeated flag has several.
  ///   - environment: the process's environment as data.
  /// - Returns: the settings without those that were malformed, and a diagnostic for each of these.
  public static func resolve(
    flags: [String: [String]], environment: [String: String]
  ) -> (settings: Settings, diagnostics: [Diagnostic]) {
    var settings = Settings()
    var diagnostics: [Diagnostic] = []
    for setting in AllSettings.all {
      for (value, origin) in sources(of: setting.definition, flags, environment) {
        guard let found = settings.set(setting, value, origin) else { continue }
        diagnostics += found
        break
      }
    }
    return (settings, diagnostics)
  }

  /// Takes from one agent's `spec.pipeline` what neither flag nor variable has set.
  public func completed(by manifest: ManifestLookup) -> (settings: Settings, diagnostics: [Diagnostic]) {
    var settings = self
    var diagnostics: [Diagnostic] = []
    for (name, setting) in Self.inManifest {
      guard let (value, location) = manifest(name), !value.isEmpty, !malformed.contains(name),
        resolved[name]?.origin ?? .default == .default
      else { continue }
      diagnostics += settings.set(setting, value, .manifest(location)) ?? []
    }
    return (settings, diagnostics)
  }

  /// By name, once for all agents: to ask a setting for its definition copies that.
  private static let inManifest = AllSettings.all.filter(\.definition.isInManifest).map { ($0.definition.name, $0) }

  /// - Returns: what is wrong with the value; nothing at all where it names nothing and another source has its turn.
  private mutating func set(
    _ setting: any AnySetting, _ found: SettingValue, _ origin: SettingOrigin
  ) -> [Diagnostic]? {
    let name = setting.definition.name
    var value = found
    do throws(MalformedSetting) {
      if case (.list(let texts), .flag) = (value, origin), setting is Setting<[String]> {
        // A repeated flag may hold several items each time.
        value = .list(try SettingText.items(of: texts))
      }
      let typed = try setting.converted(value)
      // A comma alone is what CI makes of two empty variables: it names nothing.
      if (typed as? [String])?.isEmpty == true { return nil }
      resolved[name] = Resolved(definition: setting.definition, value: value, origin: origin, typed: typed)
      return []
    } catch {
      resolved[name] = nil
      malformed.insert(name)
      return [Self.malformed(setting.definition, value, origin, error.expectation)]
    }
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
    of definition: SettingDefinition, _ flags: [String: [String]], _ environment: [String: String]
  ) -> [(SettingValue, SettingOrigin)] {
    var sources: [(SettingValue, SettingOrigin)] = []
    let values = (flags[definition.name] ?? []).filter { !SettingValue.scalar($0).isEmpty }
    if !values.isEmpty {
      sources.append((values.count == 1 ? .scalar(values[0]) : .list(values), .flag(definition.flag)))
    }
    sources += definition.variables.compactMap { variable in
      environment[variable].map { (.scalar($0), .environment(variable)) }
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
