import FileIO
import SystemPackage
import Testing

/// A git repository with an agent in it.
struct AgentRepository: Sendable {
  let directory: FilePath

  /// A copy of examples/echo-agent that listens on another port, since engines share the host's network.
  static func echoAgent(in directory: FilePath, port: UInt16) async throws -> AgentRepository {
    let example = Tools.package.appending("examples/echo-agent")
    for file in ["agent.yaml", "main.py", "tests/test_agent.py", ".dockerignore"] {
      try directory.appending(FilePath(file).components).write(
        example.appending(FilePath(file).components).text().replacing("8080", with: "\(port)")
          // Docker's first look at the health of a container comes after one interval.
          .replacing("interval: 30s", with: "interval: 3s").replacing("timeout: 5s", with: "timeout: 2s"))
    }
    return try await committed(directory)
  }

  /// An agent of the standard library alone: built in no time.
  static func plainAgent(in directory: FilePath, files: [String: String] = [:]) async throws -> AgentRepository {
    try directory.appending("agent.yaml").write(
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
    try directory.appending("main.py").write(
      """
      from http.server import HTTPServer, SimpleHTTPRequestHandler
      HTTPServer(("0.0.0.0", 8080), SimpleHTTPRequestHandler).serve_forever()

      """)
    for (name, text) in files { try directory.appending(FilePath(name).components).write(text) }
    return try await committed(directory)
  }

  private static func committed(_ directory: FilePath) async throws -> AgentRepository {
    let repository = AgentRepository(directory: directory)
    try await Tools.succeed("git", ["init", "-q", "-b", "main"], in: directory)
    try await repository.commit("feat: a first agent")
    return repository
  }

  func commit(_ message: String) async throws {
    try await Tools.succeed("git", ["add", "--all"], in: directory)
    try await Tools.succeed("git", ["commit", "-q", "-m", message], in: directory)
  }
}
