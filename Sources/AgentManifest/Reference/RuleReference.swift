public import Diagnostics
import YAMLTree

/// Every code that the reader of manifests reports, documented: the source of `explain` and docs/rules.md.
public enum RuleReference {
  /// The rules first, then what concerns the reading itself.
  public static let all =
    AllRules.all.map { $0.description } + ofTheReader + YAMLProblem.allCases.map(\.description) + ofTheCall

  /// What `validate` reports besides the findings of the reader: settings and files that cannot be read.
  public static let ofTheCall = [
    described(
      "malformed-setting", "Settings have valid values",
      "An invalid value of a flag, a variable or `spec.pipeline` must not fall back to another source",
      bad: "AGENT_PIPELINE_STRICT=maybe agent-pipeline validate",
      good: "AGENT_PIPELINE_STRICT=true agent-pipeline validate"),
    described(
      "unknown-variable", "Variables with the prefix AGENT_PIPELINE_ name a setting",
      "A typo would leave the setting unset, and `AGENT_PIPELINE_DRYRUN` would push for real",
      bad: "AGENT_PIPELINE_DRYRUN=true agent-pipeline run", good: "AGENT_PIPELINE_DRY_RUN=true agent-pipeline run"),
    described(
      "job-setting", "Facts of the job are names and ids",
      "A variable that the CI system did not replace would be taken for the name of a branch",
      bad: "agent-pipeline run --branch refs/pull/1/merge", good: "agent-pipeline run --branch main"),
    described(
      "manifest-not-found", "PATH is an agent's directory or its manifest",
      "Without a manifest there is nothing to check",
      bad: "agent-pipeline validate agents/chatbto", good: "agent-pipeline validate agents/chatbot"),
    described(
      "not-a-file", "A manifest is a regular file",
      "A pipe or a device could block the reader forever",
      bad: "agent-pipeline validate /dev/stdin", good: "agent-pipeline validate agent.yaml"),
    described(
      "file-access", "Manifests can be read, and reports can be written",
      "Permissions, a full disk or a missing directory prevent it; the message names the path and the cause",
      bad: "chmod 000 agent.yaml", good: "chmod 644 agent.yaml"),
    described(
      "shared-work-directory", "Each agent of a run has its own work directory",
      "Two agents in one directory would use each other's image",
      bad: "agent-pipeline validate chatbot chatbot/agent.yaml", good: "agent-pipeline validate chatbot searcher"),
    described(
      "shared-destination", "Each agent of a run has its own repository",
      "Agents that are pushed to one repository move each other's tags",
      bad: "agent-pipeline run --push-to registry.example.com/team/agent agents/chat agents/search",
      good: "agent-pipeline run --push-to registry.example.com/team/{name} agents/chat agents/search"),
    described(
      "shared-name", "Each agent of a run has its own name",
      "Git tags of several agents begin with the agent's name: two of one name would take each other's versions",
      bad: "agent-pipeline run teams/a/chat teams/b/chat", good: "agent-pipeline run teams/a/chat teams/b/search"),
    described(
      "contradicting-options", "Options do not contradict each other",
      "Every other stage needs a valid manifest, and `--only` already selects the stages",
      bad: "agent-pipeline run --skip validate", good: "agent-pipeline run --skip push"),
    described(
      "unknown-stage", "Stages are validate, build, test, tag and push",
      "A typo would run more or fewer stages than intended",
      bad: "agent-pipeline run --until tset", good: "agent-pipeline run --until test"),
  ]

  private static func described(
    _ id: String, _ title: String, _ why: String, bad: String, bytes: [UInt8]? = nil, good: String
  ) -> RuleDescription {
    RuleDescription(
      id: id, title: title, why: why, bad: .init(bad, bytes: bytes), good: .init(good), isSuppressible: false)
  }

  private static let valid = """
    apiVersion: agent.dev/v1
    kind: Agent
    metadata: {name: chatbot}
    spec:
      runtime: python
    """ + model

  private static let model = "\n  model: {provider: openai, name: gpt-4}"

  private static let ofTheReader = [
    described(
      Suppressions.unused, "A comment that suppresses a rule matches a finding",
      "A leftover comment would hide the next mistake in its place",
      bad: """
        \(valid)
          # agent-pipeline: ignore[duplicate-port] both are one service
          ports: [{container: 8080}]
        """, good: "\(valid)\n  ports: [{container: 8080}]"),
    described(
      Suppressions.invalid, "A comment that suppresses a rule names the rule and gives a reason",
      "An exception without a reason cannot be reviewed, and a typo in the name suppresses nothing",
      bad: """
        \(valid.replacing(model, with: ""))
          model: {provider: openai, name: gpt-4o}  # agent-pipeline: ignore[unknown-provider]
        """,
      good: """
        \(valid.replacing(model, with: ""))
          model: {provider: in-house, name: small}  # agent-pipeline: ignore[unknown-provider] ours, behind the gateway
        """),
    described(
      "too-many-findings", "At most \(ManifestReader.maximumFindings) findings are shown",
      "More findings help no one, and a hostile file could produce a report of any size",
      bad: "# \(ManifestReader.maximumFindings + 1) unknown fields",
      bytes: Array((valid + (0...ManifestReader.maximumFindings).map { "\n  field\($0): 1" }.joined()).utf8),
      good: valid),
  ]
}
