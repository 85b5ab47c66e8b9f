/// Layouts of Go and Rust projects. None needs a package that is not in the repository.
enum CompiledProjects {
  private static func go(_ says: String = "word", _ imports: String = "") -> String {
    "package main\n\nimport (\n\t\"fmt\"\n\(imports))\n\nvar version = \"none\"\nvar word = \"own\"\n\nfunc main() { fmt.Println(\(says), version) }\n"
  }
  /// What go.mod files decided, without what the two builds call the program.
  private static let modules = (
    native: "go version -m $OUT/p | grep -E '^\\s(path|mod|dep|=>)'",
    ours: "go version -m $ROOT/app/tested | grep -E '^\\s(path|mod|dep|=>)'"
  )

  private static func go(
    _ name: String, settings: String = "", place: String = ".", _ files: [String: String], flags: String = "",
    package: String = ".", says: String
  ) -> MatrixProject {
    MatrixProject(
      name: name, tools: ["go"], runtime: "go", settings: settings, place: place, files: files,
      native: "CGO_ENABLED=0 go build -trimpath \(flags) -o $OUT/p \(package) && $OUT/p", lists: modules, says: says)
  }

  static let go: [MatrixProject] = [
    go(
      "the program of the agent's name",
      ["go.mod": "module x.org/a\n\ngo 1.17\n", "cmd/tested/main.go": go(), "cmd/b/main.go": go("\"b\"")],
      package: "./cmd/tested", says: "own none\n"),
    go(
      "a module in the place of another", place: "a",
      [
        "a/go.mod":
          "module x.org/a\n\ngo 1.17\n\nrequire x.org/lib v0.0.0\n\nreplace x.org/lib => ../lib\n",
        "a/main.go": go("lib.Word", "\t\"x.org/lib\"\n"), "lib/go.mod": "module x.org/lib\n\ngo 1.17\n",
        "lib/lib.go": "package lib\n\nconst Word = \"lib\"\n",
      ], says: "lib none\n"),
    go(
      "a workspace", place: "a",
      [
        "go.work": "go 1.18\n\nuse (\n\t./a\n\t./lib\n)\n", "a/go.mod": "module x.org/a\n\ngo 1.17\n",
        "a/main.go": go("lib.Word", "\t\"x.org/lib\"\n"), "lib/go.mod": "module x.org/lib\n\ngo 1.17\n",
        "lib/lib.go": "package lib\n\nconst Word = \"work\"\n",
      ], says: "work none\n"),
    go(
      "vendored modules",
      [
        "go.mod": "module x.org/a\n\ngo 1.17\n\nrequire x.org/lib v1.2.3\n",
        "main.go": go("lib.Word", "\t\"x.org/lib\"\n"),
        "vendor/modules.txt": "# x.org/lib v1.2.3\n## explicit; go 1.17\nx.org/lib\n",
        "vendor/x.org/lib/lib.go": "package lib\n\nconst Word = \"vendored\"\n",
      ], says: "vendored none\n"),
    go(
      "a version by the linker", settings: "pipeline: {build: {ldflags: [\"-X main.version={version}\"]}}",
      ["go.mod": "module x.org/a\n\ngo 1.17\n", "main.go": go()], flags: "-ldflags '-X main.version=0.1.0'",
      says: "own 0.1.0\n"),
    go(
      "build tags", settings: "pipeline: {build: {tags: [extra]}}",
      [
        "go.mod": "module x.org/a\n\ngo 1.17\n", "main.go": go(),
        "extra.go": "//go:build extra\n\npackage main\n\nfunc init() { word = \"extra\" }\n",
      ], flags: "-tags extra", says: "extra none\n"),
  ]

  private static func manifest(_ name: String, _ more: String = "") -> String {
    "[package]\nname = \"\(name)\"\nversion = \"0.1.0\"\nedition = \"2018\"\n\(more)"
  }
  private static func rust(_ says: String) -> String { "fn main() { println!(\"{}\", \(says)); }\n" }

  private static func rust(
    _ name: String, place: String = ".", _ files: [String: String], settings: String = "", program: String,
    says: String
  ) -> MatrixProject {
    MatrixProject(
      name: name, tools: ["cargo"], runtime: "rust", settings: settings, place: place, files: files,
      prepare: "(cd \(place) && cargo generate-lockfile --offline)",
      native: "CARGO_TARGET_DIR=$OUT cargo build -q --release --locked --offline && $OUT/release/\(program)", says: says
    )
  }

  static let rust: [MatrixProject] = [
    rust("one package", ["Cargo.toml": manifest("a"), "src/main.rs": rust("\"one\"")], program: "a", says: "one\n"),
    rust(
      "a member of a workspace", place: "crates/api",
      [
        "Cargo.toml":
          "[workspace]\nmembers = [\"crates/*\"]\n[workspace.package]\nversion = \"0.2.0\"\n[workspace.dependencies]\nwords = { path = \"crates/words\" }\n",
        "crates/api/Cargo.toml":
          "[package]\nname = \"api\"\nversion.workspace = true\nedition = \"2018\"\n[dependencies]\nwords.workspace = true\n",
        "crates/api/src/main.rs": rust("words::word().to_string() + env!(\"CARGO_PKG_VERSION\")"),
        "crates/words/Cargo.toml": manifest("words"), "crates/words/word.txt": "member",
        "crates/words/src/lib.rs": "pub fn word() -> &'static str { include_str!(\"../word.txt\") }\n",
      ], program: "api", says: "member0.2.0\n"),
    rust(
      "default-run",
      [
        "Cargo.toml": manifest("a", "default-run = \"b\"\n"), "src/main.rs": rust("\"a\""),
        "src/bin/b.rs": rust("\"b\""),
      ], program: "b", says: "b\n"),
    rust(
      "a package beside it", place: "a",
      [
        "a/Cargo.toml": manifest("a", "[dependencies]\nl = { path = \"../lib\" }\n"), "a/src/main.rs": rust("l::WORD"),
        "lib/Cargo.toml": manifest("l"), "lib/src/lib.rs": "pub const WORD: &str = \"beside\";\n",
      ], program: "a", says: "beside\n"),
    rust(
      "a program by setting in a workspace without a package",
      [
        "Cargo.toml": "[workspace]\nmembers = [\"one\", \"two\"]\n", "one/Cargo.toml": manifest("one"),
        "one/src/main.rs": rust("1"), "two/Cargo.toml": manifest("two"), "two/src/main.rs": rust("2"),
      ], settings: "pipeline: {build: {package: two}}", program: "two", says: "2\n"),
  ]
}
