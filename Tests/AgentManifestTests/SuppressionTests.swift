import AgentManifest
import Diagnostics
import Testing

@Suite("Comments that silence rules") struct SuppressionTests {
  @Test(arguments: [
    "model: {provider: ours, name: a}  # agent-pipeline: ignore[unknown-provider] behind our gateway",
    "# agent-pipeline: ignore[unknown-provider] behind our gateway\n  model: {provider: ours, name: a}",
    "# agent-pipeline: ignore[unknown-provider, ambiguous-text] ours\n  model: {provider: ours, name: no}",
    "# agent-pipeline: ignore[unknown-provider] ours\n  # agent-pipeline: ignore[ambiguous-text] a name\n  model: {provider: ours, name: no}",
    "#agent-pipeline:ignore[unknown-provider] ours\r\n  model: {provider: ours, name: a}\r\n",
    "# agent-pipeline: ignore[unknown-provider] ours\n\n  model: {provider: ours, name: a}",
    "# agent-pipeline: ignore[unknown-provider] ours\n\n  # said why\n  model: {provider: ours, name: a}",
    "models:\n    # agent-pipeline: ignore[unknown-provider] ours\n    - name: a\n      use: b\n\n      provider: ours",
    "description: |  # é agent-pipeline: x\n    text\n  # agent-pipeline: ignore[unknown-provider] ours\n  model: {provider: ours, name: a}",
  ])
  func `for their line or the one below`(spec: String) {
    let reader = ManifestReader(bytes: Array("spec:\n  \(spec)\n".utf8), file: "agent.yaml")
    let found = reader.findings(beside: nil)
    #expect(!found.diagnostics.contains { ["unknown-provider", "ambiguous-text"].contains($0.code) })
    #expect(!found.diagnostics.contains { $0.code.hasSuffix("-suppression") })
    #expect(found.suppressed > 0)
  }

  @Test(arguments: [
    (
      "# agent-pipeline: ignore[duplicate-port] both\n",
      "3:3 unused-suppression `duplicate-port` has no finding on line 4"
    ),
    ("# agent-pipeline: ignore[duplicate-port]\n", "3:3 invalid-suppression no reason is given"),
    ("# agent-pipeline: ignore[duplicate-prot] x\n", "3:3 invalid-suppression unknown rule `duplicate-prot`"),
    (
      "# agent-pipeline: ignore[missing-field] x\n",
      "3:3 invalid-suppression `missing-field` cannot be suppressed: the manifest would not work"
    ),
    ("# agent-pipeline: ignore[duplicate-key] x\n", "3:3 invalid-suppression `duplicate-key` cannot be suppressed"),
    ("# agent-pipeline: ignore[] x\n", "3:3 invalid-suppression no rule in the brackets"),
    (
      "# agent-pipeline: skip this\n",
      "3:3 invalid-suppression `agent-pipeline:` is not followed by `ignore[rule-id] reason`"
    ),
  ])
  func `that silence nothing are warnings`(comment: String, expected: String) {
    #expect(findings("spec:\n  runtime: go\n  \(comment)  replicas: 1\n") == [expected])
  }

  @Test func `of another line do not count`() {
    let text = """
      spec:
        model:
          # agent-pipeline: ignore[unknown-provider] ours

          name: a
          provider: ours
      """
    #expect(
      Set(findings(text)) == [
        "3:5 unused-suppression `unknown-provider` has no finding on line 5",
        "6:15 unknown-provider unknown provider `ours`",
      ])
  }

  @Test func `above an item of a list count for that item only`() {
    let text = """
      spec:
        models:
          # agent-pipeline: ignore[unknown-provider] ours
          - name: a
            provider: ours
          - name: b
            provider: theirs
      """
    #expect(findings(text) == ["7:17 unknown-provider unknown provider `theirs`"])
  }

  @Test(arguments: [
    "description: \"# agent-pipeline: ignore[x] y\"", "description: '\n    # agent-pipeline: ignore[x] y'",
    "description: |\n    # agent-pipeline: ignore[x] y\n  author: a",
    "description: >-\n    a\n    # agent-pipeline: ignore[x] y",
    "description: a#agent-pipeline: ignore[x] y".replacing(": ignore", with: ":ignore"),
    "description: \"a\n    # agent-pipeline: ignore[x] y\"",
  ])
  func `inside a value are text`(metadata: String) {
    #expect(findings("metadata:\n  name: a\n  \(metadata)\n") == [])
  }

  @Test func `for rules that look around wait until somebody does`() {
    let text = "spec:\n  # agent-pipeline: ignore[runtime-file-missing] made by CI\n  runtime: go\n"
    #expect(findings(text) == [])
    #expect(findings(text, beside: [:]) == [])
    #expect(
      findings(text, beside: ["go.mod": ""]) == [
        "2:3 unused-suppression `runtime-file-missing` has no finding on line 3"
      ])
  }
}
