import ChildProcess
import FileIO
import Glibc
import SystemPackage
import TestSupport
import Testing

/// The echo agent after one whole `agent-pipeline run`: in a registry, with what the run left behind.
///
/// Made once for all tests, because pip takes its time; the registry stops with the last of them.
struct PushedAgent: Sendable {
  static let pythonBase = Tools.package.appending(".tools/python-base")
  @TaskLocal private static var shared: PushedAgent?

  let scratch: Scratch
  let registry: LocalRegistry
  let repository: AgentRepository
  let port: UInt16
  /// The most memory our own process held, in bytes.
  let peakMemory: Int

  static func current(at location: SourceLocation = #_sourceLocation) throws -> PushedAgent {
    try #require(shared, sourceLocation: location)
  }

  /// Without registry host; the host is `registry.host`.
  static let name = "team/echo-agent"
  static var base: String { "oci-layout:\(pythonBase):3.11" }

  var reference: String { "\(registry.host)/\(Self.name):latest" }
  var cache: FilePath { scratch.path.appending("cache") }
  var layout: FilePath { repository.directory.appending(".agent-pipeline/image") }
  var report: RunReportFile {
    get throws { try RunReportFile(repository.directory.appending(".agent-pipeline/report.json")) }
  }

  private init() async throws {
    scratch = try Scratch()
    port = try TestProcess.freePort()
    registry = try await LocalRegistry(in: scratch.path)
    repository = try await AgentRepository.echoAgent(in: scratch.path.appending("echo-agent"), port: port)
    let variables = Tools.environment.map { "\($0.key)=\($0.value)" }
    let log = scratch.path.appending("run.log")
    let process = try TestProcess(
      ["/usr/bin/env", "-i"] + variables + [
        Products.executable.string, "run", "--build-base-image", Self.base,
        "--cache-dir", scratch.path.appending("cache").string, "--push-to", "\(registry.host)/\(Self.name)",
        repository.directory.string,
      ], log: log)
    peakMemory = try await Self.peakMemory(of: process)
    let status = process.wait()
    let output = try log.text()
    try #require(status == 0, "\(output)")
  }

  /// Watches the high-water mark until the process ends. wait4(2) would count the children in.
  private static func peakMemory(of process: TestProcess) async throws -> Int {
    let status = FilePath("/proc/\(process.processID)/status")
    var peak = 0
    // A process that ended has no memory, and no such line.
    while let line = try status.text().split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }) {
      peak = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
      try await Task.sleep(for: .milliseconds(10))
    }
    return peak << 10
  }

  /// Makes the agent before the first test of a suite and takes it down after the last.
  struct Sharing: SuiteTrait, TestScoping {
    func provideScope(
      for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
      let agent = try await PushedAgent()
      try await PushedAgent.$shared.withValue(agent) { try await function() }
    }
  }
}

/// The real executable beside the real tools of others.
///
/// One after the other, because each keeps the machine busy by itself.
@Suite(
  .serialized, .timeLimit(.minutes(5)), .needs("docker-registry", "git", "curl", "skopeo"),
  .enabled(
    if: ExecutableSearch.isThere(PushedAgent.pythonBase), "there is no .tools/python-base; `make test` makes it"),
  .pushedAgent)
struct Interop {}

extension Trait where Self == PushedAgent.Sharing {
  static var pushedAgent: Self { Self() }
}

extension ExecutableSearch {
  fileprivate static func isThere(_ path: FilePath) -> Bool { access(path.string, F_OK) == 0 }
}
