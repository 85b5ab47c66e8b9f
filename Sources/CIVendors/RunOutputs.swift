import FoundationEssentials
import PipelineCore
import SystemPackage

/// The outputs for later jobs and steps; the names are part of the contract.
///
/// With several agents, each value is a list in the order of the agents; `agents` has them one by one.
struct RunOutputs {
  var all: [(name: String, values: [String])]

  init(_ report: RunReport, _ reports: ReportPaths) {
    let agents = report.agents.map { AgentOutputs($0, isDryRun: report.dryRun) }
    all = [
      ("outcome", [report.outcome.rawValue]),
      ("released", ["\(agents.contains(where: \.released))"]),
      ("version", agents.compactMap(\.version)),
      ("bump", agents.compactMap(\.bump)),
      ("image", agents.compactMap(\.image)),
      ("digest", agents.compactMap(\.digest)),
      ("tags", agents.flatMap(\.tags)),
      ("references", agents.flatMap(\.references)),
      ("notes", agents.compactMap(\.notes)),
      ("report", [reports.json?.string].compactMap(\.self)),
      ("junit", [reports.junit?.string].compactMap(\.self)),
      ("agents", [Self.json(agents)]),
    ]
  }

  private static func json(_ agents: [AgentOutputs]) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(agents)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
  }
}

/// What later steps may want to know about one agent.
private struct AgentOutputs: Encodable {
  var name: String
  var path: String
  var outcome: String
  /// Whether this run published a version: its image, or where there is no destination, its git tag or its page.
  var released: Bool
  var version: String?
  var bump: String?
  /// `repository@sha256:…`, the first that is in a registry now.
  var image: String?
  var digest: String?
  var tags: [String]
  /// What was pushed, with tags.
  var references: [String]
  /// The path of the release notes.
  var notes: String?

  init(_ agent: AgentReport, isDryRun: Bool) {
    (name, path, outcome) = (agent.name, agent.path, agent.outcome.rawValue)
    version = agent.version?.next
    bump = agent.version?.bump
    let pushed = agent.pushed.filter { $0.status != .failed }
    let made = agent.stages.flatMap(\.checks).contains { check in
      ["git tag", "release page"].contains(check.id) && check.outcome == .passed
    }
    released =
      agent.version?.release == true && agent.outcome == .passed && !isDryRun && (made || !pushed.isEmpty)
    digest = pushed.first?.digest ?? agent.image?.digest
    image = pushed.first.map { "\(Self.repository($0.reference))@\($0.digest)" }
    tags = agent.image?.tags ?? []
    references = pushed.map(\.reference)
    notes = agent.version?.notesFile
  }

  /// A tag follows the last colon; no slash does.
  private static func repository(_ reference: String) -> Substring {
    reference.lastIndex(of: ":").map { reference[..<$0] } ?? reference[...]
  }
}
