import Testing

@Suite("Identity and runtime") struct IdentityTests {
  @Test(arguments: [
    ("apiVersion: v1", "1:13 unknown-api-version unknown apiVersion `v1`", "write `apiVersion: agent.dev/v1`"),
    ("kind: agent", "1:7 unknown-kind unknown kind `agent`", "write `kind: Agent`"),
    (
      "metadata: {name: a, version: v1.0.0}", "1:30 invalid-version `v1.0.0` is not a semantic version", "write `1.0.0`"
    ),
    ("metadata: {name: a, version: 1.10}", "1:30 invalid-version `1.10` is not a semantic version", "write `1.10.0`"),
    ("metadata: {name: a, version: 2}", "1:30 invalid-version `2` is not a semantic version", "write `2.0.0`"),
    (
      "metadata: {name: a, version: 01.2.3}", "1:30 invalid-version `01.2.3` is not a semantic version", "write `1.0.0`"
    ),
    (
      "metadata: {name: a, version: latest}", "1:30 invalid-version `latest` is not a semantic version", "write `1.0.0`"
    ),
    (
      "spec: {pipeline: {tag: {initialVersion: 1.0}}}", "1:41 invalid-version `1.0` is not a semantic version",
      "write `1.0.0`"
    ),
  ])
  func `versions and kinds`(text: String, expected: String, hint: String) {
    #expect(findings(text) == [expected])
    #expect(hints(text) == [hint])
  }

  @Test(arguments: ["1.0.0", "0.1.0-rc.1", "1.2.3+build.5", "10.20.30-alpha-1.0+x-y"])
  func `semantic versions`(version: String) {
    #expect(findings("metadata: {name: a, version: \(version)}") == [])
  }

  @Test(arguments: ["chatbot", "my-chatbot", "a.b", "a_b", "a__b", "a---b", "7"])
  func `names an image reference may hold`(name: String) {
    #expect(findings("metadata: {name: \(name)}") == [])
  }

  @Test(arguments: [
    ("My Bot", "write `my-bot`; "), ("bot_", "write `bot`; "), ("-bot", "write `bot`; "), ("a..b", "write `a-b`; "),
    ("a___b", "write `a-b`; "), ("team/bot", "write `team-bot`; "), ("bot:1", "write `bot-1`; "),
    ("ünïç", "write `n`; "),
    ("日本", ""),
  ])
  func `names an image reference may not hold`(name: String, hint: String) {
    #expect(
      findings("metadata: {name: \"\(name)\"}") == [
        "1:18 agent-name the name `\(name)` cannot be part of an image reference"
      ])
    #expect(
      hints("metadata: {name: \"\(name)\"}") == [
        hint + "use only lower-case letters and digits, separated by `-`, `_` or `.`"
      ])
  }

  @Test(arguments: ["python", "python:3.11", "python:3", "nodejs:20.1.0", "go", "rust", "java:17"])
  func `known runtimes`(runtime: String) {
    #expect(findings("spec: {runtime: \(runtime)}") == [])
  }

  @Test(arguments: [
    (
      "pyton", "unknown runtime `pyton`",
      "did you mean `python`? known runtimes: python, nodejs, go, rust, java, custom"
    ),
    ("python3.11", "unknown runtime `python3.11`", "write `python:3.11`"),
    ("python-3.11", "unknown runtime `python-3.11`", "write `python:3.11`"),
    ("node20", "unknown runtime `node20`", "write `nodejs:20`"),
    ("golang:1.22", "unknown runtime `golang`", "write `go:1.22`"),
    ("cobol85", "unknown runtime `cobol85`", "known runtimes: python, nodejs, go, rust, java, custom"),
    (
      "Python:3.11", "unknown runtime `Python`", "write `python:3.11`"
    ),
    ("node", "unknown runtime `node`", "did you mean `nodejs`? known runtimes: python, nodejs, go, rust, java, custom"),
    ("golang", "unknown runtime `golang`", "did you mean `go`? known runtimes: python, nodejs, go, rust, java, custom"),
    ("cobol", "unknown runtime `cobol`", "known runtimes: python, nodejs, go, rust, java, custom"),
    (
      "\"python:\"", "no version follows `python:`",
      "write `python`, or `python:3.11`; set an image with `spec.pipeline.build.baseImage`"
    ),
    (
      "python:latest", "`latest` is not a version of python",
      "write `python`, or `python:3.11`; set an image with `spec.pipeline.build.baseImage`"
    ),
    (
      "go:1.22-alpine", "`1.22-alpine` is not a version of go",
      "write `go`, or `go:1.22`; set an image with `spec.pipeline.build.baseImage`"
    ),
  ])
  func `unknown runtimes`(runtime: String, message: String, hint: String) {
    #expect(findings("spec:\n  runtime: \(runtime)\n") == ["2:12 unknown-runtime \(message)"])
    #expect(hints("spec:\n  runtime: \(runtime)\n") == [hint])
  }

  @Test func `model and models exclude each other`() {
    let text = "spec:\n  model: {provider: openai, name: a}\n  models: [{provider: openai, name: a}]\n"
    #expect(findings(text) == ["3:3 model-conflict `model` and `models` are both set"])
  }
}
