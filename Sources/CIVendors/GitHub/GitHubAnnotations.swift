import Diagnostics
import PipelineCore
import SystemPackage

/// Findings as GitHub shows them next to the code.
struct GitHubAnnotations {
  /// GitHub drops further annotations of a type in a step.
  static let limitPerType = 10
  /// In characters.
  static let messageLimit = 4096

  var workspace: FilePath?
  var workingDirectory: FilePath

  func lines(for report: RunReport) -> [String] {
    var counts: [String: Int] = [:]
    return (report.diagnostics.map(line) + report.agents.flatMap(lines)).compactMap { type, line in
      counts[type, default: 0] += 1
      return counts[type, default: 0] <= Self.limitPerType ? line : nil
    }
  }

  private typealias Annotation = (type: String, line: String)

  private func lines(of agent: AgentReport) -> [Annotation] {
    let findings = agent.diagnostics.map(line)
    let checks = agent.stages.flatMap { stage in
      stage.checks.filter { $0.outcome == .failed || $0.outcome == .error }.map { check in
        annotation("error", [("title", "\(agent.name) \(stage.name): \(check.name)")], check.message ?? "failed")
      }
    }
    guard findings.allSatisfy({ $0.type != "error" }), checks.isEmpty else { return findings + checks }
    let silent = agent.stages.filter { $0.outcome == .failed }.map { stage in
      annotation("error", [("title", "\(agent.name) \(stage.name)")], stage.reason ?? "failed")
    }
    return findings + silent
  }

  private func line(_ diagnostic: Diagnostic) -> Annotation {
    let type =
      switch diagnostic.severity {
      case .error: "error"
      case .warning: "warning"
      case .note: "notice"
      }
    let file = diagnostic.location.flatMap { pathInWorkspace($0.file) }
    let place = file == nil ? nil : diagnostic.location
    let message = ([diagnostic.message] + diagnostic.hints.map { "hint: \($0)" }).joined(separator: "\n")
    return annotation(
      type,
      [
        ("file", file), ("line", place.map { String($0.line) }), ("col", place.map { String($0.column) }),
        ("title", diagnostic.code),
      ], message)
  }

  private func annotation(_ type: String, _ properties: [(String, String?)], _ message: String) -> Annotation {
    (type, GitHubCommand.line(type, properties, cut(message)))
  }

  /// GitHub finds a file by its path from the root of the repository.
  private func pathInWorkspace(_ file: String) -> String? {
    guard let workspace else { return nil }
    // An absolute path replaces what it is pushed on.
    var path = workingDirectory.pushing(FilePath(file)).lexicallyNormalized()
    return path.removePrefix(workspace.lexicallyNormalized()) && !path.isEmpty ? path.string : nil
  }

  private func cut(_ message: String) -> String {
    message.count <= Self.messageLimit ? message : message.prefix(Self.messageLimit - 1) + "…"
  }
}
