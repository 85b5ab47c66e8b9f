import AgentManifest
import Diagnostics
import Testing

@testable import Settings

/// Walks all settings: a value is good or bad whichever of flag, variable and agent.yaml holds it.
@Suite("Settings, wherever they stand") struct SettingPlacesTests {
  /// A value as a flag or a variable and as agent.yaml spells it.
  struct Value: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var yaml: String
    var isGood: Bool

    var testDescription: String { "\(name): \(yaml) is \(isGood ? "accepted" : "refused")" }
  }

  @Test(arguments: AllSettings.all.flatMap { values(of: $0.definition) })
  func `are judged alike`(value: Value) throws {
    let definition = try #require(AllSettings.all.first { $0.definition.name == value.name }).definition
    let flag = Settings.resolve(flags: [value.name: [value.text]], environment: [:])
    let variable = Settings.resolve(flags: [:], environment: [definition.variables[0]: value.text])
    let manifest = errors(in: value)
    #expect(flag.diagnostics.isEmpty == value.isGood, "\(flag.diagnostics)")
    #expect(variable.diagnostics.isEmpty == value.isGood, "\(variable.diagnostics)")
    for finding in flag.diagnostics { #expect(finding.hints.last == "it comes from \(definition.flag)") }
    for finding in variable.diagnostics { #expect(finding.hints.last == "it comes from \(definition.variables[0])") }

    if let reason = definition.manifestPermission.refusal(of: .scalar(value.text)),
      value.isGood || !definition.isInManifest
    {
      let what = definition.isInManifest ? " to `\(value.text)`" : ""
      #expect(manifest.map(\.code) == ["misplaced-setting"])
      #expect(manifest.first?.message == "the setting `\(value.name)` cannot be set\(what) in agent.yaml: \(reason)")
      #expect(manifest.first?.hints == ["set it with `\(definition.flag)` or \(definition.variables[0])"])
      return
    }
    #expect(manifest.isEmpty == value.isGood, "\(manifest)")
    for finding in manifest { #expect(finding.location?.line == 7) }
    // What is not even of the type is worded by how YAML and texts spell types.
    guard let found = flag.diagnostics.first, found.code != "malformed-setting" else { return }
    let same = manifest.first { $0.code == found.code }
    #expect(same?.message.replacing("`spec.pipeline.", with: "`") == found.message)
    #expect(variable.diagnostics.first?.message == found.message)
  }

  @Test(arguments: AllSettings.all.map(\.definition))
  func `count as unset where they are empty`(definition: SettingDefinition) {
    for empty in ["", " "] {
      let (settings, diagnostics) = Settings.resolve(
        flags: [definition.name: [empty]], environment: [definition.variables[0]: empty])
      #expect(diagnostics.isEmpty)
      #expect(settings.listing.first { $0.definition == definition }?.origin ?? .default == .default)
      guard definition.isInManifest else { continue }
      let value = Value(name: definition.name, text: empty, yaml: "\"\(empty)\"", isGood: true)
      #expect(errors(in: value).isEmpty)
    }
  }

  @Test func `every code of the table is a rule that can be looked up`() {
    let found = AllSettings.all.flatMap { Self.values(of: $0.definition) }.flatMap { value in
      Settings.resolve(flags: [value.name: [value.text]], environment: [:]).diagnostics.map(\.code)
    }
    #expect(Set(found).count > 8)
    for code in Set(found) { #expect(RuleReference.all.contains { $0.id == code }, "\(code)") }
  }

  @Test func `are in the schema by their declaration alone`() {
    let setting = Setting.list("launch.windSpeed", "SPEED", "How fast the wind may be.")
    let schema = ManifestSchema.jsonSchema(settings: AllSettings.all + [setting])
    #expect(schema.contains("\"windSpeed\": {"))
    #expect(schema.contains("\"How fast the wind may be.\""))
    #expect(!ManifestSchema.jsonSchema().contains("windSpeed"))
  }

  // MARK: Values

  private func errors(in value: Value) -> [Diagnostic] {
    let path = value.name.split(separator: ".")
    let nested = path.reversed().reduce(value.yaml) { "{\($1): \($0)}" }
    let text = """
      apiVersion: agent.dev/v1
      kind: Agent
      metadata: {name: bot}
      spec:
        runtime: python
        model: {provider: openai, name: a}
        pipeline: \(nested)
      """
    // That another runtime uses the setting is no matter of its value.
    return read(text).diagnostics.filter { $0.severity == .error && $0.code != "unused-setting" }
  }

  /// Values that the checks of the table refuse though they have the right shape.
  private static let refused: [String: [String]] = [
    "build.baseImage": ["\"Python:3.11\"", "\"https://registry.example.com/a\""],
    "insecureRegistries": ["[\"registry.lan:99999\"]", "[\"-a-.com\"]", "[\"fd00::1\"]", "[\"registry.lan/team\"]"],
    "registryMirrors": [
      "{\"a_b.com\": \"mirror.example.com\"}", "{\"docker.io\": \"mirror.example.com:0\"}",
      "{\"docker.io\": \"justaword\"}",
    ],
    "build.entrypoint": ["[\"\"]"], "build.platforms": ["[\"windows/amd64\"]", "[\"linux/x86_64\"]"],
    "build.user": ["\"a b\"", "\"65532:\""],
    "build.flags": ["[\"-toolexec=x\"]"], "build.ldflags": ["[\"-extld=x\"]", "[\"-X main.v={tag}\"]"],
    "build.tags": ["[\"a b\"]"], "build.package": ["\"../x\"", "\"-x\""], "build.mainClass": ["\"a b\"", "\"a..B\""],
    "test.environment": ["{\"LOG-LEVEL\": \"x\"}"],
    "tag.prefix": ["\"release v\"", "\"-v\"", "\"a..b\""], "tag.paths": ["[\"/srv\"]", "[\" \"]"],
    "tag.rules": ["{\"feat:\": \"minor\"}", "{\"feat\": \"minor\", \"FEAT\": \"major\"}"],
    "tag.git.remote": ["\"-oProxyCommand=x\"", "\"https://evil.example/x\"", "\"git@evil.example:x\""],
    "branch": ["\"refs/pull/1/merge\"", "\"a b\"", "\"$BRANCH\""], "commit": ["\"HEAD\"", "\"12345\""],
    "changeRequest": ["\"refs/pull/1/head\""],
    "tag.image": [
      "[\"nightly\"]", "[\"{versoin}\"]", "[\"{version} on tuesday\"]", "[\"latest on change-request\"]",
      "[\"a/b on tag\"]",
      "[\"{date:weekday}\"]",
    ],
    "push.to": [
      "[\"-a-.com/x\"]", "[\"r.example:99999/x\"]",
      "[\"{name}.example.com/a\"]", "[\"r.example/{team}\"]", "[\"r.example/team/{name}:latest\"]",
      "[\"https://x.example/y:latest\"]", "[\"a\", \"a\"]", "[\"ghcr.io/Team/a\"]",
    ],
  ]

  /// Good values where the checks accept few.
  private static let accepted: [String: [String]] = [
    "insecureRegistries": ["[\"registry.lan\", \"[fd00::1]:5000\"]"],
    "registryMirrors": ["{\"docker.io\": \"mirror.example.com:5000/hub\"}"],
    "build.platforms": ["[\"linux/amd64\"]"], "build.flags": ["[\"-v\"]"],
    "build.ldflags": ["[\"-s\", \"-X main.v={version}\"]"],
    "commit": ["\"1a2b3c4\"", "\"1A2B3C4D5E6F7A8B9C0D1E2F3A4B5C6D7E8F9A0B\""],
    "tag.image": [
      "[\"{version}\", \"{major}.{minor}\", \"nightly-{date:YYYYMMDD} on schedule\", \"edge on branch:main|release\"]"
    ],
    "push.to": ["[\"r.example/team/{name}\", \"r.example/{path}\"]"],
  ]

  private static func values(of definition: SettingDefinition) -> [Value] {
    let good = accepted[definition.name] ?? samples(definition.shape).good
    let bad = samples(definition.shape).bad + (refused[definition.name] ?? [])
    return good.map { value(definition.name, $0, isGood: true) } + bad.map { value(definition.name, $0, isGood: false) }
  }

  private static func value(_ name: String, _ yaml: String, isGood: Bool) -> Value {
    let isQuoted = yaml.hasPrefix("\"")
    return Value(name: name, text: isQuoted ? String(yaml.dropFirst().dropLast()) : yaml, yaml: yaml, isGood: isGood)
  }

  /// In the notation of YAML, which is JSON here.
  private static func samples(_ shape: SettingShape) -> (good: [String], bad: [String]) {
    switch shape {
    case .text: return (["\"text\""], [])
    case .boolean: return (["true", "false"], ["\"maybe\"", "2"])
    case .integer(let range):
      let (low, high) = (range.lowerBound, range.upperBound)
      return (["\(low)", "\(high)"], ["\(low - 1)", "\(high + 1)", "\"many\"", "1.5", "99999999999999999999"])
    case .duration: return (["\"90s\"", "\"1h30m\""], ["\"90\"", "\"0s\"", "\"soon\"", "\"1:30\""])
    case .version: return (["\"1.2.0\"", "\"1.0.0-rc.1\""], ["\"v1.0.0\"", "\"1.2\""])
    case .choice(let known): return (known.map { "\"\($0)\"" }, ["\"parsecs\""])
    case .list(let item):
      let (good, bad) = samples(item)
      return (["[\(good.joined(separator: ", "))]"], bad.map { "[\($0)]" } + ["[[\"text\"]]"])
    case .map(let item):
      let (good, bad) = samples(item)
      return (good.map { "{\"NAME\": \($0)}" }, bad.map { "{\"NAME\": \($0)}" } + ["[\"text\"]"])
    }
  }
}
