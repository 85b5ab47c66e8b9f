public import Diagnostics
import YAMLTree

public enum SecretLiteral: ManifestRule {
  public static let id = "secret-literal"
  public static let title = "The manifest contains no secrets"
  public static let why = "Anyone who can read the repository or the image gets them, and git keeps them forever"
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
    manifest.secrets.flatMap { found -> [Diagnostic] in
      let place = found.owner.map { " of `\($0)`" } ?? ""
      let remedy =
        "remove it from agent.yaml: use `from: secret` for a variable, let the platform set the rest, "
        + "and revoke every secret that was committed"
      return found.isCertain
        ? error(
          "the value\(place) contains \(found.secret.kind), `\(found.secret.masked)`", at: found.location,
          hints: [remedy])
        : warning(
          "the value\(place) looks like a secret, `\(found.secret.masked)`", at: found.location,
          hints: [remedy, "if it is not a secret, write `# agent-pipeline: ignore[\(id)] reason`"])
    }
  }
}
