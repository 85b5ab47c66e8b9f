public import Diagnostics
import YAMLTree

/// Secrets are not written into the manifest.
public enum SecretLiteral: ManifestRule {
  public static let id = "secret-literal"
  public static let title = "Secrets are not written into the manifest"
  public static let why = "Whoever reads the repository or the image has them, and git keeps them for ever"
  /// The key is the one of AWS's own documentation.
  public static let badExample = """
    spec:
      environment:
        - {name: AWS_ACCESS_KEY_ID, value: AKIAIOSFODNN7EXAMPLE}
    """
  public static let goodExample = """
    spec:
      environment:
        - {name: AWS_ACCESS_KEY_ID, from: secret, secretName: aws, secretKey: access-key-id}
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    manifest.secrets.map { found in
      let place = found.owner.map { " of `\($0)`" } ?? ""
      let remedy =
        "take it out of agent.yaml: a variable takes `from: secret`; let the platform set the rest; "
        + "revoke what was ever committed"
      return found.isCertain
        ? error(
          "the value\(place) holds \(found.secret.kind), `\(found.secret.masked)`", at: found.location, hints: [remedy])
        : warning(
          "the value\(place) looks like a secret, `\(found.secret.masked)`", at: found.location,
          hints: [remedy, "if it is none, say so: `# agent-pipeline: ignore[\(id)] why`"])
    }
  }
}
