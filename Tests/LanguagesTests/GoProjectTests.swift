import Diagnostics
import FileIO
import OCIImage
import SystemPackage
import Testing

@testable import Languages

/// What is decided of a Go project before Go runs.
@Suite("A Go project") struct GoProjectTests {
  private static let place = SourceLocation(file: "agent.yaml", line: 7, column: 12)
  private static let ignored = "//go:build ignore\n\npackage main\n"

  private func program(_ files: [String: String], chosen: String?, at place: String = "") throws -> String {
    let directory = try Directory.temporary(prefix: "go-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    for (name, text) in files {
      let path = directory.pushing(FilePath(name))
      try Directory.create(path.removingLastComponent())
      try FileContents.write(Array(text.utf8), to: path)
    }
    let entries = try DirectoryScanner(attributes: LayerAttributes(modified: 0)).scan(directory)
    let agent = AgentDeclaration(name: "a", runtime: Located(RuntimeSelection(Go()), at: Self.place))
    var options = BuildOptions()
    options.package = chosen
    let project = ProjectTree(tree: SourceTree(directory: directory, entries: entries), agent: place)
    return try Go.program(project, GoWorkspace(in: project.directory), agent, options, machine: "amd64")
  }

  @Test(
    arguments: [
      (["main.go": "// x\npackage main\n"], nil, "."),
      (["main.go": "/* package other\n*/ package main // x\n"], nil, "."),
      (["cmd/agent/main.go": "package main", "lib.go": "package lib"], nil, "./cmd/agent"),
      (["main.go": "package main", "cmd/tool/main.go": "package main"], nil, "."),
      (["main.go": "package main", "cmd/tool/main.go": "package main"], "cmd/tool", "./cmd/tool"),
      (["cmd/a/main.go": "package main", "cmd/b/main.go": "package main"], nil, "./cmd/a"),
      (["cmd/a/main.go": "package main", "cmd/b/main.go": "package main"], "./cmd/b", "./cmd/b"),
      (["cmd/a/main.go": "package main", "gen.go": ignored], nil, "./cmd/a"),
      (["cmd/a/main_windows.go": "package main", "cmd/b/main.go": "package main"], nil, "./cmd/b"),
      (["cmd/b/main.go": "package main", "tools/cmd/a/main.go": "package main", "tools/go.mod": ""], nil, "./cmd/b"),
      (["server/main.go": "package main"], "./server", "./server"),
    ] as [([String: String], String?, String)])
  func `has the program of the setting, of its root, of the agent's name, or the only one`(
    files: [String: String], chosen: String?, expected: String
  ) throws {
    #expect(try program(files, chosen: chosen) == expected)
  }

  @Test(
    arguments: [
      (["lib.go": "package lib", "main_test.go": "package main"], nil, "program-unknown", "one `package main`"),
      (["main.go": ignored], nil, "program-unknown", "one `package main`"),
      (["main.go": "package mainly"], nil, "program-unknown", "one `package main`"),
      (
        ["cmd/b/x.go": "package main", "cmd/c/x.go": "package main"], nil, "program-unknown",
        "`spec.pipeline.build.package` to one of `./cmd/b`, `./cmd/c`"
      ),
      (["cmd/b/x.go": "package main"], "./cmd/c", "program-unknown", "`./cmd/b`"),
      (["main.go": "package main\nimport \"C\"\n"], nil, "cgo-not-supported", "pure Go"),
      (
        [
          "main.go": "package main\nimport (\n\t\"x/y\"\n)\n", "y/y.go": "package y\n/* c */\nimport \"C\"\n",
          "go.mod": "module x",
        ],
        nil, "cgo-not-supported", "pure Go"
      ),
    ] as [([String: String], String?, String, String)])
  func `is refused in words`(files: [String: String], chosen: String?, code: String, hint: String) throws {
    let failure = #expect(throws: Failure.self) { try program(files, chosen: chosen) }
    #expect(failure?.diagnostic.code == code)
    #expect(failure?.diagnostic.hints.first?.contains(hint) == true, "\(failure?.diagnostic.hints ?? [])")
  }

  @Test func `may have files with cgo that its program does not need`() throws {
    let files = [
      "main.go": "package main\n", "fast.go": "//go:build cgo\n\npackage main\nimport \"C\"\n",
      "other/x.go": "package other\nimport \"C\"\n", "x_windows.go": "package main\nimport \"C\"\n",
    ]
    #expect(try program(files, chosen: nil) == ".")
  }

  @Test(arguments: [
    ("linux", true), ("windows", false), ("!windows && (amd64 || arm64)", true), ("ignore", false), ("!cgo", true),
    ("unix && !linux || arm64", false), ("netgo", true), ("go1.21", true), ("((linux", true), ("", true),
    (String(repeating: "(", count: 100_000), true),
  ])
  func `has files for some builds`(expression: String, isBuilt: Bool) {
    #expect(GoConstraint(machine: "amd64", tags: ["netgo"]).allows(expression) == isBuilt)
  }

  @Test(
    arguments: [
      ("go 1.19", "1.19"), ("go 1.21\n\ntoolchain go1.22.3", "1.22.3"), ("go 1.23 // x\ntoolchain default", "1.23"),
      ("module x", nil),
    ] as [(String, String?)])
  func `asks for a version`(text: String, version: String?) {
    #expect(GoModuleFile(text).version == version)
  }

  private func directory(_ files: [String: String], at place: String) -> ProjectDirectory {
    ProjectDirectory(place: place, files: FileList(Array(files.keys))) { path, _ in files[path].map { Array($0.utf8) } }
  }

  @Test(
    arguments: [
      (["a/go.mod": "module a"], .own),
      (
        ["a/go.mod": "module a\nreplace x.org/l => ../lib // near\n", "lib/go.mod": "module l"],
        Workspace(agent: "a", parts: ["lib"])
      ),
      (
        [
          "a/go.mod": "module a\nreplace (\n\tx.org/l v1.0.0 => ../lib\n\tx.org/m => x.org/n v1.0.0\n)",
          "lib/go.mod": "",
        ],
        Workspace(agent: "a", parts: ["lib"])
      ),
      (
        ["go.work": "go 1.19\nuse (\n\t./a\n\t./lib\n)\n", "a/go.mod": "", "lib/go.mod": "", "other/go.mod": ""],
        Workspace(agent: "a", parts: ["go.work", "lib"])
      ),
      // A package of a module above, with a local module of that.
      (
        ["go.mod": "module x\nreplace x.org/l => ./lib\n", "lib/go.mod": "module l", "a/main.go": "package main"],
        Workspace(agent: "a", parts: ["", "lib"])
      ),
      // A go.work for others.
      (["go.work": "use ./lib\n", "a/go.mod": "", "lib/go.mod": ""], .own),
      (["a/go.mod": "replace x.org/l => ../../lib\n"], .own),
    ] as [([String: String], Workspace)])
  func `belongs to a workspace`(files: [String: String], expected: Workspace) {
    #expect(Go().workspace(of: directory(files, at: "a")) == expected)
  }

  @Test func `may be a package of a module above`() throws {
    let module = ["go.mod": "module x", "agents/a/main.go": "\u{FEFF}package main\nimport \"x/lib\"\n"]
    #expect(try program(module, chosen: nil, at: "agents/a") == ".")
    let withC = module.merging(["lib/l.go": "package lib\nimport \"C\"\n"]) { $1 }
    let failure = #expect(throws: Failure.self) { try program(withC, chosen: nil, at: "agents/a") }
    #expect(failure?.diagnostic.code == "cgo-not-supported")
  }

  @Test func `with a local module that is not there is refused`() {
    let files = directory(["a/go.mod": "replace x.org/l => ../lib\n"], at: "a")
    let failure = #expect(throws: Failure.self) { try GoWorkspace(in: files).check(in: files, at: Self.place) }
    #expect(failure?.diagnostic.message.contains("`../lib`") == true)
  }

  @Test func `gets its flags as Go reads them`() {
    let options = BuildOptions(flags: ["-v"], tags: ["a", "b"], linkerFlags: ["-X main.v=1 2", "-s"])
    #expect(
      GoCompiler.arguments(options) == [
        "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w -buildid= -X 'main.v=1 2' -s", "-v", "-tags=a,b",
      ])
  }

  @Test(
    arguments: [
      ("module x\n\ngo 1.19\n\nrequire (\n\ta.org/b v1.0.0 // x\n)\n", nil), ("module x\nrequire (\n\ta v1\n", 2),
      ("module x\nrequires a v1\n", 2), ("module x\n)\n", 2), ("retract [v1.0.0, v1.1.0]\ntool a.org/b\n", nil),
      ("retract (\n\tv1.0.0\n)\nmodule(\n\tx\n)\n", nil),
    ] as [(String, Int?)])
  func `is told where go.mod is malformed`(text: String, line: Int?) {
    #expect(Go().problems(in: directory(["go.mod": text], at: "")).first?.line == line)
  }

  @Test func `names no dependencies in files that Go does not read`() {
    let files = directory(["go.mod": "", "Gopkg.lock": ""], at: "")
    #expect(Go().unusedFiles(in: files).map(\.file) == ["Gopkg.lock"])
  }
}
