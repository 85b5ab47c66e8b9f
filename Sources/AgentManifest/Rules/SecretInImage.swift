public import Diagnostics
import Languages
import YAMLTree

public enum SecretInImage: ContextRule {
  public static let id = "secret-in-image"
  public static let title = "The image contains no files with credentials"
  public static let why = "Anyone who can pull the image can read them, and a later layer does not remove them"
  public static let badExample = """
    spec:
      runtime: python
    """
  public static let goodExample = badExample
  public static let badFiles = ["main.py": "", ".env": "OPENAI_API_KEY=…\n"]
  public static let goodFiles = ["main.py": "", ".env.example": "OPENAI_API_KEY=\n"]

  /// More findings would add nothing.
  private static let maximum = 20

  public static func check(_ manifest: ManifestTree, beside surroundings: ManifestSurroundings) -> [Diagnostic] {
    // Where the remedy goes, else what decides the contents of the image.
    guard let files = surroundings.imageFiles,
      let place =
        (manifest.node("spec", "pipeline", "build", "ignore") ?? manifest.node("spec", "runtime"))?.location
        ?? manifest.root["spec"]?.location
    else { return [] }
    return findings(in: files, allowed: surroundings.allowedSecrets, at: place, read: surroundings.directory.read)
  }

  /// - Parameters:
  ///   - files: paths below the agent's directory.
  ///   - allowed: paths or names that may go in.
  public static func findings(
    in files: [String], allowed: [String], at place: SourceLocation, read: (_ path: String, _ limit: Int) -> [UInt8]?
  ) -> [Diagnostic] {
    func isAllowed(_ path: String) -> Bool {
      allowed.contains { $0 == path || !$0.contains("/") && path.hasSuffix("/\($0)") }
    }
    var findings: [Diagnostic] = []
    for path in files where findings.count < maximum && !isAllowed(path) {
      guard let found = CredentialFile.find(path, read: { read(path, $0) }) else { continue }
      let holds = found.isCertain ? ", and it contains" : "; such files contain"
      findings += error(
        "`\(path)` would go into the image\(holds) \(found.kind)", at: place,
        hints: [
          "add `\(path)` to .dockerignore or to `spec.pipeline.build.ignore`",
          "if it is not a secret, allow it: `--build-allow-secrets \(path)` or AGENT_PIPELINE_BUILD_ALLOW_SECRETS",
        ])
    }
    return findings
  }
}
