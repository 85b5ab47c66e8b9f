import AgentManifest
import Diagnostics

/// Reads text as `agent.yaml`.
func read(_ text: String) -> (manifest: AgentManifest?, diagnostics: [Diagnostic]) {
  ManifestReader.read(bytes: Array(text.utf8), file: "agent.yaml")
}

/// Findings of a piece of a manifest as `line:column id message`.
///
/// That the rest is missing does not count, nor that versions are: most pieces are about something else.
func findings(
  _ piece: String, beside files: [String: String]? = nil,
  without: Set<String> = ["missing-field", "unpinned-dependency"]
) -> [String] {
  diagnostics(piece, beside: files).filter { !without.contains($0.code) }.map(\.summary)
}

/// The hints of the first such finding.
func hints(_ piece: String, beside files: [String: String]? = nil) -> [String] {
  diagnostics(piece, beside: files).first { $0.code != "missing-field" && $0.code != "unpinned-dependency" }?.hints
    ?? []
}

/// - Parameter files: what stands beside the manifest, all of it in the image; nothing where only the manifest is known.
func diagnostics(_ piece: String, beside files: [String: String]? = nil) -> [Diagnostic] {
  let reader = ManifestReader(bytes: Array(piece.utf8), file: "agent.yaml")
  return reader.findings(beside: files.map { ManifestSurroundings(files: $0) }).diagnostics
}

extension Diagnostic {
  var summary: String {
    (location.map { "\($0.line):\($0.column) " } ?? "") + "\(code) \(message)"
  }
}
