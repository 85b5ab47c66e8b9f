public import Diagnostics

/// What happens during a run, as it happens: the terminal output and CI log groups are made of these.
public enum RunEvent: Sendable {
  case agentStarted(name: String, path: String)
  case stageStarted(StageID)
  /// Shown live on a terminal and replaced by the next; dropped elsewhere.
  case progress(String)
  /// A line that people want to read.
  case line(String)
  /// A line of a child process; shown when asked for more detail.
  case detail(String)
  case check(CheckReport)
  case diagnostic(Diagnostic)
  case stageFinished(StageReport)
  case agentFinished(AgentReport)
}
