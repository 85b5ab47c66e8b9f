import Diagnostics
import FileIO
import FoundationEssentials
import Glibc
import PipelineCore
import Reporting
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// A directory with a git repository that holds an agent, a home and a cache of its own, for calls of the real
/// executable; removed with the object.
final class Workshop: Sendable {
  let directory: FilePath
  /// The repository, which is the agent's directory too.
  let agent: FilePath

  /// Whether an agent was written that stands on the image of `TinyAgent.pythonImage`.
  private let isOnPython = Mutex(false)

  var home: FilePath { directory.appending("home") }
  var workDirectory: FilePath { agent.appending(".agent-pipeline") }
  var log: FilePath { workDirectory.appending("logs/agent.log") }

  static let executable: String = Products.executable.string

  /// - Parameter isCommitted: without it there is an agent, but no repository.
  init(_ tiny: TinyAgent = TinyAgent(), isCommitted: Bool = true) async throws {
    directory = try Directory.temporary(prefix: "executable-test", in: "/tmp")
    // The container's user passes through.
    chmod(directory.string, 0o755)
    agent = directory.appending("agent")
    for name in ["agent", "home", "cache", "tmp", "streams"] { try Directory.create(directory.appending(name)) }
    try write(tiny)
    guard isCommitted else { return }
    try await git("init", "-q", "-b", "main")
    try await commit("feat: begin")
  }

  deinit { try? Directory.remove(directory) }

  func write(_ tiny: TinyAgent, in place: String = ".") throws {
    if tiny.base == TinyAgent.pythonImage { isOnPython.withLock { $0 = true } }
    try write(tiny.manifest, to: "\(place)/agent.yaml")
    try write(tiny.program + "\n", to: "\(place)/main.py")
  }

  /// - Parameter path: below the agent's directory.
  func write(_ text: String, to path: String) throws {
    let file = agent.pushing(FilePath(path))
    try Directory.create(file.removingLastComponent())
    try FileContents.write(Array(text.utf8), to: file)
  }

  func read(_ path: FilePath) throws -> String {
    String(decoding: try FileContents.read(path, limit: 16 << 20), as: UTF8.self)
  }

  func commit(_ message: String) async throws {
    try await git("add", "-A")
    try await git("commit", "-q", "--allow-empty", "-m", message)
  }

  func git(_ arguments: String..., in place: FilePath? = nil) async throws { try await git(arguments, in: place) }

  func git(_ arguments: [String], in place: FilePath? = nil) async throws {
    let environment = environment.merging([
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_DATE": "1700000000 +0000", "GIT_COMMITTER_DATE": "1700000000 +0000",
    ]) { $1 }
    let options = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "protocol.file.allow=always"]
    let end = try await Child.run(
      ["/usr/bin/git"] + options + arguments, environment: environment, in: place ?? agent,
      scratch: directory.appending("streams"))
    try #require(end.exitCode == 0, "\(end.standardError)")
  }

  /// All the executable sees of this machine: no variable of a CI system, nothing of the user's.
  var environment: [String: String] {
    [
      "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8",
      "HOME": home.string, "XDG_CACHE_HOME": directory.appending("cache").string,
      "TMPDIR": directory.appending("tmp").string,
    ].merging(isOnPython.withLock { $0 } ? ["AGENT_PIPELINE_BUILD_BASE_IMAGE": TinyAgent.pythonImage] : [:]) { $1 }
  }

  /// Calls the executable in the agent's directory and holds it to what is true of every call: the exit status, complete
  /// reports that agree with it and with each other, and nothing left behind.
  ///
  /// - Parameters:
  ///   - stages: the only agent's, as `build failed` or `test notRun: blocked by build`; nothing where there is no
  ///     agent in the report.
  ///   - wrapper: a command line in front of the executable's.
  ///   - body: runs beside the executable.
  @discardableResult
  func run(
    _ arguments: [String], environment: [String: String] = [:], in place: FilePath? = nil, wrapper: [String] = [],
    reportDirectory: FilePath? = nil, exitCode: Int32, stages: [String]? = nil,
    at location: Testing.SourceLocation = #_sourceLocation, meanwhile body: (Child) async throws -> Void = { _ in }
  ) async throws -> Call {
    let reports = reportDirectory ?? workDirectory
    for name in ["report.json", "junit.xml"] { try Directory.remove(reports.appending(name)) }
    let end = try await Child.run(
      wrapper + [Self.executable] + arguments, environment: self.environment.merging(environment) { $1 },
      in: place ?? agent, scratch: directory.appending("streams"), meanwhile: body)
    let said = Comment(rawValue: end.standardError)
    #expect(end.exitCode == exitCode, said, sourceLocation: location)

    let json = try FileContents.read(reports.appending("report.json"), limit: 16 << 20)
    let report = try JSONDecoder().decode(RunReport.self, from: Data(json))
    #expect(try JSONReport.render(report) == json, sourceLocation: location)
    let junit = try FileContents.read(reports.appending("junit.xml"), limit: 16 << 20)
    #expect(JUnitReport.render(report) == junit, "junit.xml tells what report.json tells", sourceLocation: location)
    #expect(report.schema == "agent-pipeline.report/v1", sourceLocation: location)
    #expect(report.exitCode == exitCode, said, sourceLocation: location)
    #expect(report.outcome == (exitCode == 0 ? .passed : .failed), sourceLocation: location)
    if let stages {
      #expect(report.agents.count == 1, said, sourceLocation: location)
      #expect(report.agents.first?.stages.map(Call.summary) == stages, said, sourceLocation: location)
    }
    try expectNothingLeft(at: location)
    return Call(
      exitCode: end.exitCode, standardOutput: end.standardOutput, said: end.standardError, seconds: end.seconds,
      report: report, json: String(decoding: json, as: UTF8.self), junit: String(decoding: junit, as: UTF8.self))
  }

  @discardableResult
  func run(
    _ arguments: String..., environment: [String: String] = [:], in place: FilePath? = nil, wrapper: [String] = [],
    reportDirectory: FilePath? = nil, exitCode: Int32, stages: [String]? = nil,
    at location: Testing.SourceLocation = #_sourceLocation, meanwhile body: (Child) async throws -> Void = { _ in }
  ) async throws -> Call {
    try await run(
      arguments, environment: environment, in: place, wrapper: wrapper, reportDirectory: reportDirectory,
      exitCode: exitCode, stages: stages, at: location, meanwhile: body)
  }

  /// Calls the executable where it cannot know yet where reports go, so there are none.
  func call(_ arguments: String..., environment: [String: String] = [:], wrapper: [String] = []) async throws
    -> Child.End
  {
    try await call(arguments, environment: environment, wrapper: wrapper)
  }

  func call(
    _ arguments: [String], environment: [String: String] = [:], wrapper: [String] = [],
    meanwhile body: (Child) async throws -> Void = { _ in }
  ) async throws -> Child.End {
    try await Child.run(
      wrapper + [Self.executable] + arguments, environment: self.environment.merging(environment) { $1 }, in: agent,
      scratch: directory.appending("streams"), meanwhile: body)
  }
}

/// One call of the executable that wrote its reports.
struct Call: Sendable {
  var exitCode: Int32
  var standardOutput: String
  /// What it told the user: standard error.
  var said: String
  var seconds: Double
  var report: RunReport
  var json: String
  var junit: String

  /// `test notRun: blocked by build`; the reason of other outcomes is for people and stands in the terminal's text.
  static func summary(_ stage: StageReport) -> String {
    "\(stage.name) \(stage.outcome.rawValue)" + (stage.outcome == .notRun ? ": \(stage.reason ?? "")" : "")
  }

  /// The checks of the first agent, by id.
  var checks: [String: CheckReport] {
    Dictionary(report.agents.flatMap(\.stages).flatMap(\.checks).map { ($0.id, $0) }) { first, _ in first }
  }

  /// The codes of all findings.
  var codes: [String] { (report.diagnostics + report.agents.flatMap(\.diagnostics)).map(\.code) }

  /// Everything that left the process.
  var everything: String { standardOutput + said + json + junit }
}
