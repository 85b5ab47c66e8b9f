public import Diagnostics
import TextFormats

public enum UnknownField: ManifestRule {
  public static let id = "unknown-field"
  public static let title = "Fields have known names"
  public static let why = "A misspelled field is ignored, and the setting silently has no effect"
  public static let badExample = """
    spec:
      runtime: python
      dependancies: [fastapi==0.104.0]
    """
  public static let goodExample = """
    spec:
      runtime: python
      dependencies: [fastapi==0.104.0]
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    manifest.mismatches.flatMap { mismatch -> [Diagnostic] in
      guard case .unknownField(let name, let known) = mismatch.kind else { return [] }
      let place = mismatch.path.isEmpty ? "" : " in `\(mismatch.path)`"
      return warning(
        "unknown field `\(name)`\(place)", at: mismatch.location, hints: [hint(name, in: mismatch.path, known)])
    }
  }

  private static func hint(_ name: String, in path: String, _ known: [Field]) -> String {
    if let nearest = NearestName.to(name, in: known.flatMap(\.spellings)) { return "did you mean `\(nearest)`?" }
    // `- LOG_LEVEL: INFO` instead of two fields.
    if path.hasPrefix("spec.environment["), name.utf8.contains(where: ASCII.isUpper) {
      return "write `- {name: \(name), value: …}`"
    }
    let homes = [
      ("metadata", ManifestSchema.metadata), ("spec", ManifestSchema.spec), ("spec.pipeline", PipelineSchema.fields),
    ]
    if let home = homes.first(where: { $0.0 != path && $0.1.contains { $0.name == name } }) {
      return "move it to `\(home.0)`"
    }
    return "known fields: " + known.map(\.name).joined(separator: ", ")
  }
}
