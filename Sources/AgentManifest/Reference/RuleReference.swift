public import Diagnostics
import YAMLTree

/// Everything that the reader of manifests may say, with its documentation: what `explain` and docs/rules.md are made of.
public enum RuleReference {
  /// The rules first, then what concerns the reading itself.
  public static let all = AllRules.all.map { $0.description } + ofTheReader + YAMLProblem.allCases.map(\.description)

  /// - Returns: the rule with this code, or else the code that was probably meant.
  public static func find(_ code: String) -> (rule: RuleDescription?, nearest: String?) {
    if let rule = all.first(where: { $0.id == code }) { return (rule, nil) }
    return (nil, code.utf8.count <= 64 ? NearestName.to(code, in: all.map(\.id)) : nil)
  }

  private static let valid = """
    apiVersion: agent.dev/v1
    kind: Agent
    metadata: {name: chatbot}
    spec:
      runtime: python
    """

  private static let ofTheReader = [
    RuleDescription(
      id: Suppressions.unused, title: "A comment that silences a rule has something to silence",
      why: "Left behind, it would hide the next mistake in its place",
      bad: .init(
        """
        \(valid)
          # agent-pipeline: ignore[duplicate-port] both are one service
          ports: [{container: 8080}]
        """),
      good: .init(
        """
        \(valid)
          ports: [{container: 8080}]
        """), isSuppressible: false),
    RuleDescription(
      id: Suppressions.invalid, title: "A comment that silences a rule names it, and says why",
      why: "Nobody can judge an exception without a reason, and a slip in the name silences nothing",
      bad: .init(
        """
        \(valid)
          model: {provider: openai, name: gpt-4o}  # agent-pipeline: ignore[unknown-provider]
        """),
      good: .init(
        """
        \(valid)
          model: {provider: in-house, name: small}  # agent-pipeline: ignore[unknown-provider] ours, behind the gateway
        """), isSuppressible: false),
    RuleDescription(
      id: "too-many-findings", title: "At most \(ManifestReader.maximumFindings) findings are shown",
      why: "More help nobody, and a hostile file could make a report of any size",
      bad: .init(
        "# \(ManifestReader.maximumFindings + 1) fields that nobody knows",
        bytes: Array(
          (valid + (0...ManifestReader.maximumFindings).map { "\n  field\($0): 1" }.joined()).utf8)),
      good: .init(valid), isSuppressible: false),
  ]
}
