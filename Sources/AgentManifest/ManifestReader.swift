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
    return (ManifestDecoder.manifest(root, file: file), inFileOrder(findings))
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
