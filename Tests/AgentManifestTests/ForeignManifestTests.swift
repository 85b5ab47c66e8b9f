import Testing

@Suite("Manifests of other tools") struct ForeignManifestTests {
  @Test(arguments: [
    (
      "version: \"2\"\nagents:\n  root:\n    model: gpt\n    instruction: Help\nmodels:\n  gpt: {provider: openai, model: x}\n",
      "2:1", "a file of Docker Agent (cagent)"
    ),
    (
      "apiVersion: kagent.dev/v1alpha2\nkind: Agent\nmetadata: {name: a}\nspec: {type: Declarative}\n", "1:13",
      "a Kubernetes resource of kagent"
    ),
    (
      "kind: hosted\nname: a\nprotocols:\n  - {protocol: responses, version: v1}\n", "1:7",
      "an agent of Microsoft Foundry"
    ),
    ("name: a\ntemplate:\n  kind: hosted\n", "3:9", "an agent of Microsoft Foundry"),
    (
      "apiVersion: v1\nkind: Namespace\n---\napiVersion: kagent.dev/v1alpha2\nkind: Agent\n", "4:13",
      "a Kubernetes resource of kagent"
    ),
    (
      "apiVersion: kagent.dev/v1alpha2\nkind: Agent\n---\napiVersion: v1\nkind: Secret\n", "1:13",
      "a Kubernetes resource of kagent"
    ),
    ("version: \"2\"\nagents:\n  root: {}\n", "2:1", "a file of Docker Agent (cagent)"),
    (
      "spec_version: \"0.1.0\"\nname: reviewer\nversion: 1.0.0\nskills: [review]\n", "1:1", "an agent of GitAgent"
    ),
    ("name: a\ninstruction: Help\n", "2:1", "an agent of Google's Agent Development Kit"),
    ("agent_class: LlmAgent\nname: a\n", "1:1", "an agent of Google's Agent Development Kit"),
    ("name: a\nmodel: gemini-2.5-flash\ninstruction: Help\n", "3:1", "an agent of Google's Agent Development Kit"),
  ])
  func `are recognised and named, in one finding`(text: String, place: String, name: String) {
    #expect(
      findings(text, without: []) == ["\(place) foreign-manifest this is \(name), not a manifest of agent.dev/v1"])
  }

  @Test(arguments: [
    "apiVersion: agent.dev/v1\nkind: Agent\nagents: {root: {model: a}}", "agents: [a]", "kind: Agent\nname: a",
    "metadata: {name: a}\nagents: {root: {model: a}}", "agents: {}", "a: 1\n---\nb: 2",
    "name: a",
  ])
  func `are not seen in what is only wrong`(text: String) {
    #expect(!findings(text, without: []).contains { $0.contains("foreign-manifest") })
  }
}
