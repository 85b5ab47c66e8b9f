import PipelineCore
import SystemPackage
import Testing

/// Go projects as people have them. Nothing here needs a module of others.
@Suite("Go agents", .enabled(if: Workbench.has("go"))) struct GoTests {
  private static func program(_ says: String) -> String {
    "package main\nimport \"fmt\"\nvar version = \"none\"\nfunc main() { fmt.Println(\"\(says)\", version) }\n"
  }

  private func said(_ bench: Workbench, _ outcome: Workbench.Outcome) async throws -> String {
    let root = try await bench.unpack(outcome, to: "root")
    return try await bench.shell("'\(root)/app/tested'").output
  }

  @Test func `are the program of their name, with its version and commit`() async throws {
    let settings = "pipeline: {build: {ldflags: [\"-X main.version={version}\"]}}"
    let bench = try Workbench([
      "agent.yaml": manifest("go", settings), "go.mod": "module x\n\ngo 1.17\n",
      "cmd/tested/main.go": Self.program("tested"), "cmd/b/main.go": Self.program("b"),
    ])
    let outcome = try await bench.run("build")
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    #expect(try await said(bench, outcome) == "tested 0.1.0\n")
    let other = try await bench.run("build", ["--build-package", "./cmd/b"])
    #expect(try await said(bench, other) == "b 0.1.0\n")
  }

  @Test func `run on a module beside them, in a workspace or in place of another, as go build makes them`() async throws
  {
    for isWorkspace in [true, false] {
      let bench = try Workbench([
        "agent.yaml": manifest("go"),
        "go.mod": "module x\n\ngo 1.17\n\nrequire example.com/lib v0.0.0\n"
          + (isWorkspace ? "" : "\nreplace example.com/lib => ../lib\n"),
        "main.go": "package main\nimport \"example.com/lib\"\nfunc main() { println(lib.Word) }\n",
        "../lib/go.mod": "module example.com/lib\n\ngo 1.17\n",
        "../lib/lib.go": "package lib\nconst Word = \"one\"\n", "../other/secret.txt": "x",
      ])
      if isWorkspace { try bench.write("go 1.18\n\nuse (\n\t./agent\n\t./lib\n)\n", to: "../go.work") }
      _ = try await bench.shell("git -C .. init -q")
      let first = try await bench.run("build")
      #expect(first.exitCode == 0, "\(first.output)")
      let root = try await bench.unpack(first, to: "root")
      let (ours, theirs) = (
        try await bench.shell("'\(root)/app/tested' 2>&1"),
        try await bench.shell("GOFLAGS=-mod=mod go run . 2>&1")
      )
      #expect(ours.output == "one\n" && theirs.output == "one\n" || theirs.output.contains("-mod may only"))
      // The module beside is part of the layer's key.
      try bench.write("package lib\nconst Word = \"two\"\n", to: "../lib/lib.go")
      let second = try await bench.run("build")
      #expect(first.layer(.application) != second.layer(.application))
    }
  }

  @Test func `that ask for a newer Go are not the agent's fault`() async throws {
    let bench = try Workbench([
      "agent.yaml": manifest("go"), "go.mod": "module x\n\ngo 1.99\n", "main.go": Self.program("x"),
    ])
    let outcome = try await bench.run("build")
    #expect(outcome.exitCode == 3, "\(outcome.output)")
    #expect(outcome.errors == ["toolchain-too-old"])
    #expect(outcome.output.contains("go.mod requires Go 1.99"))
  }

  /// A flag that runs a program would be a way around the sandbox's rules for downloads.
  @Test(arguments: [
    "flags: [\"-toolexec=./evil\"]", "flags: [\"-overlay=x\"]", "ldflags: [\"-extld=./evil\"]",
    "ldflags: [\"-linkmode=external -extld=./evil\"]", "ldflags: [\"-X a.b=' -extld=./evil '\"]",
    "ldflags: [\"-X main.v={tag}\"]", "tags: [\"a -toolexec=x\"]", "package: ../x", "package: -toolexec",
  ])
  func `get no flags that run other programs`(setting: String) async throws {
    let bench = try Workbench([
      "agent.yaml": manifest("go", "pipeline:\n  build:\n    \(setting)"), "go.mod": "module x\n",
      "main.go": Self.program("x"), "evil": "#!/bin/sh\ntouch ran\n",
    ])
    let outcome = try await bench.run("validate")
    #expect(outcome.exitCode == 1)
    #expect(outcome.output.contains("build-setting"), "\(outcome.output)")
  }
}
