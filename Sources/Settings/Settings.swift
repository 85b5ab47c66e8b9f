public import Diagnostics

/// The resolved settings of one agent's run, each value with where it came from.
///
/// Flags override the environment, which overrides `spec.pipeline` in agent.yaml, which overrides the default.
public struct Settings: Sendable {
  /// A setting with its value and where that came from; without both where it is unset and has no default.
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

  public struct Resolved: Sendable {
    public var definition: SettingDefinition
    public var value: SettingValue
    public var origin: SettingOrigin
    let typed: any Sendable
  }

  private let table: [any AnySetting]
  /// By name, once for all agents: to ask a setting for its definition copies that.
  private let inManifest: [(name: String, setting: any AnySetting)]
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
  ///   - table: the settings there are.
  /// - Returns: the settings without those that were malformed, and a diagnostic for each of these and for each
  ///   variable that names no setting.
  public static func resolve(
    flags: [String: [String]], environment: [String: String], table: [any AnySetting] = AllSettings.all
  ) -> (settings: Settings, diagnostics: [Diagnostic]) {
    var settings = Settings(table)
    var diagnostics = UnknownVariables.diagnostics(in: environment, known: table)
    for setting in table {
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
    inManifest = table.filter(\.definition.isInManifest).map { ($0.definition.name, $0) }
  }

  /// Takes from one agent's `spec.pipeline` what neither flag nor variable has set.
  ///
  /// Only the shape of values is judged: the rules of agent.yaml judge the rest, and comments there may suppress them.
  public func completed(by manifest: ManifestLookup) -> (settings: Settings, diagnostics: [Diagnostic]) {
    var settings = self
    var diagnostics: [Diagnostic] = []
    for (name, setting) in inManifest {
      guard let (value, location) = manifest(name), !value.isEmpty, !malformed.contains(name),
        resolved[name]?.origin ?? .default == .default
      else { continue }
      diagnostics += settings.set(setting, value, .manifest(location)) ?? []
    }
    return (settings, diagnostics)
  }

  /// - Returns: what is wrong with the value; nothing at all where it names nothing and another source has its turn.
  private mutating func set(
    _ setting: any AnySetting, _ found: SettingValue, _ origin: SettingOrigin
  ) -> [Diagnostic]? {
    let definition = setting.definition
    let problems: [SettingProblem]
    do throws(SettingProblem) {
      let value = try definition.shape.read(found, for: definition.name)
      // A comma alone is what CI makes of two empty variables: it names nothing.
      if value == .list([]) { return nil }
      problems = origin.location == nil ? setting.problems(in: value) : []
      if problems.isEmpty, let typed = setting.typed(value) {
        resolved[definition.name] = Resolved(definition: definition, value: value, origin: origin, typed: typed)
        return []
      }
    } catch {
      problems = [error]
    }
    resolved[definition.name] = nil
    malformed.insert(definition.name)
    return problems.map { $0.diagnostic(origin) }
  }

  /// The value, or nothing where the setting is unset and has no default.
  public func callAsFunction<Value>(_ setting: Setting<Value>) -> Value? {
    resolved[setting.definition.name]?.typed as? Value
  }

  /// Where the value came from.
  public func origin<Value>(of setting: Setting<Value>) -> SettingOrigin? {
    resolved[setting.definition.name]?.origin
  }

  /// Every setting that has a value, in the order of the table.
  public var all: [Resolved] { table.compactMap { resolved[$0.definition.name] } }

  /// Every setting, also those that are unset, in the order of the table.
  public var listing: [Listed] {
    table.map(\.definition).map { definition in
      let found = resolved[definition.name]
      return Listed(definition: definition, value: found?.value, origin: found?.origin)
    }
  }

  /// Where a value may come from, the strongest first.
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
