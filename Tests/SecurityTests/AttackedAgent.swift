import ChildProcess
import Diagnostics
import FileIO
import FoundationEssentials
import Glibc
import PipelineCore
import SystemPackage
import TestSupport
import Testing

/// An agent whose repository attacks the machine, and a directory outside of it that must stay as it is.
final class AttackedAgent: Sendable {
  let directory: FilePath
  var agent: FilePath { directory.appending("agent") }
  var outside: FilePath { directory.appending("outside") }
  var cache: FilePath { directory.appending("cache") }
  var workDirectory: FilePath { agent.appending(".agent-pipeline") }

  static let canary = "canary-7c1f"
  private static let untouched = ["canary", "sub"]

  /// - Parameter files: of the agent, besides agent.yaml and main.py.
  init(_ files: [String: String] = [:], pipeline: String = "") throws {
    directory = try Directory.temporary(prefix: "security-test", in: "/tmp")
    chmod(directory.string, 0o755)
    for name in ["agent", "outside/sub"] { try Directory.create(directory.appending(FilePath(name).components)) }
    try FileContents.write(Array(Self.canary.utf8), to: outside.appending("canary"))
    let manifest = """
      apiVersion: agent.dev/v1
      kind: Agent
      metadata: {name: attacked}
      spec:
        runtime: python:3.11
        model: {provider: openai, name: gpt-4o-mini}
        capabilities: [chat]
        pipeline:
          build: {baseImage: scratch, entrypoint: [/app/main.py]}
      \(pipeline)

      """
    for (name, text) in files.merging(
      ["agent.yaml": manifest, "main.py": "print(1)\n"], uniquingKeysWith: { own, _ in own })
    {
      let path = agent.pushing(FilePath(name))
      try Directory.create(path.removingLastComponent())
      try FileContents.write(Array(text.utf8), to: path)
    }
  }

  deinit { try? Directory.remove(directory) }

  /// Commits a link.
  func link(_ path: String, to target: String) throws {
    let link = agent.pushing(FilePath(path))
    try Directory.create(link.removingLastComponent())
    try Directory.remove(link)
    try Directory.link(link, to: target)
  }

  func pipe(_ path: String) throws {
    let pipe = agent.pushing(FilePath(path))
    try Directory.remove(pipe)
    try #require(mkfifo(pipe.string, 0o600) == 0)
  }

  struct End {
    var exitCode: Int32
    var output: String
    var seconds: Double
    var report: RunReport?

    var codes: [String] { (report.map { $0.diagnostics + $0.agents.flatMap(\.diagnostics) } ?? []).map(\.code) }
  }

  /// Runs the executable in the agent's directory.
  /// - Parameter wrapper: a command line in front of the executable's.
  func run(
    _ arguments: [String], environment: [String: String] = [:], wrapper: [String] = [], input: String = "</dev/null"
  ) async throws -> End {
    let variables = [
      "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": outside.string, "AGENT_PIPELINE_CACHE_DIR": cache.string,
      "XDG_STATE_HOME": directory.appending("state").string,
      "SOURCE_DATE_EPOCH": "1700000000", "NO_COLOR": "1",
    ].merging(environment) { $1 }
    let start = ContinuousClock.now
    let exit = try await ChildProcess(
      "/bin/sh", ["-c", "exec \"$@\" \(input)", "sh"] + wrapper + [Products.executable.string] + arguments,
      environment: variables, workingDirectory: agent
    ).run(timeout: .seconds(60))
    let seconds = start.duration(to: .now) / .seconds(1)
    guard case .exited(let code) = exit.status else {
      throw Failure(.infrastructure, "hangs", "\(arguments): \(exit.status)\n\(exit.output)")
    }
    let text = try? FileContents.read(workDirectory.appending("report.json"), limit: 16 << 20)
    return End(
      exitCode: code, output: exit.output, seconds: seconds,
      report: text.flatMap { try? JSONDecoder().decode(RunReport.self, from: Data($0)) })
  }

  func run(_ arguments: String...) async throws -> End { try await run(arguments) }

  /// Nothing outside of the agent's directory was written, removed or shown.
  func expectUntouched(_ end: End, at location: Testing.SourceLocation = #_sourceLocation) throws {
    #expect(try Directory.names(in: outside) == Self.untouched, "\(end.output)", sourceLocation: location)
    #expect(try Directory.names(in: outside.appending("sub")).isEmpty, "\(end.output)", sourceLocation: location)
    let left = try FileContents.read(outside.appending("canary"), limit: 100)
    #expect(left == Array(Self.canary.utf8), "\(end.output)", sourceLocation: location)
    #expect(!end.output.contains(Self.canary), "\(end.output)", sourceLocation: location)
  }

  /// The directory as git sees it, with everything committed.
  func commit() async throws {
    for command in [["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "feat: begin"]] {
      try await git(command)
    }
  }

  @discardableResult
  func git(_ arguments: [String]) async throws -> String {
    let exit = try await ChildProcess(
      "/usr/bin/git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"] + arguments,
      environment: ["PATH": "/usr/bin:/bin", "HOME": directory.string, "GIT_CONFIG_NOSYSTEM": "1"],
      workingDirectory: agent
    ).run(timeout: .seconds(30))
    try #require(exit.status == .exited(0), "\(exit.output)")
    return exit.output
  }
}
