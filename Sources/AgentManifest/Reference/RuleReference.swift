public import Diagnostics
import YAMLTree

/// Everything that the reader of manifests may say, with its documentation: what `explain` and docs/rules.md are made of.
public enum RuleReference {
  /// The rules first, then what concerns the reading itself.
  public static let all =
    AllRules.all.map { $0.description } + ofTheReader + YAMLProblem.allCases.map(\.description) + ofTheCall

  /// What `validate` says beside what the reader of manifests does: of settings and of files that cannot be read.
  public static let ofTheCall = [
    RuleDescription(
      id: "malformed-setting", title: "Settings have values that can be used",
      why:
        "A flag, a variable and `spec.pipeline` set the same things, and a wrong value must not fall back to another",
      bad: .init("AGENT_PIPELINE_STRICT=maybe agent-pipeline validate"),
      good: .init("AGENT_PIPELINE_STRICT=true agent-pipeline validate"), isSuppressible: false),
    RuleDescription(
      id: "unknown-variable", title: "Variables that begin with AGENT_PIPELINE_ name a setting",
      why: "A slip in the name would leave the setting unset, and `AGENT_PIPELINE_DRYRUN` would push for real",
      bad: .init("AGENT_PIPELINE_DRYRUN=true agent-pipeline run"),
      good: .init("AGENT_PIPELINE_DRY_RUN=true agent-pipeline run"), isSuppressible: false),
    RuleDescription(
      id: "manifest-not-found", title: "A PATH names an agent's directory or its manifest",
      why: "Without a manifest there is nothing to check",
      bad: .init("agent-pipeline validate agents/chatbto"), good: .init("agent-pipeline validate agents/chatbot"),
      isSuppressible: false),
    RuleDescription(
      id: "not-a-file", title: "A manifest is a regular file",
      why: "A pipe or a device could keep the reader waiting for ever",
      bad: .init("agent-pipeline validate /dev/stdin"), good: .init("agent-pipeline validate agent.yaml"),
      isSuppressible: false),
    RuleDescription(
      id: "file-access", title: "Files can be read, and reports can be written",
      why: "Permissions, a full disk or a missing directory stand in the way; the message names the path and the cause",
      bad: .init("chmod 000 agent.yaml"), good: .init("chmod 644 agent.yaml"), isSuppressible: false),
    RuleDescription(
      id: "shared-work-directory", title: "Each agent of a call has a work directory of its own",
      why: "Two agents in one directory would take each other's image for their own",
      bad: .init("agent-pipeline validate chatbot chatbot/agent.yaml"),
      good: .init("agent-pipeline validate chatbot searcher"), isSuppressible: false),
    RuleDescription(
      id: "contradicting-options", title: "Options do not contradict one another",
      why: "Every other stage relies on a valid manifest, and `--only` names the stages itself",
      bad: .init("agent-pipeline run --skip validate"), good: .init("agent-pipeline run --skip push"),
      isSuppressible: false),
    RuleDescription(
      id: "unknown-stage", title: "Stages are validate, build, test, tag and push",
      why: "A slip in the name would leave out more, or less, than was meant",
      bad: .init("agent-pipeline run --until tset"), good: .init("agent-pipeline run --until test"),
      isSuppressible: false),
  ]

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
