import Diagnostics
import PipelineCore
public import SystemPackage
import TextFormats

/// The end of the console output: the results, where they are and how to use them, and the first failure to read.
struct ConsoleSummary {
  var style: TerminalStyle
  var signs: ConsoleSigns

  func lines(of report: RunReport, _ details: SummaryDetails) -> [String] {
    var lines: [String] = []
    for agent in report.agents {
      lines.append(style(agent.name, .emphasis))
      lines += agent.stages.filter { $0.reason != StageReport.notSelected }.map(row)
      lines += facts(of: agent, isDryRun: report.dryRun, ports: details.ports[agent.path] ?? [])
    }
    lines += details.reports.map { "\(label("report"))\($0)" }
    return lines + (count(of: report).map { ["\(label("total"))\($0)"] } ?? []) + verdict(of: report)
  }

  /// `3 agents, 2 with errors: 7 errors, 1 warning`; `nil` if there is one agent, or nothing to count.
  private func count(of report: RunReport) -> String? {
    let found = report.agents.flatMap(\.diagnostics)
    guard report.agents.count > 1, !found.isEmpty else { return nil }
    let failed = report.agents.count { $0.diagnostics.contains { $0.severity == .error } }
    let share = failed == 0 ? "" : ", \(failed) with errors"
    return "\(report.agents.count) agents\(share): \(found.counts.joined(separator: ", "))"
  }

  private func row(_ stage: StageReport) -> String {
    let name = padded(stage.name.rawValue, to: 10)
    let width = signs.passed.count
    let duration = style(HumanText.duration(stage.durationSeconds), .faint)
    return switch stage.outcome {
    case .passed: "  \(padded(signs.passed, to: width, .success)) \(name)\(duration)"
    case .failed: "  \(padded(signs.failed, to: width, .error)) \(name)\(duration)"
    case .skipped: "  \(padded(signs.skipped, to: width)) \(name)skipped: \(firstLine(stage.reason))"
    case .notRun: "  \(padded(signs.skipped, to: width)) \(name)not run: \(firstLine(stage.reason))"
    }
  }

  private func facts(of agent: AgentReport, isDryRun: Bool, ports: [Int]) -> [String] {
    var lines: [String] = []
    if let version = agent.version {
      lines.append("\(label("version"))\(style(version.next, .emphasis)) (\(reason(of: version)))")
    }
    if let image = agent.image, let digest = image.digest {
      let facts = [image.sizeBytes.map { HumanText.size($0) }].compactMap(\.self) + image.platforms
      lines.append("\(label("image"))\(digest) (\(facts.joined(separator: ", ")))")
    }
    lines += agent.pushed.map { push in
      switch push.status {
      case .pushed: "\(label("pushed"))\(push.reference)"
      case .unchanged: "\(label("unchanged"))\(push.reference)"
      case .failed: "\(label("not pushed"))\(push.reference)\(push.class.map { " (\($0))" } ?? "")"
      }
    }
    if let reference = agent.pushed.first(where: { $0.status != .failed })?.reference, !isDryRun {
      let mappings = ports.map { "-p \($0):\($0) " }.joined()
      lines.append("\(label("run it"))docker run --rm \(mappings)\(reference)")
    } else if let layout = agent.image?.layout {
      lines.append("\(label("layout"))\(layout)")
    }
    return lines
  }

  /// Why this version: the bump, since when, and the commit that asked for it.
  private func reason(of version: VersionReport) -> String {
    var reason = version.bump == "none" ? "no bump" : version.bump
    if let base = version.base { reason += " since \(base)" }
    let decisive = version.explanation.first { $0.bump == version.bump && $0.ignoredBecause == nil }
    if version.bump != "none", let decisive {
      reason += ": \(decisive.subject) [\(decisive.commit.prefix(7))]"
    }
    return version.release ? reason : "\(reason); not a release"
  }

  private func verdict(of report: RunReport) -> [String] {
    let duration = HumanText.duration(report.durationSeconds)
    guard report.exitCode != 0 || report.outcome == .failed else {
      let dryRun = report.dryRun ? "; dry run, nothing was published" : ""
      return ["\(style("\(signs.passed) passed", .success)) in \(duration)\(dryRun)"]
    }
    let verdict = "\(style("\(signs.failed) failed", .error)) in \(duration)"
    let meaning = ExitStatus.meaning(report.exitCode)
    return (firstMessage(of: report).map { ["\(label("read first"))\($0)"] } ?? [])
      + ["\(verdict), exit status \(report.exitCode): \(meaning)"]
  }

  /// The message that names the cause: a failed check of the first failed stage, else its first error.
  private func firstMessage(of report: RunReport) -> String? {
    if let error = report.diagnostics.first(where: { $0.severity == .error }) { return oneLine(error) }
    for agent in report.agents {
      guard let stage = agent.stages.first(where: { $0.outcome == .failed }) else { continue }
      let check =
        stage.checks.first { $0.outcome == .failed }
        ?? (agent.diagnostics.contains { $0.severity == .error } ? nil : stage.checks.first { $0.outcome == .error })
      if let check {
        let message = firstLine(check.message)
        return "\(stage.name): \(check.name)\(message.isEmpty ? "" : ": \(message)")"
      }
      if let error = agent.diagnostics.first(where: { $0.severity == .error }) {
        return "\(stage.name): \(oneLine(error))"
      }
      return "\(stage.name): \(firstLine(stage.reason))"
    }
    return nil
  }

  private func oneLine(_ diagnostic: Diagnostic) -> String {
    let place = diagnostic.location.map { "\($0.file):\($0.line):\($0.column): " } ?? ""
    return place + firstLine(diagnostic.message)
  }

  private func firstLine(_ text: String?) -> String {
    text?.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
  }

  private func label(_ text: String) -> String { "  \(style(padded(text, to: 12), .faint))" }

  private func padded(_ text: String, to width: Int, _ role: TerminalStyle.Role? = nil) -> String {
    let padding = String(repeating: " ", count: max(0, width - text.count))
    return (role.map { style(text, $0) } ?? text) + padding
  }
}

/// What the summary shows besides the report.
public struct SummaryDetails: Sendable {
  /// The reports that were written.
  public var reports: [FilePath]
  /// The container ports of each agent, by its path in the report.
  public var ports: [String: [Int]]

  public init(reports: [FilePath] = [], ports: [String: [Int]] = [:]) {
    self.reports = reports
    self.ports = ports
  }
}
