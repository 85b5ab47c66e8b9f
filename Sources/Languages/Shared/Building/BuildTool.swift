import ChildProcess
import Diagnostics
import SystemPackage
import TextFormats

/// A compiler or package manager of the host.
struct BuildTool: Sendable {
  /// A build that takes longer is stuck.
  static let timeLimit = Duration.seconds(30 * 60)

  /// `go`
  var name: String
  /// How to get it: `apt-get install golang-go`.
  var install: String
  private let network: NetworkTrouble
  private let runner: any ToolRunner
  var environment: [String: String]
  var onLine: @Sendable (String) -> Void

  /// - Parameter unwanted: variables that would change what it makes.
  init(
    _ name: String, install: String, _ network: NetworkTrouble, _ request: BuildRequest, without unwanted: [String] = []
  ) {
    self.name = name
    self.install = install
    self.network = network
    runner = request.tools
    environment = request.environment.filter { !unwanted.contains($0.key) }
    onLine = request.onLine
  }

  /// - Throws: if it is not on PATH, with the command that installs it.
  func locate() throws(Failure) -> FilePath {
    if name.contains("/") { return FilePath(name) }
    if let path = ExecutableSearch.find(name, path: environment["PATH"] ?? "") { return path }
    throw missing
  }

  var missing: Failure {
    Failure(
      .infrastructure, "toolchain-missing", "`\(name)` is needed to build this agent, but is not on PATH",
      hints: ["on Debian and Ubuntu: \(install)", "or build with a Docker Engine: set `build.engine: docker`"])
  }

  /// Runs it in a directory; the end of its output is the hint if it fails.
  /// - Parameters:
  ///   - purpose: the message if it fails: `cannot compile the agent`.
  ///   - needs: what else the call needs: directories, the network.
  @discardableResult
  func run(
    _ arguments: [String], in directory: FilePath?, purpose: String,
    output: ChildProcess.StandardOutput = .merged, _ needs: (inout ToolCall) -> Void = { _ in }
  ) async throws -> ChildProcess.Exit {
    _ = try locate()
    var call = ToolCall(
      name, arguments, environment: environment, workingDirectory: directory, timeLimit: Self.timeLimit, onLine: onLine)
    call.standardOutput = output
    needs(&call)
    let ended = try await runner.run(call)
    guard ended.exit.status.isSuccess else { throw failure(ended, purpose) }
    return ended.exit
  }

  /// The tool's version as it prints it: part of a compiled layer's key.
  func version(_ arguments: [String]) async throws -> String {
    let exit = try await run(arguments, in: nil, purpose: "`\(name)` does not work")
    return exit.output.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  private func failure(_ ended: ToolExit, _ purpose: String) -> Failure {
    let exit = ended.exit
    let said = ended.ending
    if exit.status == .timedOut {
      return Failure(
        .timeout, "build-timeout", "`\(name)` did not finish within \(DurationText.format(Self.timeLimit))",
        hints: ["\(name) said: \(said)"])
    }
    if let failure = ended.networkFailure(of: name) { return failure }
    if let finding = network.untrusted(in: exit.output, of: name, said: "\(name) said: \(said)") {
      return Failure(.infrastructure, finding)
    }
    if network.isTold(in: exit.output) {
      return Failure(
        .infrastructure, "package-index-unreachable", "`\(name)` cannot reach its package index",
        hints: ["check the network, the proxy variables and the settings of `\(name)`", "\(name) said: \(said)"])
    }
    return Failure(
      .agent, "build-failed", "\(purpose): \(exit.status)", hints: ["\(name) said: \(said)"])
  }
}
