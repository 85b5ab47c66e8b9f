import AgentManifest
import Diagnostics
import Languages
import ProjectSetup
import TestSupport
import Testing

@Suite struct `the agent_yaml of a project without one` {
  private static let golden = GoldenFiles()

  private static func draft(_ layout: Layout) throws -> AgentDraft {
    let name = layout.place.split(separator: "/").last.map(String.init) ?? layout.name
    return try AgentDraft(
      reading: SetupProject(name: name, place: layout.place, files: layout.files), SetupOptions(), .none)
  }

  @Test(arguments: Layout.all)
  func `says what the project says, and where`(layout: Layout) throws {
    let draft = try Self.draft(layout)
    let notes = draft.notes.map { "# note: \($0)\n" }.joined()
    #expect(try Self.golden.problem(with: draft.text + notes, "\(layout.name).yaml") == nil)
  }

  @Test(arguments: Layout.all)
  func `has no error`(layout: Layout) throws {
    let text = try Self.draft(layout).text
    let prefix = layout.place.isEmpty ? "" : "\(layout.place)/"
    let own = layout.files.filter { $0.key.hasPrefix(prefix) }
    let files = Dictionary(uniqueKeysWithValues: own.map { (String($0.key.dropFirst(prefix.count)), $0.value) })
    let findings = ManifestReader(bytes: Array(text.utf8), file: "agent.yaml")
      .findings(beside: ManifestSurroundings(files: files.filter { $0.key != ".env" }))
    #expect(findings.diagnostics.filter { $0.severity == .error }.map(\.message) == [])
  }

  @Test(
    arguments: [
      // Two programs, and nothing says which one is the agent.
      (["go.mod": "module x\n", "cmd/a/main.go": Self.go, "cmd/b/main.go": Self.go], "program-unknown"),
      (["Cargo.toml": "[package]\nname = \"x\"\n", "src/bin/a.rs": "", "src/bin/b.rs": ""], "program-unknown"),
      (["A.java": Self.java, "B.java": Self.java], "program-unknown"),
      (["one.py": Self.guarded, "two.py": Self.guarded], "program-unknown"),
      (["Cargo.toml": "[package]\nname = \"x\"\n", "src/lib.rs": ""], "program-unknown"),
      (["package.json": #"{"scripts": {"start": "sh run.sh | cat"}}"#], "program-unknown"),
      (["package.json": #"{"scripts": {"start": "node dist/a.js"}}"#], "program-unknown"),
      (
        ["requirements.txt": "fastapi\n", "main.py": "from fastapi import FastAPI\napp = FastAPI()\n"], "server-missing"
      ),
      (["requirements.txt": "x\n", "go.mod": "module x\n", "main.py": "", "main.go": Self.go], "language-unknown"),
      (["main.rs": ""], "no-project"), ([:], "no-project"), (["package.json": "{}"], "no-project"),
      (["a/pom.xml": "<project/>", "a/A.java": Self.java], "no-project"),
      (["package.json": "{\"main\": }"], "project-invalid"), (["package.json": ""], "project-invalid"),
      (["main.py": "", "requirements.txt/a": ""], "project-file-unreadable"),
      (["main.py": "", "requirements.txt": "a\u{0}b"], "project-file-unreadable"),
      (["main.py": "HTTPServer((\"\", int(sys.argv[1])), H).serve_forever()\n"], "port-unknown"),
      (
        ["go.mod": "module x\n", "main.go": "package main\nfunc main() { http.ListenAndServe(read(), nil) }"],
        "port-unknown"
      ),
    ] as [([String: String], String)])
  func `is not guessed where that could make a wrong image`(files: [String: String], code: String) throws {
    let project = SetupProject(name: "x-agent", files: files)
    let failure = try #require(throws: Failure.self) { try AgentDraft(reading: project, SetupOptions(), .none) }
    #expect(failure.diagnostic.code == code)
    #expect(!failure.diagnostic.hints.isEmpty)
  }

  @Test(
    arguments: [
      (["a/pom.xml": "<project/>", "b/c/go.mod": "", "d/X.java": Self.java], "`a`, `b/c` below this one"),
      (["package.json": "{}"], "package.json starts nothing"),
      (["pom.xml": "<project/>", "src/main/kotlin/App.kt": "object App"], "`MainKt`"),
    ] as [([String: String], String)])
  func `is not found, with a hint that says where to look`(files: [String: String], hint: String) throws {
    let project = SetupProject(name: "x-agent", files: files)
    let failure = try #require(throws: Failure.self) { try AgentDraft(reading: project, SetupOptions(), .none) }
    #expect(failure.diagnostic.hints.contains { $0.contains(hint) }, "\(failure.diagnostic.hints)")
  }

  private static let go = "package main\nfunc main() {}\n"
  private static let java = "class X { public static void main(String[] a) {} }"
  private static let guarded = "if __name__ == \"__main__\":\n    pass\n"

  @Test func `is asked for on a terminal, or by an option`() throws {
    let files = ["go.mod": "module x\n", "cmd/a/main.go": Self.go, "cmd/b/main.go": Self.go]
    let project = SetupProject(name: "x", files: files)
    let answered = try AgentDraft(reading: project, SetupOptions(), Questions { $0.choices.last })
    #expect(answered.text.contains("package: \"./cmd/b\""))
    let given = try AgentDraft(
      reading: project, SetupOptions(program: "./cmd/a", port: 8123, model: "openai/gpt-4o"), .none)
    #expect(given.text.contains("package: \"./cmd/a\"") && given.text.contains("container: 8123"))
    #expect(given.text.contains("provider: openai") && given.text.contains("name: gpt-4o"))
  }

  @Test(arguments: [
    ("My Agent", "my-agent"), ("@org/x", "org-x"), ("--a__b--", "a-b"), ("Ünïcode", "n-code"), ("agent.v2", "agent-v2"),
  ])
  func `has a name that an image can have`(text: String, name: String) {
    #expect(AgentDraft.validName(text) == name)
    #expect(AgentDraft.validName("…") == nil)
  }

  @Test func `stays valid whatever a stranger's files say`() throws {
    let project = SetupProject(
      name: "x",
      files: [
        "pyproject.toml":
          "[project]\nname = \"x\"\ndescription = \"a\\u0000b: #c\\n- d \\\"e\\\" \\u202e\"\nversion = \"1.0\"\n",
        "main.py":
          "import os\nos.getenv(\"A_B\", \"x: {y} # \\\"z\")\nos.getenv(\"TOKEN_X\", \"}\")\nPORT = os.environ[\"bad name\"]\n",
        "weird\nname.py": "import os\nos.environ[\"LINE\"]\n",
      ])
    let text = try AgentDraft(reading: project, SetupOptions(), .none).text
    let (manifest, diagnostics) = ManifestReader.read(bytes: Array(text.utf8), file: "agent.yaml")
    #expect(
      manifest != nil && !diagnostics.contains { $0.severity == .error }, "\(text)\n\(diagnostics.map(\.message))")
  }
}
