import Diagnostics
import FileIO
import PipelineCore
import Reporting
import SystemPackage
import Testing

/// A format that does not exist; everything about it stands here.
private enum MadeUpReport: ReportFormat {
  static let id = "made-up"
  static let defaultFileName = "report.made-up"

  static func render(_ report: RunReport) -> [UInt8] { Array("made up of \(report.agents.count)".utf8) }
}

@Suite("Report writer") struct ReportWriterTests {
  @Test(
    "a request is FORMAT or FORMAT=PATH",
    arguments: [
      ("json", "json", nil), ("junit=out/j.xml", "junit", "out/j.xml"), ("json=a=b.json", "json", "a=b.json"),
    ] as [(String, String, FilePath?)])
  func parses(text: String, format: String, path: FilePath?) throws {
    let request = try ReportRequest(parsing: text)
    #expect(request.format.id == format)
    #expect(request.path == path)
  }

  @Test(
    "a request that cannot be met says what can be asked for",
    arguments: [
      ("jsno", "unknown-report-format", "did you mean `json`? the formats are json, junit"),
      ("", "unknown-report-format", "the formats are json, junit"),
      ("pdf=x", "unknown-report-format", "the formats are json, junit"),
      ("json=", "empty-report-path", "write `json=PATH`, or `json` alone for the report directory"),
    ])
  func refuses(text: String, code: String, hint: String) throws {
    let failure = try #require(throws: Failure.self) { try ReportRequest(parsing: text) }
    #expect(failure.failureKind == .usage)
    #expect(failure.diagnostic.code == code)
    #expect(failure.diagnostic.hints == [hint])
  }

  @Test func `always writes both reports, and others where they are asked for`() async throws {
    try await withDirectory { directory in
      let extra = directory.appending("deep/er/copy.json")
      let writer = ReportWriter(directory: directory.appending("reports"), redactor: Redactor())
      let result = await writer.write(
        SampleRun.passed.report, [ReportRequest(JSONReport.self, path: extra), ReportRequest(JUnitReport.self)])
      #expect(result.failures.isEmpty)
      #expect(
        result.written.map(\.path) == [
          directory.appending("reports/report.json"), directory.appending("reports/junit.xml"), extra,
        ])
      #expect(result.path(of: JUnitReport.self) == directory.appending("reports/junit.xml"))
      let names = try Directory.names(in: directory.appending("reports"))
      #expect(names == ["junit.xml", "report.json"])
      let expected = try JSONReport.render(SampleRun.passed.report)
      let copy = try FileContents.read(extra, limit: 1 << 20)
      #expect(copy == expected)
    }
  }

  @Test func `a format is one file and one line`() async throws {
    let formats = AllReportFormats.all + [MadeUpReport.self]
    let request = try ReportRequest(parsing: "made-up", among: formats)
    try await withDirectory { directory in
      let result = await ReportWriter(directory: directory, redactor: Redactor()).write(
        SampleRun.passed.report, [request])
      let path = try #require(result.path(of: MadeUpReport.self))
      #expect(path == directory.appending("report.made-up"))
      #expect(try FileContents.read(path, limit: 100) == Array("made up of 1".utf8))
    }
    let failure = #expect(throws: Failure.self) { try ReportRequest(parsing: "made-upp", among: formats) }
    #expect(failure?.diagnostic.hints == ["did you mean `made-up`? the formats are json, junit, made-up"])
  }

  @Test func `a report that cannot be written does not keep the others back`() async throws {
    try await withDirectory { directory in
      try Directory.create(directory.appending("report.json/in the way"))
      let result = await ReportWriter(directory: directory, redactor: Redactor()).write(SampleRun.passed.report)
      #expect(result.written.map(\.format) == ["junit"])
      #expect(result.failures.map(\.diagnostic.code) == ["file-access"])
      let names = try Directory.names(in: directory)
      #expect(names == ["junit.xml", "report.json"])
    }
  }

  @Test func `secrets are hidden in every report`() async throws {
    var report = SampleRun.failedTest.report
    let secret = "p<a>ss\"word"
    report.agents[0].diagnostics = [.error("auth", "\(secret) is wrong", hints: ["not \(secret)"])]
    report.agents[0].stages[2].reason = "because of \(secret)"
    report.agents[0].stages[2].checks[0].message = secret
    report.agents[0].stages[2].checks[0].output = "a\n\(secret)\nb"
    report.agents[0].version = SampleRun.version
    report.agents[0].version?.explanation[0].subject = "feat: \(secret)"
    report.diagnostics = report.agents[0].diagnostics
    try await withDirectory { directory in
      let result = await ReportWriter(directory: directory, redactor: Redactor(secrets: [secret])).write(report)
      for written in result.written {
        let text = String(decoding: try FileContents.read(written.path, limit: 1 << 20), as: UTF8.self)
        #expect(text.contains("***"))
        #expect(!text.contains("word"), "in \(written.path)")
      }
    }
  }

  private func withDirectory(_ body: (FilePath) async throws -> Void) async throws {
    let directory = try Directory.temporary(prefix: "report-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    try await body(directory)
  }
}
