public import Diagnostics

/// The resolved settings of one agent's run, each value with where it came from.
///
/// Flags override the environment, which overrides `spec.pipeline` in agent.yaml, which overrides the default.
public struct Settings: Sendable {
  /// A setting with its value and where that came from; both are nil if it is unset and has no default.
  public struct Listed: Sendable, CustomStringConvertible {
    public var definition: SettingDefinition
    public var value: SettingValue?
    public var origin: SettingOrigin?

    /// `build.engine: docker  # --build-engine`, as `inspect` shows it.
    public var description: String {
      let meaning = definition.otherwise.map { "default: \($0)" } ?? "unset"
      return "\(definition.name): \(value.map { "\($0)  # " } ?? "# ")\(origin.map { "\($0)" } ?? meaning)"
    }
  }

  private struct Resolved {
    var value: SettingValue
    var origin: SettingOrigin
    var typed: any Sendable
  }

  private let table: [any AnySetting]
  /// Those that agent.yaml may set, by name: found once for all agents of a run.
  private let manifestTable: [(name: String, setting: any AnySetting)]
  private var resolved: [String: Resolved] = [:]
  /// Where an empty value was given, by name, for settings that have no other.
  private var emptied: [String: SettingOrigin] = [:]
  /// Settings with a malformed value: no weaker source replaces it.
  private var malformed: Set<String> = []

  /// Looks up a setting in `spec.pipeline` by its name.
  public typealias ManifestLookup = (_ name: String) -> (value: SettingValue, location: SourceLocation)?

  /// Collects every malformed value instead of stopping at the first.
  ///
  /// - Parameters:
  ///   - flags: values by setting name; a repeated flag has several.
  ///   - environment: the process's environment as data.
  ///   - table: the settings there are.
  /// - Returns: the settings without malformed ones, and a diagnostic for each of these and for each variable that
  ///   names no setting.
  public static func resolve(
    flags: [String: [String]], environment: [String: String], table: [any AnySetting] = AllSettings.all
  ) -> (settings: Settings, diagnostics: [Diagnostic]) {
    var settings = Settings(table)
    var diagnostics = UnknownVariables.diagnostics(in: environment, known: table)
    for setting in table {
      settings.emptied[setting.definition.name] = emptyOrigin(of: setting.definition, flags, environment)
      for (value, origin) in sources(of: setting.definition, flags, environment) {
        guard let found = settings.set(setting, value, origin) else { continue }
        diagnostics += found
        break
      }
    }
    return (settings, diagnostics)
  }

  private init(_ table: [any AnySetting]) {
    self.table = table
    manifestTable = table.map { ($0.definition, $0) }.filter(\.0.isInManifest).map { ($0.0.name, $0.1) }
  }

  /// Adds the values from an agent's `spec.pipeline` that neither a flag nor a variable sets.
  ///
  /// Only the shape of values is checked: the rules of agent.yaml check the rest, and comments may suppress them.
  public func completed(by manifest: ManifestLookup) -> (settings: Settings, diagnostics: [Diagnostic]) {
    var settings = self
    var diagnostics: [Diagnostic] = []
    for (name, setting) in manifestTable {
      // `MisplacedSetting` reports a refused value; no command may use it, not even one that does not validate.
      guard let (value, location) = manifest(name), !value.isEmpty, !malformed.contains(name),
        resolved[name]?.origin ?? .default == .default,
        setting.definition.manifestPermission.refusal(of: value) == nil
      else { continue }
      diagnostics += settings.set(setting, value, .manifest(location)) ?? []
    }
    return (settings, diagnostics)
  }

  /// - Returns: what is wrong with the value; nil if it is an empty list and the next source applies.
  private mutating func set(
    _ setting: any AnySetting, _ found: SettingValue, _ origin: SettingOrigin
  ) -> [Diagnostic]? {
    let definition = setting.definition
    let problems: [SettingProblem]
    do throws(SettingProblem) {
      let value = try definition.shape.read(found, for: definition.name)
      // CI systems turn two empty variables into a single comma.
      if value == .list([]) { return nil }
      problems = origin.location == nil ? setting.problems(in: value) : []
      if problems.isEmpty, let typed = setting.typed(value) {
        resolved[definition.name] = Resolved(value: value, origin: origin, typed: typed)
        return []
      }
    } catch {
      problems = [error]
    }
    resolved[definition.name] = nil
    malformed.insert(definition.name)
    return problems.map { $0.diagnostic(origin) }
  }

  /// The value, or nil if the setting is unset and has no default.
  public func callAsFunction<Value>(_ setting: Setting<Value>) -> Value? {
    resolved[setting.definition.name]?.typed as? Value
  }

  /// Where the value came from.
  public func origin<Value>(of setting: Setting<Value>) -> SettingOrigin? {
    resolved[setting.definition.name]?.origin
  }

  /// The flag or variable that gives an empty value, which counts as unset; `nil` if there is none. A command that cannot do
  /// without the setting says so.
  public func emptied<Value>(_ setting: Setting<Value>) -> SettingOrigin? { emptied[setting.definition.name] }

  /// Every setting, also those that are unset, in the order of the table.
  public var listing: [Listed] {
    table.map(\.definition).map { definition in
      let found = resolved[definition.name]
      return Listed(definition: definition, value: found?.value, origin: found?.origin)
    }
  }

  /// Only flags and our own variables: CI systems set an empty variable for each input that is not given.
  private static func emptyOrigin(
    of definition: SettingDefinition, _ flags: [String: [String]], _ environment: [String: String]
  ) -> SettingOrigin? {
    let isEmpty = { (text: String) in SettingValue.scalar(text).isEmpty }
    if let given = flags[definition.name], !given.isEmpty, given.allSatisfy(isEmpty) { return .flag(definition.flag) }
    guard let own = definition.variables.first, environment[own].map(isEmpty) == true else { return nil }
    return .environment(own)
  }

  /// Where a value may come from, in order of precedence.
  private static func sources(
    of definition: SettingDefinition, _ flags: [String: [String]], _ environment: [String: String]
  ) -> [(SettingValue, SettingOrigin)] {
    let values = (flags[definition.name] ?? []).filter { !SettingValue.scalar($0).isEmpty }
    var sources = definition.shape.merged(values).map { [($0, SettingOrigin.flag(definition.flag))] } ?? []
    sources += definition.variables.compactMap { variable in
      environment[variable].map { (.scalar($0), .environment(variable)) }
    }
    sources += [definition.defaultValue].compactMap(\.self).map { (.scalar($0), .default) }
    return sources.filter { !$0.0.isEmpty }
  }
}
