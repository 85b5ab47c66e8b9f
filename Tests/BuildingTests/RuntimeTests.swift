import PipelineCore
import Testing

/// Each language's example, built for real, run in a sandbox and asked over HTTP.
@Suite("Agents of every runtime", .serialized) struct RuntimeTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var example: String
    /// Of the host; where one is missing the case is skipped.
    var tools: [String]
    /// Of `.tools`, which Scripts/test.sh makes; nothing for `scratch`.
    var base: String?
    /// What the image must hold.
    var path: String

    var testDescription: String { example }
    var isPossible: Bool { tools.allSatisfy(Workbench.has) && (base.map { Workbench.base($0) != nil } ?? true) }
    var baseImage: String { base.flatMap(Workbench.base) ?? "scratch" }
  }

  static let all = [
    Case(example: "nodejs-agent", tools: ["npm"], base: "nodejs", path: "app/server.js"),
    Case(example: "go-agent", tools: ["go"], base: nil, path: "app/go-agent"),
    Case(example: "rust-agent", tools: ["cargo"], base: "glibc", path: "app/rust-agent"),
    Case(example: "java-agent", tools: ["javac"], base: "java", path: "app/classes/Agent.class"),
  ]
  static let possible = all.filter(\.isPossible)

  @Test(arguments: possible)
  func `are built, run and answer`(example: Case) async throws {
    let bench = try Workbench(example: example.example)
    let outcome = try await bench.run(
      "run", ["--skip", "tag", "--skip", "push", "--build-base-image", example.baseImage])
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    #expect(outcome.output.contains("✓ answers a chat message"))
    #expect(try bench.paths(in: .application, of: outcome).contains(example.path))
  }

  @Test(arguments: possible)
  func `become the same image in another folder, with other habits`(example: Case) async throws {
    let (one, other) = (try Workbench(example: example.example), try Workbench(example: example.example))
    let flags = ["--build-base-image", example.baseImage]
    let first = try await one.run("build", flags)
    let second = try await other.run(
      "build", flags, environment: ["TZ": "Asia/Tokyo", "LANG": "C", "RUSTFLAGS": "-g", "GOFLAGS": "-mod=mod"],
      umask: "077")
    #expect(first.image?.digest != nil, "\(first.output)")
    #expect(first.image?.digest == second.image?.digest)
  }

  @Test(arguments: all)
  func `name the tool that is missing, and how to install it`(example: Case) async throws {
    let bench = try Workbench(example: example.example)
    // Packages would have to be installed, which a Node agent without any does not need.
    if example.example == "nodejs-agent" {
      let lock = "{\"lockfileVersion\": 3, \"packages\": {}}"
      try bench.write(lock, to: "package-lock.json")
      try bench.write("{\"dependencies\": {\"a\": \"1.0.0\"}}", to: "package.json")
    }
    let outcome = try await bench.run(
      "build", ["--build-base-image", "scratch"], environment: ["PATH": "/nonexistent"])
    #expect(outcome.exitCode == 3, "\(outcome.output)")
    #expect(outcome.diagnostics == ["toolchain-missing"])
    #expect(outcome.output.contains("apt-get install"))
  }

  // The Go compiler is a Debian package that a contributor may not have.
  @Test(.enabled(if: Workbench.has("go"))) func `a compiler's own words reach the user`() async throws {
    let bench = try Workbench([
      "agent.yaml": manifest("go"), "go.mod": "module x\n", "main.go": "package main\nfunc main() { missing() }\n",
    ])
    let outcome = try await bench.run("build")
    #expect(outcome.exitCode == 1)
    #expect(outcome.diagnostics == ["build-failed"])
    #expect(outcome.output.contains("undefined: missing"))
  }

  // The Go compiler is a Debian package that a contributor may not have.
  @Test(.enabled(if: Workbench.has("go"))) func `what is compiled once is not compiled again`() async throws {
    let bench = try Workbench(example: "go-agent")
    let first = try await bench.run("build")
    let second = try await bench.run("build")
    #expect(second.image?.layers.allSatisfy(\.cached) == true)
    #expect(first.image?.digest == second.image?.digest)
    try bench.write("package main\n\nconst more = 1\n", to: "more.go")
    let third = try await bench.run("build")
    #expect(third.image?.layers.count { !$0.cached } == 1)
  }
}
