public import Diagnostics
import YAMLTree

public enum ForeignManifest: ManifestRule {
  public static let id = "foreign-manifest"
  public static let title = "The file is not another tool's manifest"
  public static let why = "Several tools call their file agent.yaml, and each reads only its own format"
  public static let isSuppressible = false
  public static let badExample = """
    agents:
      root:
        model: openai/gpt-5-mini
        instruction: You answer questions
    """
  public static let goodExample = """
    apiVersion: agent.dev/v1
    kind: Agent
    metadata: {name: assistant}
    spec:
      runtime: python
      model: {provider: openai, name: gpt-5-mini}
    """

  /// At most one finding; the other rules do not run then.
  public static func check(_ manifest: ManifestTree) -> [Diagnostic] { check(manifest, others: []) }

  /// - Parameter others: the documents after the first; Kubernetes resources often share a file.
  static func check(_ manifest: ManifestTree, others: [YAMLNode]) -> [Diagnostic] {
    let roots = [manifest.root] + others
    guard !roots.contains(where: { $0["apiVersion"]?.text?.hasPrefix("agent.dev/") == true }) else { return [] }
    for format in formats {
      guard let place = roots.lazy.compactMap({ format.telling($0) }).first else { continue }
      return error(
        "this is \(format.name), not a manifest of \(UnknownAPIVersion.known)", at: place.location,
        hints: [
          "pass the path of an agent-pipeline manifest, next to this file or in another directory",
          "this file is read by \(format.reader)",
        ])
    }
    return []
  }

  private struct Format: Sendable {
    /// With its article.
    let name: String
    let reader: String
    /// The node that gives it away; nil if the file is none of these.
    let telling: @Sendable (YAMLNode) -> YAMLNode?
  }

  private static let formats = [
    // kagent.dev/docs: the CRD shares our `kind`, not our group.
    Format(name: "a Kubernetes resource of kagent", reader: "kagent") { root in
      root["apiVersion"].flatMap { $0.text?.hasPrefix("kagent.dev/") == true ? $0 : nil }
    },
    // github.com/microsoft/AgentSchema: ContainerAgent, PromptAgent, Workflow.
    Format(name: "an agent of Microsoft Foundry", reader: "Microsoft Foundry and azd") { root in
      let kind = root["kind"] ?? root["template"]?["kind"]
      let kinds = ["hosted", "prompt", "workflow", "containeragent", "promptagent"]
      let isKnown = kind?.text.map { kinds.contains($0.lowercased()) } == true
      return root["apiVersion"] == nil && isKnown ? kind : nil
    },
    // google.github.io/adk-docs/agents/config: `agent_class` has a default, `instruction` is what all of them have.
    Format(name: "an agent of Google's Agent Development Kit", reader: "the ADK") { root in
      if let pair = root.pair("agent_class") { return pair.key }
      let isOurs = ["kind", "spec", "metadata"].contains { root[$0] != nil }
      guard !isOurs, root["name"] != nil, let instruction = root.pair("instruction") else { return nil }
      return instruction.key
    },
    // github.com/open-gitagent: `spec_version` and `name` at the top.
    Format(name: "an agent of GitAgent", reader: "gitagent") { root in
      let isOurs = ["apiVersion", "kind", "spec", "metadata"].contains { root[$0] != nil }
      return isOurs ? nil : root.pair("spec_version")?.key
    },
    // docs.docker.com, Docker Agent: a mapping of agents by name, most often with `version` and `models`.
    Format(name: "a file of Docker Agent (cagent)", reader: "docker agent") { root in
      let isOurs = ["kind", "spec", "metadata"].contains { root[$0] != nil }
      guard !isOurs, let agents = root.pair("agents"), let named = agents.value.mapping, !named.isEmpty else {
        return nil
      }
      return agents.key
    },
  ]
}
