import Diagnostics
import Testing

@Suite("Structure") struct StructureTests {
  @Test(arguments: [
    (
      "kind: Agent",
      [
        "1:1 missing-field `apiVersion` is missing", "1:1 missing-field `metadata` is missing",
        "1:1 missing-field `spec` is missing",
      ]
    ),
    (
      "apiVersion: agent.dev/v1\nkind: Agent\nmetadata:\n  name:\nspec: {runtime: go, model: {provider: openai, name: a}, ports: [{host: 1}]}",
      ["4:3 missing-field `metadata.name` is missing", "5:65 missing-field `spec.ports[0].container` is missing"]
    ),
    (
      "apiVersion: agent.dev/v1\nkind: Agent\nmetadata:\nspec: {runtime: go, models: [{provider: openai, name: a}]}",
      ["3:1 missing-field `metadata` is missing"]
    ),
    (
      "apiVersion: agent.dev/v1\nkind: Agent\nmetadata: {name: a}\nspec: {runtime: go}",
      ["4:1 missing-field `spec.model` or `spec.models` is missing"]
    ),
    ("- a", ["1:1 wrong-type the manifest must be a mapping, not a list"]),
    ("text", ["1:1 wrong-type the manifest must be a mapping, not the text `text`"]),
  ])
  func `required fields`(text: String, expected: [String]) {
    #expect(read(text).diagnostics.map(\.summary) == expected)
  }

  @Test(arguments: [
    (
      "spec:\n  dependancies: []", "2:3 unknown-field unknown field `dependancies` in `spec`",
      "did you mean `dependencies`?"
    ),
    ("Kind: Agent", "1:1 unknown-field unknown field `Kind`", "did you mean `kind`?"),
    ("runtime: python", "1:1 unknown-field unknown field `runtime`", "move it to `spec`"),
    ("spec:\n  name: x", "2:3 unknown-field unknown field `name` in `spec`", "move it to `metadata`"),
    ("spec: {test: {}}", "1:8 unknown-field unknown field `test` in `spec`", "move it to `spec.pipeline`"),
    (
      "spec: {ports: [{container: 80, foo: 1}]}", "1:32 unknown-field unknown field `foo` in `spec.ports[0]`",
      "known fields: container, host, protocol"
    ),
  ])
  func `unknown fields`(text: String, expected: String, hint: String) {
    #expect(findings(text) == [expected])
    #expect(hints(text) == [hint])
  }

  @Test func `keys that begin with x- are the user's own`() {
    #expect(findings("x-common: &c {cpu: 1}\nspec: {resources: {limits: *c}}") == [])
  }

  @Test(arguments: [
    (
      "spec: {dependencies: flask}", "1:22 wrong-type `spec.dependencies` must be a list, not the text `flask`",
      "write `[flask]`"
    ),
    (
      "spec:\n  ports:\n    container: 80", "3:5 wrong-type `spec.ports` must be a list, not a mapping",
      "put `- ` before each entry"
    ),
    (
      "metadata:\n  - name: a", "2:3 wrong-type `metadata` must be a mapping, not a list",
      "remove the `- ` before the entries"
    ),
    (
      "metadata:\n  name:a", "2:3 wrong-type `metadata` must be a mapping, not the text `name:a`",
      "put a space after the colon: `name: a`"
    ),
    (
      "spec: {replicas: \"3\"}", "1:18 wrong-type `spec.replicas` must be an integer, not the quoted text `3`",
      "remove the quotes: `3`"
    ),
    ("spec: {replicas: 1.5}", "1:18 wrong-type `spec.replicas` must be an integer, not the number `1.5`", nil),
    (
      "spec: {volumes: [{source: b, target: /a, readOnly: yes}]}",
      "1:52 wrong-type `spec.volumes[0].readOnly` must be `true` or `false`, not the text `yes`", "write `true`"
    ),
    (
      "spec: {runtime: {name: python}}", "1:17 wrong-type `spec.runtime` must be text, not a mapping",
      "quote the value if it is meant as text"
    ),
    ("spec: {dependencies: [~]}", "1:23 wrong-type `spec.dependencies[0]` must be text, not nothing", nil),
    (
      "spec: {pipeline: {tag: {branches: {main: [release]}}}}",
      "1:42 wrong-type `spec.pipeline.tag.branches.main` must be `release` or a mapping, not a list", nil
    ),
    (
      "spec: {healthCheck: {type: tcp, port: 80, timeout: [1]}, ports: [{container: 80}]}",
      "1:52 wrong-type `spec.healthCheck.timeout` must be a duration, not a list", nil
    ),
  ])
  func `wrong types`(text: String, expected: String, hint: String?) {
    #expect(findings(text) == [expected])
    #expect(hints(text).first == hint)
  }

  @Test(arguments: [
    ("spec: {volumes: [\"./data:/data\"]}", 18, "write `{source: ./data, target: /data}`"),
    ("spec: {volumes: [\"cache:/c:ro\"]}", 18, "write `{source: cache, target: /c, type: volume, readOnly: true}`"),
    ("spec: {volumes: [/data]}", 18, "write `{source: NAME, target: /data, type: volume}`"),
    ("spec: {ports: [\"8080:80/TCP\"]}", 16, "write `{container: 80, host: 8080, protocol: tcp}`"),
    ("spec: {ports: [8080]}", 16, "write `{container: 8080}`"),
    ("spec: {environment: {LOG: debug}}", 21, "write a list: `- {name: LOG, value: debug}`"),
    ("spec: {environment: {A: 1, B: 2}}", 21, "write a list: `- {name: A, value: \"1\"}` and so on"),
    ("spec: {environment: {name: A, value: b}}", 21, "put `- ` before each entry"),
    ("spec: {environment: [FOO=bar]}", 22, "write `{name: FOO, value: bar}`"),
    ("spec: {environment: [FOO]}", 22, "write `{name: FOO, from: env}`"),
    ("spec: {environment: [API_KEY=abc]}", 22, "write `{name: API_KEY, from: secret}`"),
    ("spec: {model: gpt-4o}", 15, "write `{provider: openai, name: gpt-4o}`"),
    ("spec: {model: anthropic/claude-4}", 15, "write `{provider: anthropic, name: claude-4}`"),
    ("spec: {models: [\"ollama:llama3:8b\"]}", 17, "write `{provider: ollama, name: \"llama3:8b\"}`"),
    ("spec: {replicas: !!str 3}", 18, "remove the tag: `3`"),
  ])
  func `short forms of other tools are told in full`(text: String, column: Int, hint: String) {
    #expect(findings(text).map { String($0.prefix { $0 != "`" }) } == ["1:\(column) wrong-type "])
    #expect(hints(text) == [hint])
  }

  @Test func `a variable written as one pair is told in full`() {
    let found = diagnostics("spec: {environment: [{LOG_LEVEL: INFO}]}").first { $0.code == "unknown-field" }
    #expect(found?.summary == "1:23 unknown-field unknown field `LOG_LEVEL` in `spec.environment[0]`")
    #expect(found?.hints == ["write `- {name: LOG_LEVEL, value: …}`"])
  }

  @Test(arguments: [
    (
      "spec: {ports: [{container: 80, protocol: TCP}]}",
      "1:42 unknown-value unknown value `TCP` for `spec.ports[0].protocol`",
      "did you mean `tcp`? known values: tcp, udp, sctp"
    ),
    (
      "spec: {pipeline: {build: {engine: podman}}}",
      "1:35 unknown-value unknown value `podman` for `spec.pipeline.build.engine`", "known values: auto, oci, docker"
    ),
    (
      "spec: {pipeline: {tag: {latest: yes}}}", "1:33 unknown-value unknown value `yes` for `spec.pipeline.tag.latest`",
      "known values: auto, always, never"
    ),
    (
      "spec: {pipeline: {tag: {floating: [major, minor]}}}",
      "1:43 unknown-value unknown value `minor` for `spec.pipeline.tag.floating[1]`",
      "known values: major, major.minor, none"
    ),
    (
      "spec: {pipeline: {tag: {rules: {feat: minro}}}}",
      "1:39 unknown-value unknown value `minro` for `spec.pipeline.tag.rules.feat`",
      "did you mean `minor`? known values: major, minor, patch, none"
    ),
    (
      "spec: {pipeline: {tag: {branches: {main: relase}}}}",
      "1:42 unknown-value unknown value `relase` for `spec.pipeline.tag.branches.main`",
      "did you mean `release`? known values: release"
    ),
    (
      "spec: {environment: [{name: A, from: secrets}]}",
      "1:38 unknown-value unknown value `secrets` for `spec.environment[0].from`",
      "did you mean `secret`? known values: secret, configmap, env"
    ),
  ])
  func `fixed sets of values`(text: String, expected: String, hint: String) {
    #expect(findings(text) == [expected])
    #expect(hints(text) == [hint])
  }

  @Test(arguments: [
    ("spec: {ports: [{container: 0}]}", ["1:28 out-of-range `spec.ports[0].container` must be from 1 to 65535, not 0"]),
    (
      "spec: {ports: [{container: 80, host: 99999999999999999999}]}",
      ["1:38 out-of-range `spec.ports[0].host` must be from 1 to 65535, not 99999999999999999999"]
    ),
    ("spec: {ports: [{container: 65535, host: 1}]}", []),
    (
      "spec: {pipeline: {test: {commands: [{name: a, run: [b], exitCode: 256}]}}}",
      ["1:67 out-of-range `spec.pipeline.test.commands[0].exitCode` must be from 0 to 255, not 256"]
    ),
    ("spec: {replicas: -1}", ["1:18 out-of-range `spec.replicas` must be from 0 to 10000, not -1"]),
  ])
  func `bounds of numbers`(text: String, expected: [String]) {
    #expect(findings(text) == expected)
  }

  @Test(arguments: [
    ("spec: {environment: [{name: A, value: no}]}", "1:39 ambiguous-text other YAML parsers read `no` as `false`"),
    ("spec: {environment: [{name: A, value: On}]}", "1:39 ambiguous-text other YAML parsers read `On` as `true`"),
    (
      "spec: {environment: [{name: A, value: 3.10}]}",
      "1:39 ambiguous-text other YAML parsers read `3.10` as a number without its trailing zero"
    ),
    (
      "spec: {environment: [{name: A, value: 22:22}]}",
      "1:39 ambiguous-text other YAML parsers read `22:22` as a base-60 number"
    ),
    (
      "spec: {pipeline: {test: {files: [{path: /a, mode: 0644}]}}}",
      "1:51 ambiguous-text other YAML parsers read `0644` as an octal number"
    ),
    ("spec: {environment: [{name: A, value: 0x1F}]}", "1:39 ambiguous-text other YAML parsers read `0x1F` as a number"),
    ("spec: {environment: [{name: A, value: 1e3}]}", "1:39 ambiguous-text other YAML parsers read `1e3` as a number"),
    ("spec: {replicas: 010}", "1:18 ambiguous-text other YAML parsers read `010` as an octal number"),
    ("metadata: {labels: {since: 2024-01-31}}", "1:28 ambiguous-text other YAML parsers read `2024-01-31` as a date"),
  ])
  func `text that is something else to other parsers`(text: String, expected: String) {
    #expect(findings(text) == [expected])
  }

  @Test(arguments: [
    "3", "3.11", "0xyz", "1easy", "e3", "12ab", "\"3.10\"", "'no'", "true", "8080:80", "gpt-4", "1.0.0",
  ])
  func `text that all parsers agree on`(value: String) {
    #expect(findings("spec: {environment: [{name: A, value: \(value)}]}") == [])
  }

  @Test func `what an alias shows twice is reported once`() {
    let text = "x-env: &env [{name: A-B, value: x}]\nspec: {environment: *env}\n"
    #expect(findings(text) == ["1:21 environment-name `A-B` is not a valid environment variable name"])
    #expect(hints(text) == ["write `A_B`", "`*env` on line 2 uses this value"])
  }

  @Test func `an alias of the wrong kind tells where its value stands`() {
    let text = "x-a: &a\n  - 1\nspec: {replicas: *a}\n"
    #expect(findings(text) == ["3:18 wrong-type `spec.replicas` must be an integer, not a list"])
    #expect(hints(text) == ["`*a` refers to the value on line 1"])
  }
}
