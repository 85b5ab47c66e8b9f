import ChildProcess
import FileIO
import Glibc
import SystemPackage
import TestSupport
import Testing

/// A developer's desk: a repository, a bare one to push to, real git, and the program under test on PATH.
///
/// Nothing of the user's configuration takes part; everything is removed with the object.
final class Desk: Sendable {
  /// How a command ended and what it said.
  struct End: Sendable {
    var isSuccess: Bool
    var output: String
  }

  let directory: FilePath
  let environment: [String: String]

  var repository: FilePath { directory.appending("repo") }
  var remote: FilePath { directory.appending("remote.git") }
  var hooks: FilePath { repository.appending(".git/hooks") }

  static let project = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
    .removingLastComponent()
  static let inherited = getenv("PATH").map { String(cString: $0) } ?? ""
  /// The interpreter of the tools that Scripts/test.sh installs needs no activation.
  static let tools = project.appending(".tools/venv/bin")
  static let program: FilePath = Products.executable

  init() async throws {
    directory = try Directory.temporary(prefix: "hooks", in: "/tmp")
    var environment = [
      "PATH": "\(Self.program.removingLastComponent()):\(Self.inherited):\(Self.tools)", "HOME": directory.string,
      "TMPDIR": directory.appending("tmp").string, "PRE_COMMIT_HOME": directory.appending("pre-commit").string,
      "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8",
    ]
    for who in ["AUTHOR", "COMMITTER"] {
      environment["GIT_\(who)_NAME"] = "Ada"
      environment["GIT_\(who)_EMAIL"] = "ada@example.com"
    }
    self.environment = environment
    try Directory.create(directory.appending("tmp"))
    try await git("init", "-q", "-b", "main", repository.string, in: directory)
    try await git("init", "-q", "--bare", "-b", "main", remote.string, in: directory)
    try await git("remote", "add", "origin", remote.string)
  }

  deinit { try? Directory.remove(directory) }

  /// Runs a command that may fail.
  func run(_ command: String..., in place: FilePath? = nil, input: String? = nil) async throws -> End {
    try await run(command, in: place, input: input)
  }

  func run(_ command: [String], in place: FilePath? = nil, input: String? = nil) async throws -> End {
    let exit = try await ChildProcess(
      command[0], Array(command.dropFirst()), environment: environment, workingDirectory: place ?? repository,
      input: input.map { Array($0.utf8) }
    ).run(timeout: .seconds(120))
    return End(isSuccess: exit.status.isSuccess, output: exit.output)
  }

  /// Runs git, which has to succeed.
  @discardableResult
  func git(_ arguments: String..., in place: FilePath? = nil) async throws -> String {
    let exit = try await ChildProcess(
      "git", arguments, environment: environment, workingDirectory: place ?? repository
    ).run(timeout: .seconds(120))
    guard exit.status.isSuccess else { throw GitError(output: exit.output) }
    return String(exit.output.prefix { !$0.isNewline })
  }

  struct GitError: Error { var output: String }

  func write(_ text: String, _ file: String, in place: FilePath? = nil) throws {
    let target = (place ?? repository).appending(file)
    try Directory.create(target.removingLastComponent())
    try FileContents.write(Array(text.utf8), to: target)
  }

  /// Tries to commit a link to a wrong manifest of another name, and expects the mistake at the link's place.
  func refusesManifestBehindLink(at location: Testing.SourceLocation = #_sourceLocation) async throws {
    try write(Manifest.bad, "shared/tiny.yaml")
    try Directory.create(repository.appending("agents/a"))
    _ = try await run("ln", "-s", "../../shared/tiny.yaml", "agents/a/agent.yaml")
    try await git("add", ".")
    let bad = try await run("git", "commit", "-q", "-m", "bad")
    #expect(!bad.isSuccess, sourceLocation: location)
    let finding = "agents/a/agent.yaml:5:12: error: unknown runtime `pyton`"
    #expect(bad.output.contains(finding), "\(bad.output)", sourceLocation: location)
  }

  /// Commits everything past the hooks.
  /// - Returns: the commit's id.
  @discardableResult
  func commit() async throws -> String {
    try await git("add", "-A")
    try await git("commit", "-q", "--no-verify", "--allow-empty", "-m", "change")
    return try await git("rev-parse", "HEAD")
  }

  /// Writes a hook of the user's own that leaves what it was told in a file.
  func writeForeignHook(_ name: String, exit status: Int = 0) throws {
    try FileContents.write(
      Array("#!/bin/sh\necho \"$@\" >>'\(directory)/told'\ncat >>'\(directory)/told'\nexit \(status)\n".utf8),
      to: hooks.appending(name), permissions: [.ownerReadWriteExecute])
  }

  var told: String {
    get throws { String(decoding: try FileContents.read(directory.appending("told"), limit: 1 << 16), as: UTF8.self) }
  }
}

/// Manifests as a user writes them.
enum Manifest {
  static let good = manifest(runtime: "python:3.11")
  /// Good where main.py stands beside it.
  static let starting = manifest(runtime: "python:3.11", entrypoint: "python, main.py")
  /// The finding is `unknown-runtime`.
  static let bad = manifest(runtime: "pyton")

  private static func manifest(runtime: String, entrypoint: String = "/app/agent.yaml") -> String {
    """
    apiVersion: agent.dev/v1
    kind: Agent
    metadata: {name: tiny, version: 1.0.0}
    spec:
      runtime: \(runtime)
      model: {provider: openai, name: gpt-4o-mini}
      pipeline:
        build: {baseImage: scratch, entrypoint: [\(entrypoint)]}

    """
  }
}
