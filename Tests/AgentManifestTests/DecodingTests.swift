import Diagnostics
import Languages
import Settings
import Testing

@testable import AgentManifest

@Suite("What a manifest says") struct DecodingTests {
  static let manifest: AgentManifest? = {
    guard let source = try? Golden.source("complete") else { return nil }
    return ManifestReader.read(bytes: source, file: "agent.yaml").manifest
  }()

  @Test func `the complete example has no findings`() throws {
    let source = try Golden.source("complete")
    #expect(ManifestReader.read(bytes: source, file: "agent.yaml").diagnostics.map(\.summary) == [])
  }

  @Test func metadata() throws {
    let manifest = try #require(Self.manifest)
    #expect(manifest.file == "agent.yaml")
    #expect(manifest.metadata.name.value == "chatbot")
    #expect(manifest.metadata.name.location.line == 4)
    #expect(manifest.metadata.version?.value == "1.4.0")
    #expect(manifest.metadata.labels == ["team": "ai"])
  }

  @Test func `what runs`() throws {
    let spec = try #require(Self.manifest).spec
    #expect(spec.runtime.value == RuntimeSelection(Python(), version: "3.11"))
    #expect(spec.dependencies.map(\.value) == ["openai==1.0.0", "fastapi==0.104.0"])
    #expect(spec.dependencies.map(\.location.line) == [18, 19])
    #expect(spec.devDependencies.map(\.value) == ["pytest==7.4.0"])
    #expect(spec.environment.map(\.source) == [.value("INFO"), .secret, .configMap, .environment])
    #expect(spec.environment.last?.defaultValue == "eu")
    #expect(spec.ports.map(\.container.value) == [8080, 9090])
    #expect(spec.ports.map(\.protocol) == [.tcp, .udp])
    #expect(spec.volumes.map(\.kind) == [.bind, .tmpfs])
    #expect(spec.healthCheck?.kind == .http(path: "/health", port: 8080))
    #expect(spec.healthCheck?.interval == .seconds(60))
    #expect(spec.healthCheck?.timeout == .seconds(10))
    #expect(spec.healthCheck?.location.line == 33)
    #expect(spec.buildBaseImage?.value == "python:3.11-slim")
  }

  @Test func `settings keep their names and their places`() throws {
    let settings = try #require(Self.manifest).spec.pipeline.settings
    #expect(
      Set(settings.keys) == [
        "build.engine", "build.baseImage", "build.entrypoint", "build.platforms", "build.ignore", "build.user",
        "build.labels", "test.engine", "test.environment", "tag.prefix", "tag.paths", "tag.rules", "tag.majorOnZero",
        "tag.initialVersion", "tag.floating", "tag.latest", "tag.git.create", "tag.git.push", "tag.git.remote",
        "push.to",
      ])
    #expect(settings["build.engine"]?.value == .scalar("auto"))
    #expect(settings["build.engine"]?.location.line == 51)
    #expect(settings["build.entrypoint"]?.value == .list(["python", "main.py"]))
    #expect(settings["tag.rules"]?.value == .map(["feat": "minor", "fix": "patch"]))
    #expect(settings["tag.majorOnZero"]?.value == .scalar("false"))
  }

  @Test func `branches keep their order`() throws {
    #expect(
      try #require(Self.manifest).spec.pipeline.branches == [
        BranchRule(pattern: "main", kind: .release), BranchRule(pattern: "release/*", kind: .release),
        BranchRule(pattern: "next", kind: .prerelease("rc")),
      ])
  }

  @Test func `checks of the test stage`() throws {
    let test = try #require(Self.manifest).spec.pipeline.test
    #expect(test.ready == ReadySpec(kind: .http(path: "/health"), port: 8080, timeout: .seconds(60)))
    #expect(test.commands.first?.run == ["python", "-m", "pytest"])
    #expect(test.commands.first?.junit == "/tmp/junit.xml")
    #expect(test.commands.first?.timeout == .seconds(300))
    let http = try #require(test.http.first)
    #expect(http.request.method == "POST")
    #expect(http.request.path == "/chat")
    #expect(http.request.body == .json(#"{"message":"hello","temperature":0.5}"#))
    #expect(http.expect.status == 200)
    #expect(http.expect.contains == ["hello"])
    #expect(
      http.expect.json == [
        JSONExpectation(pointer: "/provider", value: #""openai""#), JSONExpectation(pointer: "/count", value: "3"),
      ])
    #expect(http.expect.maxLatency == .seconds(2))
    #expect(test.http.last?.request == HTTPCheck.Request())
    #expect(test.files.first?.mode == "0644")
    #expect(test.files.last?.exists == false)
    #expect(test.modelReplay?.value == "tests/cassettes")
  }

  @Test(arguments: ["metadata: {name: a}\nspec: {runtime: cobol}", "metadata: {}\nspec: {runtime: go}", "a: [", ""])
  func `without name or runtime there is no manifest, only findings`(text: String) {
    let (manifest, diagnostics) = read(text)
    #expect(manifest == nil)
    #expect(!diagnostics.isEmpty)
  }

  @Test func `a mistake elsewhere leaves the rest readable`() {
    let (manifest, diagnostics) = read(
      "metadata: {name: a}\nspec: {runtime: go, model: {provider: openai, name: a}, ports: [{container: x}, {container: 80}], replicas: many}"
    )
    #expect(manifest?.spec.ports.map(\.container.value) == [80])
    #expect(diagnostics.count == 4)
  }
}
