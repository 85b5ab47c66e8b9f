import AgentManifest
import Diagnostics
import Settings
import Testing

/// Who may set what: the table of docs/security.md. Every setting stands here, so that a new one is a decision.
@Suite("Who may set a setting") struct SettingTrustTests {
  enum Setter: Sendable, Hashable {
    /// Flags and variables; the value is one that agent.yaml tries to write.
    case caller(String)
    /// agent.yaml may write the first value and tries to write the second.
    case callerUnless(String, String)
    /// agent.yaml too, but a file must be inside the repository: `NamedPathTests` tries others.
    case everyoneInside(String)
    case everyone(String)
  }

  static let table: [String: Setter] = [
    "path": .caller("[other]"), "from": .caller("tag"), "until": .caller("tag"), "only": .caller("[tag]"),
    "skip": .caller("[test]"), "dryRun": .caller("true"), "timeout": .caller("1m"), "workDir": .caller("../x"),
    "reportDir": .caller("../x"), "cacheDir": .caller("../x"), "insecureRegistries": .caller("[r.example]"),
    "registryMirrors": .caller("{docker.io: evil.example}"), "branch": .caller("main"), "commit": .caller("1234567"),
    "changeRequest": .caller("none"), "defaultBranch": .caller("main"), "trustChangeRequests": .caller("true"),
    "strict": .everyone("true"),
    "build.engine": .everyone("docker"), "build.baseImage": .everyoneInside("\"python:3.11\""),
    "build.entrypoint": .everyone("[python, main.py]"), "build.platforms": .everyone("[linux/amd64]"),
    "build.dockerfile": .everyoneInside("Dockerfile"), "build.args": .everyone("{A: b}"),
    "build.target": .everyone("last"), "build.cacheFrom": .everyone("[r.example/a]"),
    "build.noCache": .everyone("true"), "build.network": .callerUnless("none", "host"),
    "build.isolation": .caller("required"), "build.allowHosts": .caller("[r.example]"),
    "build.allowPaths": .caller("[/etc]"), "build.environment": .everyone("[NPM_TOKEN]"),
    "build.context": .everyoneInside("."), "build.run": .everyone("[make]"), "build.include": .everyone("[dist/]"),
    "build.python.extras": .everyone("[cli]"), "build.python.groups": .everyone("[api]"),
    "build.package": .everyone("./cmd/a"), "build.flags": .everyone("[-a]"),
    "build.tags": .everyone("[netgo]"), "build.ldflags": .everyone("[-s]"),
    "build.mainClass": .everyone("a.Main"),
    "build.ignore": .everyone("[tests/]"), "build.user": .everyone("\"0:0\""), "build.labels": .everyone("{a: b}"),
    "build.compression": .everyone("zstd"), "build.mediaTypes": .everyone("docker"),
    "build.installer": .everyone("pip"), "build.allowSecrets": .caller("[.env]"),
    "build.outputImage": .caller("[\"oci-archive:/tmp/x\"]"), "build.checkReproducible": .everyone("true"),
    "test.engine": .callerUnless("auto", "none"), "test.environment": .everyone("{A: b}"),
    "test.include": .everyone("[tests/]"),
    "test.readOnly": .everyone("true"),
    "test.maxUnpackedSize": .caller("5"), "test.maxFiles": .caller("5"),
    "tag.prefix": .everyone("x/v"), "tag.paths": .everyone("[.]"), "tag.rules": .everyone("{docs: patch}"),
    "tag.majorOnZero": .everyone("true"), "tag.initialVersion": .everyone("1.0.0"), "tag.bump": .caller("major"),
    "tag.version": .caller("9.9.9"), "tag.squashBodies": .everyone("true"),
    "tag.compat": .everyone("semantic-release"), "tag.fetchHistory": .everyone("true"),
    "tag.image": .everyone("[\"{version}\", nightly on schedule]"), "tag.floating": .everyone("[major]"),
    "tag.latest": .everyone("never"), "tag.notes": .caller("/etc/motd"),
    "tag.changelog": .caller("/etc/motd"), "tag.git.create": .everyone("true"), "tag.git.push": .everyone("true"),
    "tag.release": .everyone("github"), "tag.releaseUrl": .caller("https://evil.example/api"),
    "tag.git.remote": .callerUnless("origin", "upstream"), "push.to": .everyone("[r.example/a]"),
    "push.allowUntested": .caller("true"), "push.overwrite": .caller("true"), "push.preflight": .everyone("false"),
    "push.verify": .everyone("true"),
    "push.timeout": .everyone("1m"), "push.chunkSize": .everyone("5"), "push.attachReports": .everyone("true"),
  ]

  @Test func `is decided for every setting`() {
    #expect(Set(Self.table.keys) == Set(AllSettings.all.map(\.definition.name)))
  }

  @Test(arguments: AllSettings.all.map(\.definition))
  func `is what the reader of agent yaml goes by`(definition: SettingDefinition) throws {
    switch try #require(Self.table[definition.name], "decide who may set it") {
    case .everyone(let value):
      #expect(definition.manifestPermission == .anything)
      expectTaken(value, definition)
    case .everyoneInside(let value):
      #expect(definition.manifestPermission == .filesInside)
      expectTaken(value, definition)
    case .callerUnless(let harmless, let value):
      expectTaken(harmless, definition)
      try expectRefused(value, definition)
    case .caller(let value): try expectRefused(value, definition)
    }
  }

  private func expectTaken(_ value: String, _ definition: SettingDefinition) {
    let (manifest, diagnostics) = read(value, definition)
    // Whether the runtime uses the setting is no matter of trust.
    #expect(!diagnostics.contains { $0.severity == .error && $0.code != "unused-setting" }, "\(diagnostics)")
    #expect(manifest?.spec.pipeline.settings[definition.name] != nil)
  }

  private func expectRefused(_ value: String, _ definition: SettingDefinition) throws {
    let finding = try #require(read(value, definition).diagnostics.first { $0.severity == .error })
    #expect(finding.code == "misplaced-setting" && finding.location?.line == 5)
    #expect(finding.hints == ["set it with `\(definition.flag)` or \(definition.variables[0])"])

    // No command uses the value, not even one that does not validate.
    let place = SourceLocation(file: "agent.yaml", line: 6, column: 1)
    let given = Settings.resolve(flags: [:], environment: [:]).settings
    let text = value.filter { !"[]{}\"".contains($0) }.replacing(": ", with: "=")
    let written = given.completed { $0 == definition.name ? (.scalar(text), place) : nil }.settings
    #expect(written.listing.first { $0.definition == definition }?.origin?.location == nil)

    // Whoever runs the tool may set it.
    let flag = Settings.resolve(flags: [definition.name: [text]], environment: [:])
    let variable = Settings.resolve(flags: [:], environment: [definition.variables[0]: text])
    for (settings, diagnostics) in [flag, variable] {
      #expect(diagnostics.isEmpty)
      #expect(settings.listing.first { $0.definition == definition }?.value?.description == text)
    }
  }

  private func read(_ value: String, _ definition: SettingDefinition) -> (
    manifest: AgentManifest?, diagnostics: [Diagnostic]
  ) {
    let nested = definition.name.split(separator: ".").reversed().reduce(value) { "{\($1): \($0)}" }
    return AgentManifestTests.read(
      """
      apiVersion: agent.dev/v1
      kind: Agent
      metadata: {name: bot}
      spec: {runtime: python, model: {provider: openai, name: a},
        pipeline: \(nested)}
      """)
  }
}
