import Testing

@Suite("Providers, base images, settings of the build") struct BuildRuleTests {
  @Test(arguments: [
    ("opnai", "did you mean `openai`?"), ("OpenAI", "did you mean `openai`?"), ("claude", "did you mean `anthropic`?"),
    ("vertexai", "did you mean `vertex`?"), ("mistrall", "did you mean `mistral`?"),
  ])
  func `unknown providers`(name: String, hint: String) {
    let text = "spec:\n  models:\n    - {provider: \(name), name: a}\n"
    #expect(findings(text) == ["3:18 unknown-provider unknown provider `\(name)`"])
    #expect(hints(text) == [hint])
  }

  @Test(arguments: ["openai", "anthropic", "azure-openai", "bedrock", "ollama", "local", "custom", "xai"])
  func `known providers`(name: String) {
    #expect(findings("spec: {model: {provider: \(name), name: a}}") == [])
  }

  @Test func `a name that resembles nothing gets the list`() {
    #expect(hints("spec: {model: {provider: in-house-gateway, name: a}}").first?.hasPrefix("write `custom`") == true)
  }

  @Test(arguments: [
    "python:3.11-slim", "registry.example.com:5000/team/python",
    "ghcr.io/a/b@sha256:\(String(repeating: "0a", count: 32))",
    "scratch", "oci-layout:.tools/python-base:3.11", "localhost/a", "a_b/c__d.e",
  ])
  func `base images`(name: String) {
    #expect(findings("spec: {pipeline: {build: {baseImage: \"\(name)\"}}}") == [])
  }

  @Test(arguments: [
    ("https://ghcr.io/A/b:1", "it begins with a scheme", "write `ghcr.io/a/b:1`"),
    ("Python:3.11", "`Python` has upper-case letters", "write `python:3.11`"), ("python:", "no tag follows `:`", nil),
    ("python:3.11 slim", "it contains a space", nil), ("python@sha256:12", "`sha256:12` is not a digest", nil),
    ("a//b", "a part of the path is empty", nil), ("python:-x", "`-x` is not a tag", nil),
    ("-a", "`-a` cannot be part of a path", nil),
    ("a_-b", "`a_-b` cannot be part of a path", nil), ("a___b", "`a___b` cannot be part of a path", nil),
    ("-a-.com/x", "`-a-.com` is not a host name with an optional port", nil),
    ("registry.example.com:99999/x", "`registry.example.com:99999` is not a host name with an optional port", nil),
    (
      String(repeating: "0a", count: 32), "it is the id of an image, not its name", nil
    ),
  ])
  func `names that are no image references`(name: String, problem: String, hint: String?) {
    let text = "spec: {build: {base_image: \"\(name)\"}}"
    #expect(findings(text) == ["1:28 base-image `\(name)` is not an image reference: \(problem)"])
    #expect(hints(text).first?.hasPrefix(hint ?? "write `name:tag`") == true)
  }

  @Test(arguments: [
    ("entrypoint: []", "1:39 build-setting the entrypoint is empty"),
    ("entrypoint: ['']", "1:39 build-setting the entrypoint has no program"),
    ("user: 'a b'", "1:33 build-setting `a b` is not a valid user"),
    ("user: ':1'", "1:33 build-setting `:1` is not a valid user"),
  ])
  func `settings of the build`(setting: String, expected: String) {
    #expect(findings("spec: {pipeline: {build: {\(setting)}}}") == [expected])
  }

  @Test(arguments: [
    "user: app", "user: '65532:65532'", "user: 'app:app'", "entrypoint: [a]", "dockerfile: docker/Dockerfile",
  ])
  func `settings of the build that are well`(setting: String) {
    #expect(findings("spec: {pipeline: {build: {\(setting)}}}") == [])
  }

  @Test(arguments: [
    ("replicas: 1, scaling: {minReplicas: 2}", "1:18 scaling-bounds `replicas` of 1 is below `minReplicas` of 2"),
    ("scaling: {replicas: 9, maxReplicas: 3}", "1:28 scaling-bounds `replicas` of 9 exceeds `maxReplicas` of 3"),
    ("scaling: {minReplicas: 3, maxReplicas: 2}", "1:31 scaling-bounds `minReplicas` of 3 exceeds `maxReplicas` of 2"),
  ])
  func `bounds of scaling`(spec: String, expected: String) {
    #expect(findings("spec: {\(spec)}") == [expected])
  }

  private static let languageSettings = [
    ("build.package", "x", ["go", "rust", "java"]), ("build.flags", "[\"-v\"]", ["go"]), ("build.tags", "[a]", ["go"]),
    ("build.ldflags", "[\"-s\"]", ["go"]), ("build.mainClass", "a.B", ["java"]), ("build.installer", "pip", ["python"]),
    ("build.python.extras", "[a]", ["python"]), ("build.python.groups", "[a]", ["python"]),
  ]

  @Test(arguments: languageSettings)
  func `settings of one language stand with its runtime`(name: String, value: String, languages: [String]) {
    let nested = name.split(separator: ".").reversed().reduce(value) { "{\($1): \($0)}" }
    for runtime in ["python", "nodejs", "go", "rust", "java", "custom"] {
      for pipeline in [nested, "{environments: {staging: \(nested)}}"] {
        let found = findings("spec: {runtime: \(runtime), pipeline: \(pipeline)}").filter {
          $0.contains(" unused-setting ")
        }
        #expect(found.count == (languages.contains(runtime) ? 0 : 1), "\(runtime): \(found)")
        #expect(found.allSatisfy { $0.contains("`\(name)` has no effect with the runtime `\(runtime)`") })
      }
    }
  }

  @Test func `push targets are repositories`() {
    #expect(
      findings("spec: {pipeline: {push: {to: [ghcr.io/Team/a]}}}") == [
        "1:31 push-target `ghcr.io/Team/a` is not a repository: `Team` has upper-case letters"
      ])
  }
}
