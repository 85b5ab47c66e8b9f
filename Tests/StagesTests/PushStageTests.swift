import AgentManifest
import Diagnostics
import DockerEngine
import FileIO
import HTTPTransport
import OCIImage
import PipelineCore
import Reporting
import Sandbox
import Settings
import Synchronization
import SystemPackage
import TestSupport
import Testing
import TextFormats

@testable import ImageBuilding
@testable import Stages

@Suite("Push stage") struct PushStageTests {
  @Test func `mounts the layers of a base that lives in the same registry`() async throws {
    let fixture = try PushFixture()
    _ = fixture.registry.put(blob: Array("base".utf8), in: "library/python")
    var state = try fixture.state(baseRepository: "\(fixture.registry.host)/library/python")
    try await fixture.stage().run(fixture.context(), &state)
    let pushed = try #require(state[PushedImage.self]?.references.first)
    #expect(pushed.status == .pushed && pushed.bytesMounted == 4)
    #expect(state.journal.checks.first?.message?.hasSuffix("4 B mounted") == true)
  }

  @Test func `tells each wait at once and counts them in the report`() async throws {
    let fixture = try PushFixture()
    fixture.registry.inject(TestFault("PUT", "/manifests/1.0.0", TestFault.error(503, "UNAVAILABLE", "busy")))
    var state = try fixture.state()
    try await fixture.stage().run(fixture.context(), &state)
    let pushed = try #require(state[PushedImage.self]?.references.first)
    #expect(pushed.retries == 1 && pushed.waitedSeconds ?? 0 > 0)
    #expect(fixture.lines.contains { $0.contains("503: busy: retrying in 0.") && $0.hasSuffix("(attempt 2 of 5)") })
    let note = try #require(state.journal.diagnostics.first { $0.code == "push-retried" })
    #expect(note.message.contains("retried 1 time, waited") && note.message.hasSuffix("503: busy"))
  }

  @Test func `gives up when its time is over, and says which setting that was`() async throws {
    let fixture = try PushFixture()
    fixture.registry.inject(
      TestFault("PUT", "/manifests/latest", .respond(TestResponse(201, body: [1, 2], ending: .stalled(afterBytes: 1)))))
    var state = try fixture.state()
    let start = ContinuousClock.now
    let failure =
      await #expect(throws: (any Error).self) {
        try await fixture.stage().run(fixture.context(["push.timeout": ["15s"]]), &state)
      } as? any DiagnosableError
    #expect(failure?.failureKind == .timeout && failure?.diagnostic.code == "registry-timeout")
    #expect(failure?.diagnostic.hints.first?.contains("push.timeout") == true)
    #expect(ContinuousClock.now - start < .seconds(120))
    // What had arrived by then, has arrived.
    let references = try #require(state[PushedImage.self]?.references)
    #expect(references.map(\.status) == [.pushed, .failed] && references.map(\.class) == [nil, "timeout"])
  }

  @Test func `tells of large layers, and of no small ones`() async throws {
    let fixture = try PushFixture()
    var state = try fixture.state(own: [UInt8](repeating: 7, count: 4_200_000))
    try await fixture.stage().run(fixture.context(), &state)
    let lines = fixture.lines.filter { $0.hasPrefix("uploaded") }
    #expect(lines.count == 1 && lines[0].hasSuffix("`, 4.2 MB"), "\(lines)")
  }

  @Test func `shows a registry's warning as a note, once`() async throws {
    let fixture = try PushFixture { $0.warning = "quota nearly used" }
    var state = try fixture.state()
    try await fixture.stage().run(fixture.context(), &state)
    #expect(
      state.journal.diagnostics.filter { $0.code == "registry-warning" }.map(\.message)
        == ["`\(fixture.registry.host)` says: quota nearly used"])
  }

  @Test func `says which credential it uses for which repository to those who ask`() async throws {
    let fixture = try PushFixture { $0.authentication = .basic }
    var state = try fixture.state()
    try await fixture.stage(["DOCKER_USERNAME": "ci", "DOCKER_PASSWORD": "secret"]).run(fixture.context(), &state)
    #expect(
      fixture.lines.contains(
        "`\(fixture.repository)`: the credential from `DOCKER_USERNAME` and `DOCKER_PASSWORD` (user `ci`)"))
  }

  @Test func `finds out before the build that it may not push`() async throws {
    let fixture = try PushFixture {
      $0.authentication = .bearer
      $0.deniedActions = ["push"]
    }
    let state = try fixture.state()
    await #expect(throws: (any Error).self) { try await fixture.stage().preflight(fixture.context(), state) }
    let asked = fixture.registry.requests.count
    try await fixture.stage().preflight(fixture.context(isDryRun: true), state)
    try await fixture.stage().preflight(fixture.context(["push.preflight": ["false"]]), state)
    #expect(fixture.registry.requests.count == asked)
    #expect(fixture.registry.openUploads == 0)
  }

  @Test func `finds out about all destinations at once`() async throws {
    let fixture = try PushFixture {
      $0.authentication = .bearer
      $0.deniedActions = ["push"]
    }
    let others = ["\(fixture.registry.host)/team/one", "\(fixture.registry.host)/team/two"]
    let context = fixture.context(["push.to": others])
    let state = try fixture.state()
    let failure =
      await #expect(throws: (any Error).self) { try await fixture.stage().preflight(context, state) }
      as? any DiagnosableError
    for name in others { #expect(failure?.diagnostic.message.contains("`\(name)`") == true) }
  }

  @Test func `pushes to a repository that is named twice once`() async throws {
    let fixture = try PushFixture()
    var state = try fixture.state()
    // A comment in agent.yaml may suppress the finding.
    let settings = Settings.resolve(flags: [:], environment: [:]).settings.completed { name in
      name == "push.to"
        ? (.list([fixture.repository, fixture.repository]), .init(file: "agent.yaml", line: 1, column: 1)) : nil
    }.settings
    try await fixture.stage().run(fixture.context(settings), &state)
    #expect(state[PushedImage.self]?.references.count == 2)
  }

  @Test(arguments: [SourceTrust.repository, .changeRequest, .fork, .unknown])
  func `a stranger's agent.yaml does not say where the password goes`(source: SourceTrust) async throws {
    let fixture = try PushFixture { $0.authentication = .basic }
    let environment = ["DOCKER_USERNAME": "ci", "DOCKER_PASSWORD": "secret"]
    let place = SourceLocation(file: "agent.yaml", line: 1, column: 1)
    let repository = fixture.repository
    let state = try fixture.state()
    var context = fixture.context()
    context.settings =
      Settings.resolve(flags: [:], environment: [:]).settings
      .completed { $0 == "push.to" ? (.list([repository]), place) : nil }.settings
    do {
      try await fixture.stage(environment, source: source).preflight(context, state)
      #expect(source == .repository)
    } catch {
      #expect(source != .repository)
      let hints = (error as? any DiagnosableError)?.diagnostic.hints.joined(separator: "\n") ?? ""
      #expect(
        hints.contains("credential withheld: ") && hints.contains("only agent.yaml names `\(fixture.registry.host)`"))
      #expect(
        hints.contains(source == .fork ? "--push-to" : "set AGENT_REGISTRY_URL=\(fixture.registry.host) or --push-to"))
    }
    let sent = fixture.registry.requests.contains { $0.header("Authorization") != nil }
    #expect(sent == (source == .repository))
    // A flag is the word of whoever runs it.
    try await fixture.stage(environment, source: source).preflight(fixture.context(), state)
  }

  @Test(arguments: [TestRegistry.Authentication.basic, .bearer])
  func `lets no secret into any output, though the registry repeats it`(
    authentication: TestRegistry.Authentication
  ) async throws {
    let canary = "canary-Zx81-password"
    let fixture = try PushFixture {
      $0.authentication = authentication
      $0.password = canary
      $0.echoesAuthorization = true
    }
    // In a file: nothing but the keychain knows it.
    let auth = TestRegistry.base64(Array("ci:\(canary)".utf8))
    try FileContents.write(
      Array(#"{"auths":{"\#(fixture.registry.host)":{"auth":"\#(auth)"}}}"#.utf8),
      to: fixture.directory.appending("config.json"))
    fixture.registry.inject(TestFault("PUT", "/manifests/sha256", times: 2, TestFault.error(503, "UNAVAILABLE")))
    fixture.registry.inject(TestFault("PUT", "/manifests/sha256", times: 9, TestFault.error(403, "DENIED")))
    let redactor = Redactor(sharing: fixture.secrets)
    let printed = Mutex("")
    var options = ConsoleOptions()
    options.detail = .verbose
    options.redactor = redactor
    let console = ConsoleReporter(options, lineSource: { _, _ in nil }) { text in printed.withLock { $0 += text } }
    var context = fixture.context()
    context.emit = { console.handle($0) }
    let state = try fixture.state()
    let selection = try StageSelection(
      all: ["build", "push"].map(StageID.init(rawValue:)), only: nil, from: nil, until: nil, skip: nil)
    let result = await PipelineRunner.run(
      [FactStage(state: state), fixture.stage(["DOCKER_CONFIG": fixture.directory.string])], selection, isStrict: false,
      interruption: Interruption(), clock: WallClock { Timestamp(milliseconds: 0) },
      factGuard: FactSeal(fixture.services(), key: Array("key".utf8), isShared: false), in: context,
      report: AgentReport(name: "app", path: ".", manifest: "agent.yaml"))
    #expect(result.exitCode == 3)
    var report = RunReport(
      tool: .init(name: "t", version: "1"), startedAt: Timestamp(milliseconds: 0), dryRun: false, ci: nil)
    report.agents = [result]
    console.summarize(report, SummaryDetails(reports: [], ports: [:]))
    let reports = fixture.directory.appending("reports")
    let written = await ReportWriter(directory: reports, redactor: redactor).write(report)
    #expect(written.failures.isEmpty)
    var outputs = [printed.withLock { $0 }]
    for name in try Directory.names(in: reports) {
      outputs.append(String(decoding: try FileContents.read(reports.appending(name), limit: 1 << 20), as: UTF8.self))
    }
    #expect(outputs.count == 3)
    #expect(outputs.allSatisfy { $0.contains("you sent") && $0.contains("***") })
    let headers = fixture.registry.requests.compactMap { $0.header("Authorization") }
    #expect(!headers.isEmpty)
    for secret in Set([canary, auth] + headers.compactMap { $0.split(separator: " ").last.map(String.init) }) {
      for output in outputs { #expect(!output.contains(secret)) }
    }
  }
}

/// Hands over the facts of a state that a test has made.
private struct FactStage: Stage {
  static let id = StageID.build
  static let produces: [any RunFact.Type] = []
  let state: RunState

  func run(_ context: RunContext, _ state: inout RunState) async throws {
    state[ValidatedAgent.self] = self.state[ValidatedAgent.self]
    state[BuiltImage.self] = self.state[BuiltImage.self]
    state[TestOutcome.self] = self.state[TestOutcome.self]
    state[TaggedRelease.self] = self.state[TaggedRelease.self]
  }
}
