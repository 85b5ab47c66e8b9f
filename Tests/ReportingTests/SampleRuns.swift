import Diagnostics
import PipelineCore
import Reporting
import SystemPackage
import Testing
import TextFormats

/// A run as the runner would tell it: its events, then its report.
struct SampleRun: Sendable, CustomTestStringConvertible {
  var name: String
  var report: RunReport
  var events: [RunEvent]
  var details: SummaryDetails

  var testDescription: String { name }

  static let all: [SampleRun] = [passed, failedTest, failedPush, interrupted]

  static let passed = SampleRun("passed", exitCode: 0, stages: [validated, built, tested, tagged, pushed]) { agent in
    agent.version = version
    agent.image = image
    agent.pushed = [
      PushReport(reference: "registry.example.com/team/echo-agent:1.3.0", digest: imageDigest, status: .pushed),
      PushReport(reference: "registry.example.com/team/echo-agent:latest", digest: imageDigest, status: .unchanged),
    ]
    agent.diagnostics = [portWarning]
  }

  static let failedTest = SampleRun(
    "failed-test", exitCode: 1,
    stages: [
      validated, built,
      stage(
        .test, .failed, "see its findings", seconds: 61.2,
        checks: [
          check("the agent is ready", .passed, seconds: 1.25, "GET /health on port 8080"),
          check(
            "answers <a chat> \"message\" & more", .failed, seconds: 0.031,
            "expected status 200, found 500\nthe body is `{\"detail\": \"no model\"}`",
            output: "INFO: started\n\u{1B}[31mERROR\u{1B}[0m: no model\r\nloading 10%\rloading 100%\n]]> \u{0}\u{8}\n"),
          check("unit tests", .error, seconds: 60, "timed out after 60s", output: longOutput),
          check("unit tests", .skipped, seconds: 0, "needs the model"),
        ]),
      StageReport(name: .tag, outcome: .notRun, reason: "blocked by test"),
      StageReport(name: .push, outcome: .notRun, reason: "blocked by test"),
    ]
  ) { $0.image = image }

  static let failedPush = SampleRun(
    "failed-push", exitCode: 3,
    stages: [
      validated, built, StageReport(name: .test, outcome: .skipped, reason: "no engine: `test.engine` is `none`"),
      tagged, stage(.push, .failed, refused.message, seconds: 4.08),
    ]
  ) { agent in
    agent.version = version
    agent.image = image
    var push = PushReport(
      reference: "registry.example.com/team/echo-agent:1.3.0", digest: imageDigest, status: .failed)
    push.class = "network"
    agent.pushed = [push]
    agent.diagnostics = [refused]
  }

  static let interrupted = SampleRun(
    "interrupted", exitCode: 143,
    stages: [
      validated, stage(.build, .failed, "terminated (SIGTERM)", seconds: 2.5),
      StageReport(name: .test, outcome: .notRun, reason: "blocked by build"),
      StageReport(name: .tag, outcome: .notRun, reason: "blocked by build"),
      StageReport(name: .push, outcome: .skipped, reason: StageReport.notSelected),
    ]
  ) { _ in }
}

// MARK: Their parts

extension SampleRun {
  private static let start = Timestamp(milliseconds: 1_795_354_200_000)

  private init(
    _ name: String, exitCode: Int32, stages: [StageReport], _ complete: (inout AgentReport) -> Void
  ) {
    self.name = name
    var agent = AgentReport(
      name: "echo-agent", path: "examples/echo-agent", manifest: "examples/echo-agent/agent.yaml")
    agent.stages = stages
    agent.exitCode = exitCode
    agent.outcome = exitCode == 0 ? .passed : .failed
    complete(&agent)
    var ci = CIContext(vendor: "gitlab")
    ci.commit = "0123456789abcdef0123456789abcdef01234567"
    ci.branch = "main"
    report = RunReport(
      tool: RunReport.Tool(name: "agent-pipeline", version: "0.1.0"), startedAt: Self.start, dryRun: false, ci: ci)
    report.agents = [agent]
    report.outcome = agent.outcome
    report.exitCode = exitCode
    report.durationSeconds = stages.map(\.durationSeconds).reduce(0, +)
    events = Self.events(of: agent)
    details = SummaryDetails(
      reports: [".agent-pipeline/report.json", ".agent-pipeline/junit.xml"], ports: [agent.path: [8080]])
  }

  private static func events(of agent: AgentReport) -> [RunEvent] {
    var events: [RunEvent] = [.agentStarted(name: agent.name, path: agent.path)]
    for stage in agent.stages {
      if stage.outcome == .passed || stage.outcome == .failed {
        events.append(.stageStarted(stage.name))
        if stage.name == .build {
          events += [
            .progress("pip: collecting fastapi"), .detail("Collecting fastapi==0.115.6"), .detail("Installed 11"),
          ]
        }
        if stage.name == .build, stage.outcome == .passed { events.append(.line("reused 2 of 3 layers")) }
        events += stage.checks.map { .check($0) }
        // The one warning comes from validating, an error from the stage that fails.
        let severity: Diagnostic.Severity = stage.outcome == .failed ? .error : .warning
        if stage.name == .validate || stage.outcome == .failed {
          events += agent.diagnostics.filter { $0.severity == severity }.map { .diagnostic($0) }
        }
      }
      events.append(.stageFinished(stage))
    }
    return events + [.agentFinished(agent)]
  }

  static func stage(
    _ name: StageID, _ outcome: Outcome, _ reason: String? = nil, seconds: Double, checks: [CheckReport] = []
  ) -> StageReport {
    StageReport(
      name: name, outcome: outcome, reason: reason, startedAt: start, durationSeconds: seconds, checks: checks)
  }

  static func check(
    _ name: String, _ outcome: CheckOutcome, seconds: Double, _ message: String? = nil, output: String? = nil
  ) -> CheckReport {
    CheckReport(
      id: "check:\(name)", name: name, outcome: outcome, durationSeconds: seconds, message: message, output: output)
  }

  private static let validated = stage(
    .validate, .passed, seconds: 0.012, checks: [check("the manifest is valid", .passed, seconds: 0.012)])
  private static let built = stage(.build, .passed, seconds: 3.25)
  private static let tested = stage(
    .test, .passed, seconds: 8.1,
    checks: [
      check("the agent is ready", .passed, seconds: 1.25, "GET /health on port 8080"),
      check("answers a chat message", .passed, seconds: 0.031),
      check("replays the model", .skipped, seconds: 0, "no cassettes"),
    ])
  private static let tagged = stage(.tag, .passed, seconds: 0.08)
  private static let pushed = stage(.push, .passed, seconds: 2.4)

  private static let longOutput = (1...30).map { "test_\($0).py ." }.joined(separator: "\n")

  static let portWarning = Diagnostic.warning(
    "unusual-port", "the port `80` needs privileges that the container has not",
    at: Diagnostics.SourceLocation(file: "examples/echo-agent/agent.yaml", line: 3, column: 16, endColumn: 18),
    hints: ["use a port above 1023"])

  private static let refused = Diagnostic.error(
    "registry-unreachable", "cannot reach `registry.example.com`: connection refused",
    hints: ["check that the registry runs and that the network lets you through"])

  static let version = VersionReport(
    next: "1.3.0", previous: "1.2.4", bump: "minor", base: "v1.2.4", release: true,
    explanation: [
      VersionReport.Vote(
        commit: "89abcdef0123456789abcdef0123456789abcdef", subject: "fix: close the stream", type: "fix",
        bump: "patch", ignoredBecause: nil),
      VersionReport.Vote(
        commit: "0123456789abcdef0123456789abcdef01234567", subject: "feat: stream answers", type: "feat",
        bump: "minor", ignoredBecause: nil),
    ])

  static let imageDigest = "sha256:" + String(repeating: "0123456789abcdef", count: 4)

  static let image: ImageReport = {
    var image = ImageReport(
      engine: "oci", digest: imageDigest,
      mediaType: "application/vnd.oci.image.index.v1+json", platforms: ["linux/amd64", "linux/arm64"],
      sizeBytes: 61_234_567, layout: ".agent-pipeline/image",
      layers: [
        ImageReport.Layer(
          role: .application, digest: "sha256:aa", diffID: "sha256:bb", sizeBytes: 2048, cached: false)
      ])
    image.tags = ["1.3.0", "1.3", "1", "latest"]
    return image
  }()
}
