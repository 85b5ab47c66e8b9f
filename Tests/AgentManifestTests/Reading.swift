import AgentManifest
import Diagnostics

/// Reads text as `agent.yaml`.
func read(_ text: String) -> (manifest: AgentManifest?, diagnostics: [Diagnostic]) {
  ManifestReader.read(bytes: Array(text.utf8), file: "agent.yaml")
}

/// Findings of a piece of a manifest as `line:column id message`; that the rest is missing does not count.
func findings(_ piece: String) -> [String] {
  read(piece).diagnostics.filter { $0.code != "missing-field" }.map(\.summary)
}

/// The hints of the first such finding.
func hints(_ piece: String) -> [String] {
  read(piece).diagnostics.first { $0.code != "missing-field" }?.hints ?? []
}

extension Diagnostic {
  var summary: String {
    (location.map { "\($0.line):\($0.column) " } ?? "") + "\(code) \(message)"
  }
}
