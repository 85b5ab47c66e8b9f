import Diagnostics
import FileIO
import FoundationEssentials
import Glibc
import PipelineCore
import Reporting
import SystemPackage
import TestSupport
import Testing

@Suite("Report formats") struct ReportFormatTests {
  @Test("a report is what was approved", arguments: SampleRun.all, ["json", "junit"])
  func golden(_ run: SampleRun, id: String) throws {
    let format = try ReportRequest(parsing: id).format
    let text = String(decoding: try format.render(run.report), as: UTF8.self)
    #expect(try GoldenFiles().problem(with: text, "\(run.name).\(format.defaultFileName)") == nil)
  }

  @Test func `the list of formats is the directory of formats`() throws {
    let directory = FilePath(#filePath).removingLastComponent()
      .appending("../../Sources/Reporting/Formats").lexicallyNormalized()
    let files = try Directory.names(in: directory).filter { $0.hasSuffix("Report.swift") }
    #expect(Set(AllReportFormats.all.map { "\($0).swift" }) == Set(files))
    #expect(Set(AllReportFormats.all.map { $0.id }).count == AllReportFormats.all.count)
    #expect(Set(AllReportFormats.all.map { $0.defaultFileName }).count == AllReportFormats.all.count)
  }

  @Test("JSON reads back as the same report", arguments: SampleRun.all)
  func json(_ run: SampleRun) throws {
    let bytes = try JSONReport.render(run.report)
    #expect(try JSONDecoder().decode(RunReport.self, from: Data(bytes)) == run.report)
  }

  @Test(arguments: [0, 1, 7, 8, 9, 40])
  func `JSON of many agents is what it would be in one piece`(count: Int) throws {
    var report = SampleRun.failedTest.report
    let agents = SampleRun.all.flatMap(\.report.agents)
    report.agents = (0..<count).map { number in
      var agent = agents[number % agents.count]
      agent.name = "agent \(number)\n[\"\n  ]"
      return agent
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    #expect(try JSONReport.render(report) == Array(encoder.encode(report)) + Array("\n".utf8))
    report.agents = report.agents.map { agent in
      var agent = agent
      agent.stages[0].durationSeconds = .infinity
      return agent
    }
    if count > 0 { #expect(throws: Failure.self) { try JSONReport.render(report) } }
  }

  @Test func `a report that JSON cannot hold is an error, not a crash`() {
    var report = SampleRun.passed.report
    report.durationSeconds = .nan
    #expect(throws: Failure.self) { try JSONReport.render(report) }
  }

  // MARK: JUnit

  // Skipped where xmllint is not installed: nothing else here reads XML schemas.
  @Test(
    "the strictest readers of JUnit accept it", .enabled(if: system("command -v xmllint >/dev/null") == 0),
    arguments: SampleRun.all)
  func schema(_ run: SampleRun) throws {
    try expectValid(JUnitReport.render(run.report))
  }

  // Skipped where xmllint is not installed, as above.
  @Test(.enabled(if: system("command -v xmllint >/dev/null") == 0))
  func `whatever agents and checks are called, the names are unique and well-formed`() throws {
    var report = SampleRun.failedTest.report
    report.agents.append(report.agents[0])
    report.agents.append(report.agents[0])
    report.agents[2].path = "other/echo-agent"
    report.agents[2].stages[2].checks[0].name = "\u{FFFE}<\u{1B}[1mname\t\n\r\"'&]]>"
    report.diagnostics = [.error("malformed-setting", "a run-wide finding")]
    try expectValid(JUnitReport.render(report))
  }

  // Skipped where xmllint is not installed, as above.
  @Test(.enabled(if: system("command -v xmllint >/dev/null") == 0))
  func `a run without agents still has a test case`() throws {
    var report = SampleRun.failedPush.report
    report.agents = []
    report.exitCode = 2
    try expectValid(JUnitReport.render(report))
    #expect(junit(report).contains("<error message=\"exit status 2\" type=\"stage-failed\">"))
  }

  @Test(
    "a stage that failed without checks is a failure where the agent is at fault, else an error",
    arguments: [(Int32(1), "failure"), (2, "error"), (3, "error"), (4, "error"), (143, "error")])
  func kind(exitCode: Int32, element: String) {
    var report = SampleRun.failedPush.report
    report.exitCode = exitCode
    report.agents[0].exitCode = exitCode
    let text = junit(report)
    #expect(text.contains("<\(element) message=\"cannot reach `registry.example.com`: connection refused\""))
    #expect(text.contains("type=\"registry-unreachable\""))
    #expect(text.contains("hint: check that the registry runs"))
  }

  @Test func `of several agents each counts with its own exit status`() {
    var report = SampleRun.failedPush.report
    report.agents.append(report.agents[0])
    report.agents[1].name = "other"
    report.agents[1].exitCode = 1
    let text = junit(report)
    #expect(text.contains("<testsuites name=\"agent-pipeline\" tests=\"10\" failures=\"1\" errors=\"1\""))
    #expect(text.contains("<testsuite name=\"other.push\" tests=\"1\" failures=\"1\" errors=\"0\""))
  }

  @Test func `a stage that failed after its checks had passed says so in a case of its own`() {
    var report = SampleRun.failedTest.report
    report.agents[0].stages[2].checks = [SampleRun.check("ready", .passed, seconds: 1)]
    report.agents[0].stages[2].reason = "the container could not be removed"
    report.agents[0].exitCode = 3
    #expect(
      junit(report).contains(
        "name=\"test\" time=\"0.000\">\n      <error message=\"the container could not be removed\""))
  }

  private func junit(_ report: RunReport) -> String { String(decoding: JUnitReport.render(report), as: UTF8.self) }

  private func expectValid(_ xml: [UInt8], sourceLocation: Testing.SourceLocation = #_sourceLocation) throws {
    let schema = FilePath(#filePath).removingLastComponent().appending("junit-strict.xsd")
    let directory = try Directory.temporary(prefix: "junit-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    let (file, log) = (directory.appending("junit.xml"), directory.appending("log"))
    try FileContents.write(xml, to: file)
    let status = system("xmllint --noout --schema '\(schema)' '\(file)' 2>'\(log)'")
    let message = String(decoding: try FileContents.read(log, limit: 1 << 20), as: UTF8.self)
    #expect(status == 0, "\(message)", sourceLocation: sourceLocation)
  }
}
