import Diagnostics
import Testing

@Suite("Dependencies of each runtime") struct DependencyNotationTests {
  @Test(arguments: [
    (
      "nodejs",
      ["express", "express@4.18.2", "@scope/name@^1.2.0", "a@1.x", "a@>=1.2 <2 || ^3", "a@1.0 - 2.0", "a@latest"]
    ),
    (
      "nodejs",
      ["a@npm:b@1.2.3", "file:../lib", "a@https://x/a.tgz"]
    ),
    (
      "nodejs",
      [
        "a@workspace:*", "a@link:../a", "a@file:../a", "a@npm:@s/b@^1",
        "a@~1.2",
      ]
    ),
    ("go", ["github.com/a/b", "github.com/a/b@v1.2.3", "github.com/a/b v1.2.3", "example.com/b/v2@v2.0.1"]),
    (
      "go",
      ["example.com/b@latest", "gopkg.in/yaml.v3@v3.0.1", "example.com/b@v2.0.0+incompatible", "example.com/b@main"]
    ),
    (
      "rust",
      ["serde", "serde@1.0", "serde@=1.0.203", "serde = \"1.0\"", "tokio = { version = \"1\", features = [\"full\"] }"]
    ),
    ("rust", ["a@>=1.2, <2", "a@1.*", "a@*", "a = { git = \"https://example.com/a\" }"]),
    (
      "java",
      ["com.example:lib:1.2.3", "a.b:c:1.0:jar", "a.b:c:jar:1.0", "a.b:c:1.0:jar:linux", "a.b:c", "a.b:c:[1.0,2.0)"]
    ),
  ])
  func `are accepted as their package managers take them`(runtime: String, lines: [String]) {
    for line in lines {
      #expect(findings("spec:\n  runtime: \(runtime)\n  dependencies:\n    - '\(line)'\n") == [], "\(line)")
    }
  }

  @Test(arguments: [
    (
      "nodejs", "express==4.18.2", "an npm package: `express==4.18.2` is not a valid package name",
      "write `express@4.18.2`"
    ),
    ("nodejs", "Express@4.18.2", "an npm package: package names are in lower case", "write `express@4.18.2`"),
    ("nodejs", "express@", "an npm package: no version follows `@`", nil),
    ("nodejs", "express@4.x.y", "an npm package: `4.x.y` is neither a version nor a range", nil),
    (
      "nodejs", "express: ^4.18", "an npm package: `express: ^4.18` is not a valid package name",
      "write `express@^4.18`"
    ),
    (
      "nodejs", "github:user/repo", "an npm package: npm would clone it with git and run its scripts",
      "name a release in the registry, or the URL of a tarball: `https://…/package.tgz`"
    ),
    (
      "nodejs", "a@user/repo#v1", "an npm package: npm would clone it with git and run its scripts",
      "name a release in the registry, or the URL of a tarball: `https://…/package.tgz`"
    ),
    ("nodejs", "express@>=", "an npm package: `>=` is neither a version nor a range", nil),
    ("nodejs", "express@^^1", "an npm package: `^^1` is neither a version nor a range", nil),
    ("go", "example.com/b@v1..2", "a Go module: `v1..2` is not a version", nil),
    ("nodejs", "@scope", "an npm package: `@scope` is not a valid package name", nil),
    ("go", "github.com/a/b@1.2.3", "a Go module: module versions begin with `v`", "write `github.com/a/b@v1.2.3`"),
    ("go", "gin", "a Go module: the path must begin with a host, such as `github.com`", nil),
    (
      "go", "example.com/b@v2.1.0", "a Go module: version `v2.1.0` needs `/v2` in the path",
      "write `example.com/b/v2@v2.1.0`"
    ),
    (
      "go", "example.com/b/v2@v1.1.0", "a Go module: `/v2` in the path does not match version `v1.1.0`",
      "write a version that begins with `v2.`"
    ),
    ("go", "example.com//b", "a Go module: `example.com//b` is not a module path", nil),
    ("go", "example.com/b@", "a Go module: no version follows `@`", nil),
    ("rust", "serde==1.0", "a Cargo dependency: unexpected `==1.0` after the name", "write `serde@1.0`"),
    (
      "rust", "serde = 1.0", "a Cargo dependency: expected a version in double quotes, or a table, after `=`",
      "write `serde = \"1.2\"`"
    ),
    ("rust", "serde@1.0.x", "a Cargo dependency: `1.0.x` is not a version requirement", nil),
    ("rust", "1serde", "a Cargo dependency: it must begin with a crate name", nil),
    (
      "java", "com.example:lib@1.0",
      "a Maven dependency: `lib@1.0` is not a valid group or artifact ID", "write `com.example:lib:1.0`"
    ),
    ("java", "lib", "a Maven dependency: it is not `group:artifact:version`", nil),
    ("java", "a.b:c:", "a Maven dependency: no version follows the last `:`", nil),
    ("java", "a.b::1.0", "a Maven dependency: a part is empty", nil),
  ])
  func `that are none are named`(runtime: String, line: String, problem: String, hint: String?) {
    let text = "spec:\n  runtime: \(runtime)\n  dependencies:\n    - '\(line)'\n"
    #expect(findings(text) == ["4:7 dependency-syntax `\(line)` is not \(problem)"])
    if let hint { #expect(hints(text) == [hint]) } else { #expect(hints(text).first?.hasPrefix("write `") == true) }
  }

  @Test(arguments: [
    ("python", "Typing-Extensions==4.0", "typing_extensions==4.1"), ("python", "a.b", "A-B"), ("python", "a", "a"),
    ("nodejs", "express@1.0.0", "express@2.0.0"), ("go", "example.com/a@v1.0.0", "example.com/a@v1.1.0"),
    ("rust", "serde_json@1", "serde-json@1"), ("java", "a.b:c:1", "a.b:c:2"),
  ])
  func `are named once`(runtime: String, first: String, second: String) {
    let text = "spec:\n  runtime: \(runtime)\n  dependencies:\n    - '\(first)'\n    - '\(second)'\n"
    let name = String(second.prefix { !"=@".contains($0) })
    let shown = runtime == "java" ? "a.b:c" : name
    #expect(findings(text) == ["5:7 duplicate-dependency `\(shown)` is listed twice"])
    #expect(hints(text) == ["the first, `\(first)`, is at line 4: keep one of the two"])
  }

  @Test func `may have a line for each condition`() {
    let text = """
      spec:
        runtime: python
        dependencies: ["tomli==1; python_version < '3.8'", "tomli==2; python_version >= '3.8'"]
      """
    #expect(findings(text, without: ["missing-field"]) == [])
  }

  @Test(arguments: [
    ("python", "a>=1", "`a` has no exact version", "write `a==1.2.3` with the version you tested"),
    ("python", "a==1.*", "`a` has no exact version", "write `a==1.2.3` with the version you tested"),
    ("nodejs", "a@^1.2.0", "`a` has no exact version", "write `a@1.2.3` with the version you tested"),
    (
      "go", "example.com/a@latest", "`example.com/a` has no exact version",
      "write `example.com/a@v1.2.3` with the version you tested"
    ),
    ("rust", "a@1.2.3", "`a` has no exact version", "write `a@=1.2.3` with the version you tested"),
    ("java", "a:b:1-SNAPSHOT", "`a:b` has no exact version", "write `a:b:1.2.3` with the version you tested"),
  ])
  func `without an exact version are a note`(runtime: String, line: String, message: String, hint: String) {
    let found = diagnostics("spec:\n  runtime: \(runtime)\n  dependencies:\n    - '\(line)'\n")
      .filter { $0.code != "missing-field" }
    #expect(found.map(\.summary) == ["4:7 unpinned-dependency \(message)"])
    #expect(found.map(\.severity) == [.note])
    #expect(found.first?.hints == [hint])
  }

  @Test func `without exact versions are one note, at the first of them`() {
    let lines = (1...7).map { "p\($0)" }.joined(separator: ", ")
    let text = "spec: {runtime: python, dependencies: [x==1, \(lines)]}"
    #expect(
      findings(text, without: ["missing-field"]) == [
        "1:46 unpinned-dependency 7 dependencies have no exact version: `p1`, `p2`, `p3`, `p4`, `p5` and 2 more"
      ])
  }

  @Test(arguments: [
    "pip @ https://example.com/pip-1.0-py3-none-any.whl",
    "pip @ git+https://example.com/pip@0123456789abcdef0123456789abcdef01234567",
  ])
  func `at an address that does not change need no version`(line: String) {
    #expect(findings("spec: {runtime: python, dependencies: [\"\(line)\"]}", without: ["missing-field"]) == [])
  }
}
