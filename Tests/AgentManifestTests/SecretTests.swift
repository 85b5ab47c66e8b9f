import AgentManifest
import Diagnostics
import Testing

/// Keys are put together here: whole, they would look real to every scanner that reads this file.
@Suite("Secrets") struct SecretTests {
  private static let letters = "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF3hJ5kL7nP9rS1uV3xY5"

  static let known: [(kind: String, value: String, shown: String)] = [
    ("an AWS access key", "AKIA" + "IOSFODNN7EXAMPLE", "AKIA…"),
    ("a GitHub token", "ghp_" + letters.prefix(36), "ghp_…"),
    ("a GitHub token", "github_pat_" + letters.prefix(40), "gith…"),
    ("a GitLab token", "glpat-" + letters.prefix(20), "glpa…"),
    ("an OpenAI key", "sk-" + letters.prefix(48), "sk-a…"),
    ("an OpenAI key", "sk-proj-" + letters.prefix(40), "sk-p…"),
    ("an Anthropic key", "sk-ant-api03-" + letters.prefix(40), "sk-a…"),
    ("a Slack token", "xoxb-" + "123456789012-" + letters.prefix(24), "xoxb…"),
    ("a Slack webhook", "https://hooks.slack.com/services/" + "T01234567/B01234567/" + letters.prefix(24), "hook…"),
    ("a Google API key", "AIza" + letters.prefix(35), "AIza…"),
    ("a Hugging Face token", "hf_" + letters.prefix(34), "hf_a…"),
    ("a JSON Web Token", "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0." + letters.prefix(40), "eyJh…"),
    ("a SendGrid key", "SG." + letters.prefix(22) + "." + letters.prefix(43), "SG.a…"),
    ("a Twilio key", "SK" + "0123456789abcdef0123456789abcdef", "SK01…"),
    ("a HashiCorp Vault token", "hvs." + letters.prefix(30), "hvs.…"),
    ("an Azure Storage key", "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=" + letters + "==", "Acco…"),
    ("a bearer token", "Bearer " + letters.prefix(32), "Bear…"),
    ("a password", "postgres://agent:" + "Tr0ub4dor3@db.example.com/agent", "Tr…"),
  ]

  @Test(arguments: known.indices)
  func `of a known format are errors, and only their beginning is shown`(index: Int) {
    let secret = Self.known[index]
    let text = "spec:\n  environment:\n    - {name: SETTING, value: \"\(secret.value)\"}\n"
    #expect(
      findings(text) == [
        "3:30 secret-literal the value of `SETTING` contains \(secret.kind), `\(secret.shown)`"
      ])
  }

  @Test func `a private key in a block of text`() {
    let text = """
      spec:
        config:
          tls: |
            -----BEGIN EC PRIVATE KEY-----
            \(Self.letters)
            -----END EC PRIVATE KEY-----
      """
    #expect(findings(text) == ["3:10 secret-literal the value of `tls` contains a private key, `----…`"])
    let secrets = ManifestReader(bytes: Array(text.utf8), file: "agent.yaml").secrets
    #expect(secrets.contains(Self.letters))
  }

  @Test(arguments: [
    "spec: {environment: [{name: OPENAI_API_KEY, value: \"%\"}]}", "spec: {config: {client: {authToken: \"%\"}}}",
    "spec: {environment: [{name: DB_PASSWORD, from: env, defaultValue: \"%\"}]}",
    "spec: {environment: [\"DB_PASSWORD=%\"]}",
    "spec: {pipeline: {test: {commands: [{name: a, run: [b, \"--token=%\"]}]}}}",
    "spec: {environment: [{name: STRIPE_KEY, value: \"%\"}]}", "spec: {config: {SECRET_KEY_BASE: \"%\"}}",
    "spec: {pipeline: {test: {environment: {SERVICE_SECRET: \"%\"}}}}", "metadata: {name: a, labels: {api-key: \"%\"}}",
  ])
  func `that only look like one are warnings`(text: String) {
    for value in [String(Self.letters.prefix(24)), "a8f5f167f44f4964e6c998dee827110c"] {
      let found = diagnostics(text.replacing("%", with: value)).filter { $0.code == "secret-literal" }
      #expect(found.map(\.severity) == [.warning])
      #expect(found.first?.hints.count == 2)
      #expect(!diagnostics(text.replacing("%", with: value)).contains { $0.message.contains(value) })
    }
  }

  @Test(arguments: [
    ("AUTHORIZATION", "Bearer your-token-goes-here-1"), ("AUTHORIZATION", "Bearer ${TOKEN_FROM_THE_PLATFORM1}"),
    ("SKU", "SK0123456789abcdef0123456789abcdef01234567"), ("SG", "SG.east.example.com"),
    ("SORT_KEY", "aB3dE5gH7jK9mN1pQ3sT5vW7"),
    ("CACHE_KEY", "aB3dE5gH7jK9mN1pQ3sT5vW7"), ("STORAGE", "AccountName=example;AccountKey=<from the portal>"),
    ("OPENAI_API_KEY", "changeme-changeme-1"), ("OPENAI_API_KEY", "${OPENAI_API_KEY_FROM_CI1}"),
    ("OPENAI_API_KEY", "sk-your-key-goes-right-here"), ("API_KEY", "short1"), ("MONKEY", "aB3dE5gH7jK9mN1pQ3sT5vW7"),
    ("TOKEN_LIMIT", "aB3dE5gH7jK9mN1pQ3sT5vW7"), ("KEY", "aB3dE5gH7jK9mN1pQ3sT5vW7"),
    ("DATABASE_URL", "postgres://agent@db.example.com/agent"), ("DATABASE_URL", "postgres://agent:$PASS@db/agent"),
    ("PROXY", "http://user:password@proxy:3128"), ("TOKEN_FILE", "/run/secrets/openai/token1"),
    ("SECRET_TOKEN", "the quick brown fox 1 jumps"), ("AKIA", "AKIAIOSFODNN7"),
  ])
  func `are not seen where there are none`(name: String, value: String) {
    #expect(findings("spec:\n  environment:\n    - {name: \(name), value: '\(value)'}\n") == [])
  }

  @Test func `names of secrets are none`() {
    let text = "spec: {environment: [{name: A, from: secret, secretName: a, secretKey: aB3dE5gH7jK9mN1pQ3sT5vW7}]}"
    #expect(findings(text) == [])
  }

  @Test func `appear in no finding of another rule`() {
    let key = "sk-" + Self.letters
    let found = diagnostics("spec: {runtime: \"\(key)\", environment: [{name: \"\(key)\", value: \"\(key)\"}]}")
    #expect(found.count > 3)
    #expect(!found.contains { $0.message.contains(key) || $0.hints.contains { $0.contains(key) } })
  }
}
