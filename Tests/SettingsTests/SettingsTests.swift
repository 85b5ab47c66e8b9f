import Diagnostics
import Testing
import TextFormats

@testable import Settings

@Suite("Settings") struct SettingsTests {
  private static let place = SourceLocation(file: "agent.yaml", line: 12, column: 20)

  private func resolve(
    flags: [String: [String]] = [:], environment: [String: String] = [:], manifest: [String: SettingValue] = [:]
  ) -> (settings: Settings, diagnostics: [Diagnostic]) {
    let (given, malformed) = Settings.resolve(flags: flags, environment: environment)
    let (settings, more) = given.completed { name in manifest[name].map { ($0, Self.place) } }
    return (settings, malformed + more)
  }

  // MARK: Precedence

  struct Precedence: Sendable, CustomTestStringConvertible {
    var flag: String?
    var variable: String?
    var manifest: String?
    var value: String
    var origin: SettingOrigin

    var testDescription: String { "\(value) from \(origin)" }
  }

  @Test(
    "a flag beats the environment, the environment the manifest, the manifest the default",
    arguments: [
      Precedence(
        flag: "docker", variable: "oci", manifest: "auto", value: "docker", origin: .flag("--build-engine")),
      Precedence(
        variable: "oci", manifest: "docker", value: "oci", origin: .environment("AGENT_PIPELINE_BUILD_ENGINE")),
      Precedence(manifest: "docker", value: "docker", origin: .manifest(place)),
      Precedence(value: "auto", origin: .default),
      // Empty counts as unset, at every level.
      Precedence(flag: "", variable: " ", manifest: "docker", value: "docker", origin: .manifest(place)),
      Precedence(flag: "  ", variable: "", manifest: "", value: "auto", origin: .default),
    ])
  func precedence(_ row: Precedence) {
    let (settings, diagnostics) = resolve(
      flags: row.flag.map { ["build.engine": [$0]] } ?? [:],
      environment: row.variable.map { ["AGENT_PIPELINE_BUILD_ENGINE": $0] } ?? [:],
      manifest: row.manifest.map { ["build.engine": .scalar($0)] } ?? [:])
    #expect(diagnostics.isEmpty)
    #expect(settings(Settings.buildEngine)?.rawValue == row.value)
    #expect(settings.origin(of: Settings.buildEngine) == row.origin)
  }

  @Test(
    "our own variable beats a plugin's, which beats an action's input",
    arguments: [
      (["AGENT_PIPELINE_PUSH_TO", "PLUGIN_PUSH_TO", "INPUT_PUSH_TO", "INPUT_PUSH-TO"], "AGENT_PIPELINE_PUSH_TO"),
      (["PLUGIN_PUSH_TO", "INPUT_PUSH_TO", "INPUT_PUSH-TO"], "PLUGIN_PUSH_TO"),
      (["INPUT_PUSH_TO", "INPUT_PUSH-TO"], "INPUT_PUSH_TO"),
      (["INPUT_PUSH-TO"], "INPUT_PUSH-TO"),
    ])
  func variables(set: [String], winner: String) {
    let environment = Dictionary(uniqueKeysWithValues: set.map { ($0, "from/\($0.lowercased())") })
    let settings = resolve(environment: environment).settings
    #expect(settings(Settings.pushTo) == ["from/\(winner.lowercased())"])
    #expect(settings.origin(of: Settings.pushTo) == .environment(winner))
  }

  @Test func `what belongs to the run is not read from the manifest`() {
    #expect(resolve(manifest: ["dryRun": .scalar("true")]).settings(Settings.dryRun) == false)
  }

  @Test func `a setting without a value and a default is unset`() {
    #expect(resolve().settings(Settings.buildBaseImage) == nil)
    #expect(resolve().settings.origin(of: Settings.buildBaseImage) == nil)
  }

  // MARK: Names

  @Test(
    "flag and variables follow from the name",
    arguments: [
      ("path", "--path", ["AGENT_PIPELINE_PATH", "PLUGIN_PATH", "INPUT_PATH"]),
      ("dryRun", "--dry-run", ["AGENT_PIPELINE_DRY_RUN", "PLUGIN_DRY_RUN", "INPUT_DRY_RUN", "INPUT_DRY-RUN"]),
      (
        "build.baseImage", "--build-base-image",
        [
          "AGENT_PIPELINE_BUILD_BASE_IMAGE", "PLUGIN_BUILD_BASE_IMAGE", "INPUT_BUILD_BASE_IMAGE",
          "INPUT_BUILD-BASE-IMAGE",
        ]
      ),
      (
        "tag.git.create", "--tag-git-create",
        ["AGENT_PIPELINE_TAG_GIT_CREATE", "PLUGIN_TAG_GIT_CREATE", "INPUT_TAG_GIT_CREATE", "INPUT_TAG-GIT-CREATE"]
      ),
    ])
  func names(name: String, flag: String, variables: [String]) {
    let definition = SettingDefinition(name: name, placeholder: "X", summary: "")
    #expect(definition.flag == flag)
    #expect(definition.variables == variables)
  }

  @Test func `no two settings share a flag or a variable`() {
    let flags = AllSettings.all.map(\.definition.flag)
    #expect(Set(flags).count == flags.count)
    let variables = AllSettings.all.flatMap(\.definition.variables)
    #expect(Set(variables).count == variables.count)
  }

  @Test func `every default is a value the setting accepts`() {
    let (settings, diagnostics) = resolve()
    #expect(diagnostics.isEmpty)
    let defaults = AllSettings.all.map(\.definition).filter { $0.defaultValue != nil }
    #expect(settings.listing.filter { $0.value != nil }.map(\.definition) == defaults)
  }

  @Test func `a reason stands where a setting cannot be in agent yaml, and every help is a sentence`() {
    for definition in AllSettings.all.map(\.definition) {
      #expect(definition.summary.hasSuffix("."), "\(definition.name)")
      switch definition.manifestPermission {
      case .nothing(let reason), .only(_, let reason): #expect(!reason.hasSuffix("."), "\(definition.name)")
      case .anything, .filesInside: break
      }
      #expect(definition.defaultValue == nil || definition.otherwise == nil, "\(definition.name) has two defaults")
    }
  }

  // MARK: Malformed values

  @Test(
    "a malformed value names what is wrong and its origin",
    arguments: [
      ("build.engine", "podman", "unknown value `podman` for `build.engine`"),
      ("strict", "maybe", "the setting `strict` is malformed: expected `true` or `false`, found `maybe`"),
      ("timeout", "90", "`90` is not a valid duration"),
      ("timeout", "0s", "`timeout` must be longer than zero"),
      ("push.chunkSize", "70000", "`push.chunkSize` must be from 1 to 65536, not 70000"),
      (
        "test.environment", "LEVEL",
        "the setting `test.environment` is malformed: expected `NAME=VALUE` pairs separated by commas, or a JSON object with string values, found `LEVEL`"
      ),
      (
        "push.to", "[1, 2]",
        "the setting `push.to` is malformed: expected a JSON array of strings, or values separated by commas, found `[1, 2]`"
      ),
      ("push.to", "https://x.example/y:latest", "`https://x.example/y:latest` is not a repository"),
    ])
  func malformed(name: String, text: String, message: String) throws {
    let definition = try #require(AllSettings.all.first { $0.definition.name == name }).definition
    for (flags, environment, origin) in [
      ([name: [text]], [:], definition.flag),
      ([:], [definition.variables[0]: text], definition.variables[0]),
    ] as [([String: [String]], [String: String], String)] {
      let (settings, diagnostics) = resolve(flags: flags, environment: environment)
      #expect(diagnostics.map(\.message) == [message])
      #expect(diagnostics.first?.hints.last == "it comes from \(origin)")
      #expect(settings.listing.first { $0.definition.name == name }?.value == nil)
    }
  }

  @Test func `nothing weaker takes the place of a malformed value`() {
    let settings = resolve(flags: ["timeout": ["soon"]], manifest: ["strict": .scalar("true")]).settings
    #expect(settings(Settings.timeout) == nil)
    let (engine, _) = resolve(flags: ["build.engine": ["podman"]], manifest: ["build.engine": .scalar("docker")])
    #expect(engine(Settings.buildEngine) == nil)
  }

  @Test func `a malformed value of the manifest points at its line`() {
    let diagnostic = resolve(manifest: ["build.engine": .list(["oci"])]).diagnostics.first
    #expect(diagnostic?.location == Self.place)
    #expect(diagnostic?.hints == ["it comes from agent.yaml:12:20"])
  }

  @Test func `every malformed value is reported, not only the first`() {
    let diagnostics = resolve(environment: ["INPUT_STRICT": "maybe", "INPUT_TIMEOUT": "soon"]).diagnostics
    #expect(diagnostics.count == 2)
  }

  // MARK: Unknown variables

  @Test(arguments: [
    ("AGENT_PIPELINE_DRYRUN", "did you mean `AGENT_PIPELINE_DRY_RUN`?"),
    ("AGENT_PIPELINE_PUSHTO", "did you mean `AGENT_PIPELINE_PUSH_TO`?"),
    ("AGENT_PIPELINE_QUITE_ANOTHER_THING", "`agent-pipeline run --help` lists the variables"),
  ])
  func `a variable that names no setting is an error`(name: String, hint: String) {
    let diagnostics = resolve(environment: [name: "true"]).diagnostics
    #expect(diagnostics.map(\.code) == ["unknown-variable"])
    #expect(diagnostics.first?.message == "the variable `\(name)` is not a setting")
    #expect(diagnostics.first?.hints == [hint])
  }

  @Test(arguments: [
    ("AGENT_PIPELINE_DRYRUN", " "), ("PLUGIN_DRYRUN", "true"), ("INPUT_DRYRUN", "true"),
    ("AGENT_PIPELINE_IMAGE", "registry.example.com/bot:1.0.0"),
  ])
  func `what is empty, or set by others, is no slip`(name: String, value: String) {
    #expect(resolve(environment: [name: value]).diagnostics.isEmpty)
  }

  // MARK: Repetition

  @Test(arguments: [(["true", "false"], false), (["false", "true"], true), (["false", ""], false)])
  func `of a repeated switch the last one counts, and a flag turns off what agent yaml turns on`(
    values: [String], isOn: Bool
  ) {
    let settings = resolve(
      flags: ["strict": values], environment: ["AGENT_PIPELINE_STRICT": "true"], manifest: ["strict": .scalar("true")]
    ).settings
    #expect(settings(Settings.strict) == isOn)
    #expect(settings.origin(of: Settings.strict) == .flag("--strict"))
  }

  @Test func `of a repeated flag with one value the last one counts`() {
    #expect(resolve(flags: ["tag.notes": ["a", "b"]]).settings(Settings.tagNotes) == "b")
    let labels = resolve(flags: ["build.labels": ["A=1,B=1", "B=2"]]).settings(Settings.buildLabels)
    #expect(labels == ["A": "1", "B": "2"])
  }

  // MARK: Listing

  @Test func `the listing has every setting, the unset ones with what happens instead`() {
    let listing = resolve(flags: ["strict": ["YES"]]).settings.listing.map(\.description)
    #expect(listing.count == AllSettings.all.count)
    for line in [
      "strict: true  # --strict", "build.engine: auto  # default", "build.target: # default: the last stage",
      "push.timeout: # unset",
    ] { #expect(listing.contains(line), "\(line)") }
  }

  // MARK: Types

  @Test(
    "a list is separated by commas or lines, or is a JSON array",
    arguments: [
      ("a,b", ["a", "b"]), (" a , b ,", ["a", "b"]), ("a\nb\r\nc\n", ["a", "b", "c"]),
      (#"["a,b", "c"]"#, ["a,b", "c"]), ("one", ["one"]),
      ("[::1]:5000", ["[::1]:5000"]), (" [::1]:5000, b ", ["[::1]:5000", "b"]),
      ("[FD00::ffff:1.2.3.4]", ["[FD00::ffff:1.2.3.4]"]),
      ("a,[::1]:5000", ["a", "[::1]:5000"]), (#"["[::1]:5000"]"#, ["[::1]:5000"]),
    ])
  func lists(text: String, items: [String]) {
    #expect(resolve(environment: ["INPUT_BUILD_IGNORE": text]).settings(Settings.buildIgnore) == items)
  }

  @Test func `a repeated flag adds to the list, and each time may hold several items`() {
    #expect(resolve(flags: ["push.to": ["a,b", "c"]]).settings(Settings.pushTo) == ["a", "b", "c"])
  }

  @Test func `an item of the manifest's list may hold a comma`() {
    let settings = resolve(manifest: ["build.entrypoint": .list(["sh", "-c", "a, b"])]).settings
    #expect(settings(Settings.buildEntrypoint) == ["sh", "-c", "a, b"])
  }

  @Test(
    "a map is pairs or a JSON object",
    arguments: [
      ("A=1,B=2", ["A": "1", "B": "2"]), ("A=x=y", ["A": "x=y"]), ("A=", ["A": ""]),
      ("[::1]:5000=mirror.example.com,B=2", ["[::1]:5000": "mirror.example.com", "B": "2"]),
      (#"{"A": "1,2", "B": ""}"#, ["A": "1,2", "B": ""]),
    ])
  func maps(text: String, pairs: [String: String]) {
    #expect(resolve(environment: ["PLUGIN_BUILD_LABELS": text]).settings(Settings.buildLabels) == pairs)
  }

  @Test(
    "a duration has a unit, and units may be combined",
    arguments: [
      ("90s", Duration.seconds(90)), ("10m", .seconds(600)), ("1h30m", .seconds(5400)), ("500ms", .milliseconds(500)),
    ])
  func durations(text: String, duration: Duration) {
    #expect(resolve(flags: ["timeout": [text]]).settings(Settings.timeout) == duration)
  }

  @Test(arguments: ["", "90", "s", "1d", "-5s", "5s ", "99999999999999999999s"])
  func `what is no duration is refused`(text: String) {
    #expect(DurationText.parse(text) == nil)
  }

  @Test(arguments: [("true", true), ("YES", true), ("1", true), ("on", true), ("off", false), ("No", false)])
  func `a switch has the usual spellings`(text: String, value: Bool) {
    #expect(resolve(environment: ["INPUT_STRICT": text]).settings(Settings.strict) == value)
  }
}
