import Diagnostics
import PipelineCore

/// One stage of one agent as JUnit sees it.
struct JUnitSuite {
  var name: String
  var durationSeconds: Double
  var cases: [JUnitCase]
}

/// One check, or a stage that has none.
struct JUnitCase {
  struct Problem {
    var message: String
    var type = ""
    var text = ""
  }

  var className: String
  var name: String
  var durationSeconds: Double
  var outcome: CheckOutcome
  /// Why it did not pass.
  var problem: Problem
  var output: String?
}

extension JUnitSuite {
  static func suites(of report: RunReport) -> [JUnitSuite] {
    var suites: [JUnitSuite] = []
    let uses = Dictionary(report.agents.map { ($0.name, 1) }, uniquingKeysWith: +)
    for agent in report.agents {
      // Two agents of one name would share their class names, and readers drop what looks like a duplicate.
      let isUnique = uses[agent.name] == 1
      let label = isUnique ? agent.name : "\(agent.name) (\(agent.path))"
      let exitCode = agent.exitCode == 0 ? report.exitCode : agent.exitCode
      for stage in agent.stages {
        let cases = self.cases(of: stage, of: agent, className: "\(label).\(stage.name)", exitCode)
        suites.append(
          JUnitSuite(name: "\(label).\(stage.name)", durationSeconds: stage.durationSeconds, cases: cases))
      }
    }
    if let run = runCase(of: report, isOnlyCase: suites.isEmpty) {
      suites.append(JUnitSuite(name: report.tool.name, durationSeconds: report.durationSeconds, cases: [run]))
    }
    return withUniqueNames(suites)
  }

  private static func cases(
    of stage: StageReport, of agent: AgentReport, className: String, _ exitCode: Int32
  ) -> [JUnitCase] {
    var cases = stage.checks.map { JUnitCase($0, className: className) }
    // After a failure no stage runs, so that every error finding of an agent belongs to its one failed stage.
    let errors = stage.outcome == .failed ? agent.diagnostics.filter { $0.severity == .error } : []
    let isExplained = stage.checks.contains { $0.outcome == .failed || $0.outcome == .error }
    let problem =
      stage.outcome == .failed
      ? JUnitCase.Problem(errors, otherwise: stage.reason ?? "the stage failed")
      : JUnitCase.Problem(message: stage.reason ?? stage.outcome.rawValue)
    if stage.checks.isEmpty || (stage.outcome == .failed && (!errors.isEmpty || !isExplained)) {
      cases.append(
        JUnitCase(
          className: className, name: stage.name.rawValue,
          durationSeconds: stage.checks.isEmpty ? stage.durationSeconds : 0, outcome: outcome(of: stage, exitCode),
          problem: problem))
    }
    return cases
  }

  private static func outcome(of stage: StageReport, _ exitCode: Int32) -> CheckOutcome {
    switch stage.outcome {
    case .passed: return .passed
    case .skipped, .notRun: return .skipped
    case .failed:
      for outcome in [CheckOutcome.failed, .error] where stage.checks.contains(where: { $0.outcome == outcome }) {
        return outcome
      }
      return exitCode == FailureKind.agent.exitCode ? .failed : .error
    }
  }

  /// What belongs to no agent, such as a malformed setting. A report without any case counts as broken in Jenkins.
  private static func runCase(of report: RunReport, isOnlyCase: Bool) -> JUnitCase? {
    let errors = report.diagnostics.filter { $0.severity == .error }
    guard isOnlyCase || !errors.isEmpty else { return nil }
    let isFailed = report.outcome == .failed || !errors.isEmpty
    let isAgentsFault = report.exitCode == FailureKind.agent.exitCode
    return JUnitCase(
      className: report.tool.name, name: "run", durationSeconds: report.durationSeconds,
      outcome: isFailed ? (isAgentsFault ? .failed : .error) : .passed,
      problem: JUnitCase.Problem(errors, otherwise: "exit status \(report.exitCode)"))
  }

  /// GitLab drops all but one test case with the same class name and name.
  private static func withUniqueNames(_ suites: [JUnitSuite]) -> [JUnitSuite] {
    var used: Set<[String]> = []
    return suites.map { suite in
      var suite = suite
      for index in suite.cases.indices {
        let name = suite.cases[index].name
        var number = 2
        while !used.insert([suite.cases[index].className, suite.cases[index].name]).inserted {
          suite.cases[index].name = "\(name) (\(number))"
          number += 1
        }
      }
      return suite
    }
  }
}

extension JUnitCase {
  fileprivate init(_ check: CheckReport, className: String) {
    self.className = className
    name = check.name
    durationSeconds = check.durationSeconds
    output = check.output
    outcome = check.outcome
    let message = check.message ?? check.outcome.rawValue
    problem = Problem(message: message, type: "check-\(check.outcome)", text: message)
  }
}

extension JUnitCase.Problem {
  /// The findings as people read them on the terminal, or the reason if there are none.
  fileprivate init(_ errors: [Diagnostic], otherwise reason: String) {
    let renderer = DiagnosticRenderer(style: TerminalStyle(isColored: false)) { _, _ in nil }
    message = errors.first?.message ?? reason
    type = errors.first?.code ?? "stage-failed"
    text = errors.isEmpty ? reason : errors.map { renderer.render($0) }.joined()
  }
}
