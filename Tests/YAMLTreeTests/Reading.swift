import Diagnostics
import YAMLTree

/// Parses text as `agent.yaml`.
func parse(_ text: String) -> (root: YAMLNode?, diagnostics: [Diagnostic]) {
  YAMLDocument.parse(bytes: Array(text.utf8), file: "agent.yaml")
}

extension Diagnostic {
  /// `line:column code message`, as the tables write it.
  var summary: String {
    (location.map { "\($0.line):\($0.column) " } ?? "") + "\(code) \(message)"
  }
}

extension SourceLocation {
  var span: String { "\(line):\(column)-\(endLine):\(endColumn)" }
}
