public import Diagnostics
import YAMLTree

/// Reads an agent.yaml: everything that is wrong with it in one go, and what it says.
public enum ManifestReader {
  /// The manifest is missing only where the text is no YAML, or a part is missing that nothing works without.
  ///
  /// Findings come in the order of the file. A manifest with errors among them must not be built.
  /// - Parameter file: the path that locations carry.
  public static func read(
    bytes: [UInt8], file: String
  ) -> (manifest: AgentManifest?, diagnostics: [Diagnostic]) {
    let document = YAMLDocument.parse(bytes: bytes, file: file)
    guard let root = document.root else { return (nil, document.diagnostics) }
    let tree = ManifestTree(root)
    let findings = document.diagnostics + AllRules.all.flatMap { $0.check(tree) }
    return (ManifestDecoder.manifest(root, file: file), bounded(inFileOrder(findings)))
  }

  /// More findings help nobody, and a hostile file could make a report of any size.
  static let maximumFindings = 500
  /// Bytes of a message or a hint.
  static let maximumText = 1000

  private static func bounded(_ findings: [Diagnostic]) -> [Diagnostic] {
    let shown = findings.prefix(maximumFindings).map { finding in
      var finding = finding
      finding.message = shortened(finding.message)
      finding.hints = finding.hints.map(shortened)
      return finding
    }
    guard let last = shown.last, findings.count > shown.count else { return shown }
    let rest = findings.count - shown.count
    return shown + [.error("too-many-findings", "\(rest) more findings are not shown", at: last.location)]
  }

  private static func shortened(_ text: String) -> String {
    guard text.utf8.count > maximumText else { return text }
    return String(text.unicodeScalars.prefix(maximumText / 4)) + "…"
  }

  /// Aliases show the same mistake several times; one is enough.
  private static func inFileOrder(_ findings: [Diagnostic]) -> [Diagnostic] {
    var seen: Set<Diagnostic> = []
    return findings.enumerated()
      .filter { seen.insert($0.element).inserted }
      .sorted { (place($0.element), $0.offset) < (place($1.element), $1.offset) }
      .map(\.element)
  }

  private static func place(_ diagnostic: Diagnostic) -> Int {
    (diagnostic.location?.line ?? 0) << 32 + (diagnostic.location?.column ?? 0)
  }
}
