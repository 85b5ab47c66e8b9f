import FileIO
import SystemPackage
import Testing

/// A git repository with an agent in it.
struct AgentRepository: Sendable {
  let folder: FilePath

  /// A copy of examples/echo-agent that listens on another port, since engines share the host's network.
  static func echoAgent(in folder: FilePath, port: UInt16) async throws -> AgentRepository {
    let example = Tools.package.appending("examples/echo-agent")
    for file in ["agent.yaml", "main.py", "tests/test_agent.py", ".dockerignore"] {
      try folder.appending(FilePath(file).components).write(
        example.appending(FilePath(file).components).text().replacing("8080", with: "\(port)")
          // Docker's first look at the health of a container comes after one interval.
          .replacing("interval: 30s", with: "interval: 3s").replacing("timeout: 5s", with: "timeout: 2s"))
    }
    return try await committed(folder)
  }

  /// An agent of the standard library alone: built in no time.
  static func plainAgent(in folder: FilePath, files: [String: String] = [:]) async throws -> AgentRepository {
    try folder.appending("agent.yaml").write(
      """
      apiVersion: agent.dev/v1
      kind: Agent
      metadata:
        name: plain-agent
        version: 1.0.0
      spec:
        runtime: python:3.11
        model: {provider: openai, name: gpt-4o-mini}
        capabilities: [chat]
        ports: [{container: 8080}]
        healthCheck: {type: http, path: /, port: 8080}

      """)
    try folder.appending("main.py").write(
      """
      from http.server import HTTPServer, SimpleHTTPRequestHandler
      HTTPServer(("0.0.0.0", 8080), SimpleHTTPRequestHandler).serve_forever()

      """)
    for (name, text) in files { try folder.appending(FilePath(name).components).write(text) }
    return try await committed(folder)
  }

  private static func committed(_ folder: FilePath) async throws -> AgentRepository {
    let repository = AgentRepository(folder: folder)
    try await Tools.succeed("git", ["init", "-q", "-b", "main"], in: folder)
    try await repository.commit("feat: a first agent")
    return repository
  }

  func commit(_ message: String) async throws {
    try await Tools.succeed("git", ["add", "--all"], in: folder)
    try await Tools.succeed("git", ["commit", "-q", "-m", message], in: folder)
  }
}
