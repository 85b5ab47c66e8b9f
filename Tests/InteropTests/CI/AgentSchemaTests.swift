import ChildProcess
import SystemPackage
import Testing

/// The JSON Schema of agent.yaml against the validator that editors and hooks of others use.
@Suite(.needs("check-jsonschema")) struct `The schema of agent.yaml` {
  private static let schema = Tools.package.appending("docs/agent.schema.json").string

  @Test func `follows draft 2020-12`() async throws {
    try await Tools.succeed("check-jsonschema", ["--check-metaschema", Self.schema])
  }

  @Test func `is what the executable prints`() async throws {
    let printed = try await Tools.succeed("agent-pipeline", ["schema", "agent"])
    #expect(try printed == FilePath(Self.schema).text())
  }

  @Test func `accepts the examples`() async throws {
    let manifests = ["echo", "nodejs", "go", "rust", "java"].map { "examples/\($0)-agent/agent.yaml" }
    try await accepts(manifests + ["Tests/AgentManifestTests/Golden/complete.yaml"])
  }

  @Test(arguments: [
    ("runtime: python:3.11", "runtime: pyton:3.11"), ("version: 1.4.0", "version: v1.4"), ("port: 8080", "port: 80800"),
    ("interval: 1m", "interval: 60"), ("capabilities: [chat]", "capabilities: chat"), ("replicas: 2", "replicsa: 2"),
    ("engine: auto", "engine: podman"), ("memory: 1Gi", "memory: 1GB"), ("kind: Agent", "# no kind"),
    ("next: {prerelease: rc}", "next: prerelease"),
  ])
  func `refuses what validate refuses`(right: String, wrong: String) async throws {
    let scratch = try Scratch()
    let complete = try Tools.package.appending("Tests/AgentManifestTests/Golden/complete.yaml").text()
    try #require(complete.contains(right))
    let file = scratch.path.appending("agent.yaml")
    try file.write(complete.replacing(right, with: wrong, maxReplacements: 1))
    let exit = try await Tools.run("check-jsonschema", ["--schemafile", Self.schema, file.string])
    #expect(!exit.status.isSuccess)
    let own = try await Tools.run("agent-pipeline", ["validate", "--strict", file.string], in: scratch.path)
    #expect(!own.status.isSuccess)
  }

  private func accepts(_ files: [String]) async throws {
    try await Tools.succeed("check-jsonschema", ["--schemafile", Self.schema] + files, in: Tools.package)
  }
}
