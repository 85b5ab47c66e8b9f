public import Diagnostics
public import PipelineCore

extension Redactor {
  /// Redacts every text that people or child processes wrote; identifiers are unchanged.
  public func callAsFunction(_ report: RunReport) -> RunReport {
    report.mapTexts(fixed)
  }
}

extension RunReport {
  /// Transforms every text that people, manifests or child processes wrote.
  func mapTexts(_ transform: (String) -> String) -> RunReport {
    var report = self
    report.diagnostics = diagnostics.map { $0.mapTexts(transform) }
    report.agents = agents.map { agent in
      var agent = agent
      agent.name = transform(agent.name)
      agent.diagnostics = agent.diagnostics.map { $0.mapTexts(transform) }
      agent.stages = agent.stages.map { stage in
        var stage = stage
        stage.reason = stage.reason.map(transform)
        stage.checks = stage.checks.map { $0.mapTexts(transform) }
        return stage
      }
      if var version = agent.version {
        for index in version.explanation.indices {
          version.explanation[index].subject = transform(version.explanation[index].subject)
          version.explanation[index].note = version.explanation[index].note.map(transform)
        }
        version.notes = version.notes.map(transform)
        agent.version = version
      }
      return agent
    }
    return report
  }
}

extension CheckReport {
  func mapTexts(_ transform: (String) -> String) -> CheckReport {
    var check = self
    check.id = transform(id)
    check.name = transform(name)
    check.message = message.map(transform)
    check.output = output.map(transform)
    return check
  }
}

extension Diagnostic {
  func mapTexts(_ transform: (String) -> String) -> Diagnostic {
    var diagnostic = self
    diagnostic.message = transform(message)
    diagnostic.hints = hints.map(transform)
    if var location {
      location.file = transform(location.file)
      diagnostic.location = location
    }
    return diagnostic
  }
}

/// The meaning of the exit statuses.
public enum ExitStatus {
  public static func meaning(_ status: Int32) -> String {
    switch status {
    case 0: "every stage that ran passed"
    case 1: "the agent is at fault: its manifest, build, test or tag"
    case 2: "wrong usage or settings"
    case 3: "infrastructure: an engine, a registry, the network, credentials or the git history"
    case 4: "the time limit was reached"
    case 129...: "\(Interruption.Reason.signal(status - 128))"
    default: "an unknown failure"
    }
  }
}
