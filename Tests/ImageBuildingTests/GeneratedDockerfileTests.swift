import AgentManifest
import FileIO
import PipelineCore
import Settings
import SystemPackage
import TestSupport
import Testing

@testable import ImageBuilding

/// The whole Dockerfile for an engine: what the language needs is in LanguagesTests, the rest here.
@Suite("The generated Dockerfile") struct GeneratedDockerfileTests {
  private func text(_ spec: String, user: String? = nil, base: String = "node:20-slim") throws -> String {
    let directory = try Directory.temporary(prefix: "dockerfile-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    try FileContents.write(Array("console.log(1)".utf8), to: directory.appending("index.js"))
    var flags = ["build.baseImage": [base]]
    if let user { flags["build.user"] = [user] }
    let context = RunContext(
      directory: directory, manifest: directory.appending("agent.yaml"), invocationDirectory: "/",
      workDirectory: directory, reportDirectory: directory, cacheDirectory: directory,
      settings: Settings.resolve(flags: flags, environment: [:]).settings, ci: nil, isDryRun: false, emit: { _ in })
    let text = """
      apiVersion: agent.dev/v1
      kind: Agent
      metadata: {name: app, version: 1.0.0}
      spec:
        runtime: nodejs
        model: {provider: openai, name: a}
        \(spec)
      """
    let agent = try #require(ManifestReader.read(bytes: Array(text.utf8), file: "agent.yaml").manifest)
    return try GeneratedDockerfile(BuildPlan(agent, context, revision: nil, sourceDate: nil), context).text
  }

  @Test func `makes home and volumes for the image's user`() throws {
    let text = try text(
      "volumes: [{target: /app/data, type: volume}, {target: /host, source: ./x}]\n  ports: [{container: 8080}]\n"
        + "  environment: [{name: PATH, value: /opt/bin}, {name: MODE, value: 'a $b'}]")
    #expect(try GoldenFiles().problem(with: text, "home-and-volumes.Dockerfile") == nil)
  }

  private func lines(_ text: String, _ beginning: String) -> [String] {
    text.split(separator: "\n").map(String.init).filter { $0.hasPrefix(beginning) }
  }

  @Test(
    arguments: [
      ("1000", #""sh", "1000:0", "/home/agent", "/data"]"#, "/home/agent"),
      ("0", #""sh", "0:0", "/root", "/data"]"#, "/root"),
      // The base's engine looks a name up, and chown(1) does; its home is not known here.
      ("node", #""sh", "node:", "/data"]"#, nil), ("node:data", #""sh", "node:data", "/data"]"#, nil),
    ] as [(String, String, String?)])
  func `gives them to whoever build.user names`(user: String, arguments: String, home: String?) throws {
    let text = try text("volumes: [{target: /data, type: volume}]", user: user)
    #expect(lines(text, "RUN ").contains { $0.hasSuffix(arguments) }, "\(text)")
    #expect(lines(text, "ENV HOME") == (home.map { ["ENV HOME=\"\($0)\""] } ?? []))
    #expect(lines(text, "USER ").last == "USER \"\(user)\"")
  }

  @Test func `runs no shell where the base has none`() throws {
    let text = try text("volumes: [{target: /data, type: volume}]", base: "gcr.io/distroless/nodejs20")
    #expect(lines(text, "RUN ").isEmpty && lines(text, "ENV HOME").isEmpty, "\(text)")
  }
}
