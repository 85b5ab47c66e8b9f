import Testing

@Suite("spec.pipeline") struct PipelineTests {
  @Test(arguments: [
    ("build: {platforms: [linux/amd64, linux/arm/v7]}", []),
    ("build: {platforms: [linux/arm/v9]}", ["3:25 unsupported-platform `arm` has no variant `v9`"]),
    ("build: {platforms: [linux/386/v2]}", ["3:25 unsupported-platform `386` has no variant `v2`"]),
    ("build: {platforms: [linux/arm64/v8, linux/amd64/v3]}", []),
    ("build: {platforms: [amd64]}", ["3:25 unsupported-platform `amd64` is not a platform"]),
    ("build: {platforms: [darwin/arm64]}", ["3:25 unsupported-platform images for `darwin` are not supported"]),
    ("build: {platforms: [linux/x86_64]}", ["3:25 unsupported-platform unknown architecture `x86_64`"]),
    (
      "build: {engine: oci, dockerfile: D}",
      ["3:26 dockerfile-engine the embedded builder (`engine: oci`) cannot build a Dockerfile"]
    ),
    (
      "build: {entrypoint: python main.py}",
      ["3:25 wrong-type `spec.pipeline.build.entrypoint` must be a list, not the text `python main.py`"]
    ),
    ("test: {ready: {http: health}}", ["3:26 test-check the path `health` does not begin with `/`"]),
    ("test: {ready: {http: /health, port: 9}}", ["3:41 undeclared-port the port 9 is not declared in `spec.ports`"]),
    (
      "test: {environment: {LOG-LEVEL: x}}",
      ["3:26 environment-name `LOG-LEVEL` is not a valid environment variable name"]
    ),
    ("test: {commands: [{name: a, run: []}]}", ["3:38 test-check the command is empty"]),
    ("test: {commands: [{name: a, run: [\"\"]}]}", ["3:39 test-check the command has no program"]),
    ("test: {commands: [{name: \" \", run: [b]}]}", ["3:30 test-check the name of the check is empty"]),
    ("test: {http: [{name: \"\"}]}", ["3:26 test-check the name of the check is empty"]),
    ("tag: {paths: [/srv/a]}", ["3:19 tag-setting the path `/srv/a` is absolute"]),
    ("tag: {paths: [\"\"]}", ["3:19 tag-setting the path is empty"]),
    ("tag: {paths: [., ../shared]}", []),
    ("tag: {rules: {\"feat:\": minor}}", ["3:19 tag-setting `feat:` is not a valid commit type"]),
    ("tag: {rules: {feat: minor, FEAT: major}}", ["3:32 tag-setting `FEAT` is the same type as `feat`"]),
    ("tag: {rules: {Feat: minor}}", []),
    (
      "tag: {git: {create: false, push: true}}",
      ["3:32 tag-setting `push: true` conflicts with `create: false`: there is no tag to push"]
    ),
    ("tag: {git: {push: true}}", []),
    ("push: {to: [r.example.com/a, r.example.com/a]}", ["3:34 push-target `r.example.com/a` is listed twice"]),
    (
      "test: {commands: [{name: a, run: [b]}, {name: a, run: [c]}]}",
      ["3:51 duplicate-check duplicate check name `a`"]
    ),
    ("test: {http: [{name: a, request: {text: x, json: {}}}]}", ["3:39 test-check `text` and `json` are both set"]),
    ("test: {http: [{name: a, expect: {json: {a.b: 1}}}]}", ["3:45 test-check `a.b` is not a JSON pointer"]),
    (
      "test: {http: [{name: a, request: {method: get}}]}",
      ["3:47 unknown-value unknown value `get` for `spec.pipeline.test.http[0].request.method`"]
    ),
    ("test: {files: [{path: /a, mode: \"9644\"}]}", ["3:37 test-check `9644` is not a file mode"]),
    (
      "test: {files: [{path: /a, exists: false, contains: [x]}]}",
      ["3:46 test-check `contains` has no effect with `exists: false`"]
    ),
    ("tag: {prefix: \"a b\"}", ["3:19 tag-prefix the prefix `a b` cannot begin a git tag"]),
    ("tag: {prefix: chatbot/v}", []),
    ("tag: {branches: {next: {prerelease: rc_1}}}", ["3:41 branch-rules `rc_1` is not a prerelease identifier"]),
    ("tag: {branches: {next: {}}}", []),
    ("push: {to: [registry.example.com:5000/team/bot]}", []),
    (
      "push: {to: [\"docker://registry.example.com/bot\"]}",
      ["3:17 push-target `docker://registry.example.com/bot` is not a repository"]
    ),
    (
      "push: {to: [\"registry.example.com/bot:1\"]}",
      ["3:17 push-target `registry.example.com/bot:1` is not a repository"]
    ),
  ])
  func `has rules of its own`(field: String, expected: [String]) {
    #expect(findings("spec:\n  pipeline:\n    \(field)\n") == expected)
  }

  @Test func `names the same base image as the build settings of Agent-as-Code`() {
    let text = "spec:\n  build: {base_image: a}\n  pipeline: {build: {baseImage: b}}\n"
    #expect(
      findings(text) == ["3:33 base-image-conflict the base image `b` differs from `a` in `spec.build.base_image`"])
    #expect(findings("spec: {build: {base_image: a}, pipeline: {build: {baseImage: a}}}") == [])
  }
}
