import PipelineCore
import SystemPackage

/// The outputs for later jobs and steps; the names are part of the contract.
///
/// With several agents, each value is a list in the order of the agents.
struct RunOutputs {
  var all: [(name: String, values: [String])]

  init(_ report: RunReport, _ reports: ReportPaths) {
    let agents = report.agents
    all = [
      ("outcome", [report.outcome.rawValue]),
      ("image", agents.compactMap { Self.pushed($0)?.reference }),
      ("digest", agents.compactMap { Self.pushed($0)?.digest ?? $0.image?.digest }),
      ("version", agents.compactMap { $0.version?.next }),
      ("tags", agents.flatMap { $0.image?.tags ?? [] }),
      ("report", [reports.json?.string].compactMap(\.self)),
      ("junit", [reports.junit?.string].compactMap(\.self)),
    ]
  }

  /// The reference to use: the first that is in a registry now.
  static func pushed(_ agent: AgentReport) -> PushReport? {
    agent.pushed.first { $0.status != .failed }
  }
}
