import ChildProcess
import FoundationEssentials
import Glibc
import SystemPackage
import TestSupport
import Testing

/// Other people's programs, and our own executable as it was built with the tests.
enum Tools {
  static let package = FilePath(#filePath).appending("../../../..").lexicallyNormalized()

  /// Ours first, then the machine's, then what Scripts/test.sh installed.
  static let path = [
    Products.directory.string, ProcessInfo.processInfo.environment["PATH"] ?? "", "/usr/sbin:/sbin",
    package.appending(".tools/venv/bin").string,
  ].joined(separator: ":")

  /// What programs see: a machine's way to the outside, and nothing of the CI job that runs these tests.
  static let environment: [String: String] = ProcessInfo.processInfo.environment
    .filter { name, _ in
      ["HOME", "SSL_CERT_FILE"].contains(name) || name.hasPrefix("PIP_") || name.lowercased().hasSuffix("_proxy")
    }
    .merging([
      "PATH": path, "LANG": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
      "GIT_AUTHOR_NAME": "test", "GIT_AUTHOR_EMAIL": "test@example.com",
      "GIT_COMMITTER_NAME": "test", "GIT_COMMITTER_EMAIL": "test@example.com",
    ]) { $1 }

  static func find(_ program: String) -> FilePath? { ExecutableSearch.find(program, path: path) }

  /// Runs a program to its end, whatever that is; `output` of the result is both streams.
  static func run(
    _ program: String, _ arguments: [String], in directory: FilePath? = nil, _ variables: [String: String] = [:]
  ) async throws -> ChildProcess.Exit {
    try await ChildProcess(
      program, arguments, environment: environment.merging(variables) { $1 }, workingDirectory: directory
    ).run(timeout: .seconds(180), keepingLast: 1 << 20)
  }

  /// Runs a program that has to succeed.
  @discardableResult
  static func succeed(
    _ program: String, _ arguments: [String], in directory: FilePath? = nil, _ variables: [String: String] = [:],
    at location: SourceLocation = #_sourceLocation
  ) async throws -> String {
    let exit = try await run(program, arguments, in: directory, variables)
    try #require(exit.status.isSuccess, "\(program) \(arguments): \(exit.output)", sourceLocation: location)
    return exit.output
  }

  /// Runs a program that has to succeed and reads what it writes to standard output as JSON.
  static func json<Value: Decodable>(_ type: Value.Type, _ program: String, _ arguments: [String]) async throws -> Value
  {
    let exit = try await ChildProcess(program, arguments, environment: environment)
      .run(timeout: .seconds(60), standardOutput: .apart(limit: 1 << 20))
    try #require(exit.status.isSuccess, "\(program) \(arguments): \(exit.output)")
    return try JSONDecoder().decode(type, from: Data(exit.standardOutput))
  }

  /// What the address answers; asked again for a while, as servers take their time to start.
  /// - Parameter command: comes before curl, to ask from somewhere else.
  static func answer(of url: String, through command: [String] = [], attempts: Int = 200) async throws -> String? {
    let words = command + ["curl", "-sf", "--max-time", "5", "--noproxy", "*", url]
    for _ in 0..<attempts {
      let exit = try await run(words[0], Array(words.dropFirst()))
      if exit.status.isSuccess { return exit.output }
      try await Task.sleep(for: .milliseconds(50))
    }
    return nil
  }
}

extension Trait where Self == ConditionTrait {
  /// A contributor may lack a tool; CI has them all.
  static func needs(_ programs: String...) -> Self {
    let missing = programs.filter { Tools.find($0) == nil }
    return .enabled(
      if: missing.isEmpty, "not installed: \(missing.joined(separator: ", ")); `make test` installs it")
  }

  static var needsRoot: Self { .enabled(if: geteuid() == 0, "only root may run this engine here") }
}
