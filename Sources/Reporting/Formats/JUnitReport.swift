import Diagnostics
public import PipelineCore

/// `junit.xml`: checks as test cases, for the test views of GitLab, Jenkins, GitHub and others.
///
/// It keeps to what the strictest reader accepts (Jenkins' xunit schema): no `properties`, no `skipped` count, no
/// `timestamp`, times with three decimals. `failure` is the agent's fault, `error` the infrastructure's.
public enum JUnitReport: ReportFormat {
  public static let id = "junit"
  public static let defaultFileName = "junit.xml"

  public static func render(_ report: RunReport) -> [UInt8] {
    let suites = JUnitSuite.suites(of: report)
    var writer = XMLWriter()
    writer.element(
      "testsuites",
      [("name", report.tool.name)] + counts(suites.flatMap(\.cases)) + [("time", time(report.durationSeconds))]
    ) { writer in
      for suite in suites {
        writer.element(
          "testsuite", [("name", suite.name)] + counts(suite.cases) + [("time", time(suite.durationSeconds))]
        ) { writer in
          for testCase in suite.cases { write(testCase, &writer) }
        }
      }
    }
    return writer.bytes
  }

  private static func write(_ testCase: JUnitCase, _ writer: inout XMLWriter) {
    writer.element(
      "testcase",
      [("classname", testCase.className), ("name", testCase.name), ("time", time(testCase.durationSeconds))]
    ) { writer in
      let problem = testCase.problem
      switch testCase.outcome {
      case .passed: break
      case .skipped: writer.element("skipped", [("message", problem.message)])
      case .failed, .error:
        writer.element(
          testCase.outcome == .failed ? "failure" : "error", [("message", problem.message), ("type", problem.type)],
          text: problem.text)
      }
      if let output = testCase.output, !output.isEmpty { writer.element("system-out", [], text: output) }
    }
  }

  private static func counts(_ cases: [JUnitCase]) -> XMLWriter.Attributes {
    [
      ("tests", String(cases.count)),
      ("failures", String(cases.count { $0.outcome == .failed })),
      ("errors", String(cases.count { $0.outcome == .error })),
    ]
  }

  /// Seconds with three decimals and a point: more decimals are refused by Jenkins' schema.
  private static func time(_ seconds: Double) -> String {
    let milliseconds = seconds.isFinite && seconds > 0 ? Int64((min(seconds, 1e12) * 1000).rounded()) : 0
    let fraction = String(milliseconds % 1000)
    return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
  }
}
