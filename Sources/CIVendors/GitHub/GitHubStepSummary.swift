import Diagnostics
import PipelineCore

/// The Markdown that GitHub shows on the page of a run.
enum GitHubStepSummary {
  /// In bytes; a longer summary fails the step's upload.
  static let limit = 1 << 20
  /// In all; more failures do not help a reader.
  static let failureLimit = 20

  static func markdown(_ report: RunReport) -> String {
    var lines: [String] = []
    for agent in report.agents { lines += section(agent) }
    let findings = report.diagnostics.filter { $0.severity == .error }
    if !findings.isEmpty { lines += findings.prefix(failureLimit).map(item) + [""] }
    if report.dryRun { lines += ["A dry run: nothing was pushed.", ""] }
    return cut(lines.map { "\($0)\n" }.joined())
  }

  private static func section(_ agent: AgentReport) -> [String] {
    var lines = [
      "### \(escaped(agent.name)): \(agent.outcome.rawValue)", "", "| stage | outcome | time | |",
      "| --- | --- | ---: | --- |",
    ]
    for stage in agent.stages where stage.reason != StageReport.notSelected {
      let note = stage.outcome == .passed ? "" : escaped(stage.reason ?? "")
      lines.append("| \(stage.name) | \(sign(stage.outcome)) | \(seconds(stage.durationSeconds)) | \(note) |")
    }
    lines.append("")
    if let version = agent.version { lines.append("- version: `\(code(version.next))`") }
    if let digest = agent.image?.digest { lines.append("- image: `\(code(digest))`") }
    for push in agent.pushed { lines.append("- \(push.status.rawValue): `\(code(push.reference))`") }
    let checks = agent.stages.flatMap { stage in
      stage.checks.filter { $0.outcome == .failed || $0.outcome == .error }
        .map { "- **\(stage.name): \(escaped($0.name))**: \(escaped($0.message ?? "failed"))" }
    }
    lines += (checks + agent.diagnostics.filter { $0.severity == .error }.map(item)).prefix(failureLimit)
    return lines + [""]
  }

  private static func item(_ diagnostic: Diagnostic) -> String {
    let place = diagnostic.location.map { "`\(code("\($0.file):\($0.line):\($0.column)"))` " } ?? ""
    return "- \(place)\(escaped(diagnostic.message)) (`\(diagnostic.code)`)"
  }

  private static func sign(_ outcome: Outcome) -> String {
    switch outcome {
    case .passed: "✅ passed"
    case .failed: "❌ failed"
    case .skipped: "skipped"
    case .notRun: "not run"
    }
  }

  private static func seconds(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e12 else { return "" }
    let tenths = Int64((seconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10) s"
  }

  /// Untrusted text: escapes what Markdown or HTML would interpret.
  static func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { escaped, scalar in
      switch scalar {
      case "\n", "\r": escaped += " "
      case "&", "<", ">", "|", "`", "*", "_", "[", "]", "~", "!", "\\", "#", "@": escaped += "&#\(scalar.value);"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
  }

  /// Inside a code span only its end matters.
  private static func code(_ text: String) -> String {
    String(text.map { $0 == "`" || $0.isNewline ? " " : $0 })
  }

  private static func cut(_ text: String) -> String {
    guard text.utf8.count > limit else { return text }
    let note = "\n…\n"
    var kept = text.utf8.prefix(limit - note.utf8.count)
    // Never in the middle of a scalar.
    while !kept.isEmpty, String(kept) == nil { kept = kept.dropLast() }
    return (String(kept) ?? "") + note
  }
}
