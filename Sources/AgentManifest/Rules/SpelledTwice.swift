public import Diagnostics

public enum SpelledTwice: ManifestRule {
  public static let id = "spelled-twice"
  public static let title = "A field with two spellings is written once"
  public static let why = "Tools differ in which of the two they read"
  public static let isSuppressible = false
  public static let badExample = """
    spec:
      ports: [{container: 8080}]
      healthCheck: {type: tcp, port: 8080}
      healthcheck: {type: tcp, port: 9090}
    """
  public static let goodExample = """
    spec:
      ports: [{container: 8080}]
      healthCheck: {type: tcp, port: 8080}
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    manifest.mismatches.flatMap { mismatch -> [Diagnostic] in
      guard case .spelledTwice(let field, let first) = mismatch.kind else { return [] }
      return error(
        "`\(mismatch.path)` means the same as the field at line \(first.line)", at: mismatch.location,
        hints: ["keep one of the two, preferably `\(field.name)`"])
    }
  }
}
