import FileIO
import PipelineCore
import SystemPackage
import Testing

/// What commands of the agent's own make, and which files besides the usual ones go into the image.
@Suite("A build with steps of one's own") struct ProjectCopyTests {
  private func build(_ files: [String: String], _ settings: String, _ runtime: String = "custom") async throws -> (
    Workbench, Workbench.Outcome
  ) {
    let manifest = manifest(runtime, "pipeline:\n  build:\n    baseImage: scratch\n" + settings)
    let bench = try Workbench(files.merging(["agent.yaml": manifest]) { $1 })
    return (bench, try await bench.run("build"))
  }

  @Test func `runs commands in a copy, and ships what they make`() async throws {
    let (bench, outcome) = try await build(
      ["src/in.txt": "text", "notes.md": "x"],
      """
          run: ["mkdir dist", "cp src/in.txt dist/out.txt; test $TARGETOS = linux -a -n $SOURCE_DATE_EPOCH"]
          include: [dist/]
          entrypoint: [/app/dist/out.txt]
      """)
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    let paths = try bench.paths(in: .application, of: outcome).filter { $0.hasPrefix("app/") && !$0.hasSuffix("/") }
    #expect(paths == ["app/dist/out.txt"])
    #expect(try !Directory.names(in: bench.agent).contains("dist"))
  }

  @Test func `says which command failed, and what it said`() async throws {
    let (_, outcome) = try await build(["a": ""], "    run: [\"true\", \"echo no rule to make dist; exit 3\"]")
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors == ["build-failed"], "\(outcome.output)")
    #expect(outcome.output.contains("exit status 3") && outcome.output.contains("it said: no rule to make dist"))
    #expect(outcome.output.contains("agent.yaml:11:"))
  }

  /// `go test`, `npm ci` and the like write there.
  @Test func `has caches that its commands may write, of this build alone`() async throws {
    let (bench, _) = try await build(
      ["a": "one"],
      """
          run: ["test ! -e ~/.cache/go-build/b; cp a ~/.cache/go-build/b", "cp ~/.cache/go-build/b b"]
          include: [b]
          entrypoint: [/app/b]
      """)
    for build in 1...2 {
      let outcome = try await bench.run("build")
      #expect(outcome.exitCode == 0, "build \(build): \(outcome.output)")
    }
  }

  @Test func `runs again in every build, so that its product is never old`() async throws {
    let (bench, _) = try await build(["a": "one"], "    run: [\"cp a b\"]\n    include: [b]\n    entrypoint: [/app/b]")
    let first = try await bench.run("build")
    try bench.write("two", to: "a")
    let second = try await bench.run("build")
    #expect(first.layer(.application) != second.layer(.application), "\(second.output)")
  }

  @Test(arguments: ["python:3.11", "go"])
  func `puts ignored and read files beside what the runtime ships`(runtime: String) async throws {
    guard runtime != "go" || Workbench.has("go") else { return }
    let (bench, outcome) = try await build(
      [
        "main.py": "", "go.mod": "module x\n\ngo 1.17\n", "main.go": "package main\nfunc main() {}\n",
        "templates/page.html": "<p>", "other/x": "", ".dockerignore": "templates\n",
      ],
      "    include: [templates/]" + (runtime == "go" ? "" : "\n    entrypoint: [/app/main.py]"), runtime)
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    let paths = try bench.paths(in: .application, of: outcome)
    #expect(paths.contains("app/templates/page.html"))
    #expect(paths.contains("app/other/x") == (runtime != "go"))
    #expect(paths.contains("app/tested") == (runtime == "go"))
  }

  @Test(
    arguments: [
      ("include: [nothing/]", "include-without-files"), ("include: [../up]", "build-setting"),
      ("include: [\"!a\"]", "build-setting"), ("run: [\" \"]", "build-setting"), ("context: ../..", "path-outside"),
      ("context: sub", "context-without-agent"),
      ("python: {extras: [x]}", "lock-file-unusable"),
    ])
  func `refuses settings that cannot be meant`(setting: String, code: String) async throws {
    let (_, outcome) = try await build(["main.py": "", "sub/x": ""], "    \(setting)", "python:3.11")
    #expect(outcome.exitCode != 0)
    #expect(outcome.errors == [code], "\(outcome.output)")
  }

  @Test func `leaves no secret in the image that a command makes or a pattern brings back`() async throws {
    for setting in ["include: [.env]", "run: [\"echo API_KEY=x8Kq2Zp9Lm4Rt7Vw > made.env\"]"] {
      let (_, outcome) = try await build(
        ["main.py": "", ".env": "API_KEY=x8Kq2Zp9Lm4Rt7Vw\n", ".dockerignore": ".env\n"], "    \(setting)",
        "python:3.11")
      #expect(outcome.errors == ["secret-in-image"], "\(outcome.output)")
    }
  }

  @Test func `has no context where no tool would see it`() async throws {
    let (_, outcome) = try await build(["a": ""], "    context: .\n    include: [a]\n    entrypoint: [/app/a]")
    #expect(outcome.errors == ["context-without-effect"], "\(outcome.output)")
  }

  @Test func `ships something of the agent`() async throws {
    let (_, outcome) = try await build(["a": ""], "    entrypoint: [/app/a]")
    #expect(outcome.errors == ["nothing-to-ship"], "\(outcome.output)")
  }

  @Test func `has a program`() async throws {
    let (_, outcome) = try await build(["a": ""], "    include: [a]")
    #expect(outcome.errors == ["program-unknown"], "\(outcome.output)")
    #expect(outcome.output.contains("build.entrypoint"))
  }
}
