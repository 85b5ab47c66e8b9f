import Diagnostics
import PipelineCore
import Reporting
import Synchronization
import TestSupport
import Testing
import TextFormats

@Suite("Console reporter") struct ConsoleReporterTests {
  // MARK: Golden files

  @Test("tells a run in plain text", arguments: SampleRun.all)
  func plain(_ run: SampleRun) throws {
    #expect(try GoldenFiles().problem(with: console(run), "\(run.name).console.txt") == nil)
  }

  @Test("tells a run in colour", arguments: SampleRun.all)
  func coloured(_ run: SampleRun) throws {
    var options = ConsoleOptions()
    options.style = TerminalStyle(isColored: true)
    #expect(try GoldenFiles().problem(with: console(run, options), "\(run.name).console-colour.txt") == nil)
  }

  @Test func `says the same without colour as with it`() {
    var options = ConsoleOptions()
    options.style = TerminalStyle(isColored: true)
    for run in SampleRun.all {
      #expect(console(run, options).replacing(/\u{1B}\[[0-9;]*m/, with: "") == console(run))
    }
  }

  @Test func `quiet shows only failures and the summary`() throws {
    var options = ConsoleOptions()
    options.detail = .quiet
    #expect(try GoldenFiles().problem(with: console(.failedTest, options), "failed-test.console-quiet.txt") == nil)
    #expect(console(.passed, options).hasPrefix("echo-agent\n  ✓ validate"))
  }

  @Test func `verbose shows the lines of child processes as they come`() throws {
    var options = ConsoleOptions()
    options.detail = .verbose
    let text = console(.passed, options)
    #expect(text.contains("build\n    │ Collecting fastapi==0.115.6\n    │ Installed 11\n  reused 2 of 3 layers\n"))
    #expect(!console(.passed).contains("Collecting"))
  }

  @Test func `without UTF-8 its own signs are ASCII`() {
    var options = ConsoleOptions()
    options.isASCII = true
    for run in SampleRun.all {
      #expect(console(run, options).unicodeScalars.filter { !$0.isASCII && $0 != "\u{FFFD}" }.isEmpty)
    }
    #expect(console(.failedTest, options).contains("  X unit tests: timed out after 60s"))
  }

  // MARK: A failure without a message of its own

  @Test func `a failed stage shows the end of what its child processes printed`() {
    let failure = StageReport(name: .build, outcome: .failed, reason: "pip ended with status 1")
    let details = (1...25).map { RunEvent.detail("line \($0)") }
    let text = console([.stageStarted(.build)] + details + [.stageFinished(failure)])
    #expect(text.contains("  ✗ pip ended with status 1\n    the end of its output:\n    │ line 6\n"))
    #expect(text.hasSuffix("    │ line 25\n"))
    #expect(!text.contains("line 5\n"))
  }

  @Test func `the output of a stage that passed is not shown later`() {
    let failure = StageReport(name: .test, outcome: .failed, reason: "it failed")
    let text = console([
      .stageStarted(.build), .detail("of the build"),
      .stageFinished(StageReport(name: .build, outcome: .passed)), .stageStarted(.test), .stageFinished(failure),
    ])
    #expect(!text.contains("of the build"))
  }

  // MARK: Progress

  @Test func `progress is for terminals only`() {
    let events: [RunEvent] = [.stageStarted(.push), .progress("1 of 3 MB"), .progress("2 of 3 MB"), .line("done")]
    #expect(console(events) == "push\n  done\n")
    var options = ConsoleOptions()
    options.terminalWidth = { 80 }
    #expect(
      console(events, options) == "push\n\r\u{1B}[K  1 of 3 MB\r\u{1B}[K  2 of 3 MB\r\u{1B}[K  done\n")
    options.detail = .quiet
    #expect(console(events, options).isEmpty)
  }

  @Test func `progress never wraps, or it could not be erased`() {
    var options = ConsoleOptions()
    options.terminalWidth = { 10 }
    let text = console([.progress("0123456789")], options)
    #expect(text == "\r\u{1B}[K  012345…")
  }

  // MARK: Safety

  @Test func `secrets are hidden wherever they come from`() {
    var options = ConsoleOptions()
    options.redactor = Redactor(secrets: ["hunter2!"])
    options.terminalWidth = { 20 }
    options.detail = .verbose
    let check = CheckReport(
      id: "c", name: "login hunter2!", outcome: .failed, durationSeconds: 0, message: "got hunter2!",
      output: "password hunter2!")
    var report = SampleRun.failedPush.report
    report.agents[0].diagnostics[0].message = "hunter2! was refused"
    let text = console(
      [
        .stageStarted(.push), .progress("a long line: hunter2!"), .line("hunter2!"), .detail("hunter2!"),
        .check(check), .diagnostic(.error("auth", "hunter2! is wrong", hints: ["try not hunter2!"])),
      ], options, report)
    #expect(text.contains("***"))
    #expect(!text.contains("hunter"))
  }

  @Test func `escape sequences of child processes do not reach the terminal`() {
    var options = ConsoleOptions()
    options.detail = .verbose
    let text = console(
      [.detail("\u{1B}[2J\u{1B}]0;title\u{7}red\u{1B}[0m \u{9B}31mand \u{8}back"), .line("10%\r100%")], options)
    #expect(text == "    │ red and \u{FFFD}back\n  100%\n")
  }

  @Test func `a hostile manifest cannot steer the terminal through findings and names`() {
    let evil = "a\u{1B}[2Jb\u{7}"
    var report = SampleRun.failedPush.report
    report.agents[0].name = evil
    report.agents[0].stages[4].reason = evil
    report.agents[0].diagnostics = []
    let text = console(
      [
        .agentStarted(name: evil, path: evil), .stageStarted(.build), .diagnostic(.error("x", evil, hints: [evil])),
        .check(CheckReport(id: "c", name: evil, outcome: .failed, durationSeconds: 0, message: evil)),
        .stageFinished(StageReport(name: .push, outcome: .skipped, reason: evil)),
      ], ConsoleOptions(), report)
    #expect(!text.contains("\u{1B}") && !text.contains("\u{7}"))
    #expect(text.contains("ab\u{FFFD}"))
  }

  @Test func `the CI system's marks stand around each stage that ran, and are its heading`() {
    var options = ConsoleOptions()
    options.dressing = StageDressing(start: { "<\($0)>\n" }, end: { "</\($0)>\n" })
    let text = console(
      [
        .stageStarted(.build), .line("layers"), .stageFinished(StageReport(name: .build, outcome: .passed)),
        .stageFinished(StageReport(name: .push, outcome: .skipped, reason: "no destination")),
      ], options)
    #expect(text == "<build>\n  layers\n</build>\n– push skipped: no destination\n")
  }

  // MARK: Summary

  @Test func `an exit status is explained`() {
    for status: Int32 in [1, 2, 3, 4, 130, 143] {
      var report = SampleRun.failedTest.report
      report.exitCode = status
      #expect(console([], ConsoleOptions(), report).contains("exit status \(status): \(ExitStatus.meaning(status))"))
      #expect(ExitStatus.meaning(status) != "an unknown failure")
    }
  }

  @Test func `a dry run does not tell how to run what was not pushed`() {
    var report = SampleRun.passed.report
    report.dryRun = true
    let text = console([], ConsoleOptions(), report)
    #expect(!text.contains("docker run"))
    #expect(text.contains("passed in 13.8 s; dry run, nothing was published"))
  }

  @Test func `a run without agents tells its own finding first`() {
    var report = RunReport(
      tool: RunReport.Tool(name: "agent-pipeline", version: "0.1.0"), startedAt: Timestamp(seconds: 0), dryRun: false,
      ci: nil)
    report.outcome = .failed
    report.exitCode = 2
    report.diagnostics = [.error("malformed-setting", "the setting `strict` is malformed")]
    #expect(
      console([], ConsoleOptions(), report)
        == "  read first  the setting `strict` is malformed\n✗ failed in 0 ms, exit status 2: wrong usage or settings\n"
    )
  }

  // MARK: Helpers

  private func console(_ run: SampleRun, _ options: ConsoleOptions = ConsoleOptions()) -> String {
    console(run.events, options, run.report, run.details)
  }

  private func console(
    _ events: [RunEvent], _ options: ConsoleOptions = ConsoleOptions(), _ report: RunReport? = nil,
    _ details: SummaryDetails = SummaryDetails()
  ) -> String {
    let output = Output()
    let reporter = ConsoleReporter(
      options, lineSource: { _, line in line == 3 ? "    - container: 80" : nil }, write: { output.append($0) })
    for event in events { reporter.handle(event) }
    if let report { reporter.summarize(report, details) }
    return output.text
  }

  private final class Output: Sendable {
    private let written = Mutex("")

    var text: String { written.withLock(\.self) }

    func append(_ text: String) { written.withLock { $0 += text } }
  }
}
