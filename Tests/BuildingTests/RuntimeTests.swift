import PipelineCore
import SystemPackage
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
  func `are built, run and answer, and are the same image in another directory with other habits`(
    example: Case
  ) async throws {
    let bench = try Workbench(example: example.example)
    let outcome = try await bench.run(
      "run", ["--skip", "tag", "--skip", "push", "--build-base-image", example.baseImage])
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    #expect(outcome.output.contains("✓ answers a chat message"))
    #expect(try bench.paths(in: .application, of: outcome).contains(example.path))
    let other = try await Workbench(example: example.example).run(
      "build", ["--build-base-image", example.baseImage],
      environment: ["TZ": "Asia/Tokyo", "LANG": "C", "RUSTFLAGS": "-g", "GOFLAGS": "-mod=mod"], umask: "077")
    #expect(other.image?.digest == outcome.image?.digest, "\(other.output)")
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

  static let offline: [(tool: String, files: [String: String], environment: [String: String], says: String)] = [
    (
      "go",
      [
        "go.mod": "module x\n\ngo 1.17\n\nrequire example.com/y v1.0.0\n",
        "go.sum": """
        example.com/y v1.0.0 h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
        example.com/y v1.0.0/go.mod h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=

        """,
        "main.go": "package main\nimport _ \"example.com/y\"\nfunc main() {}\n",
      ], ["GOPROXY": "http://127.0.0.1:1"], "cannot connect to 127.0.0.1:1: Connection refused"
    ),
    (
      "cargo",
      [
        "Cargo.toml":
          "[package]\nname = \"x\"\nversion = \"0.1.0\"\nedition = \"2018\"\n[dependencies]\nitoa = \"1\"\n",
        "Cargo.lock": """
        version = 3

        [[package]]
        name = "itoa"
        version = "1.0.1"
        source = "registry+https://github.com/rust-lang/crates.io-index"
        checksum = "1aab8fc367588b89dcee83ab0fd66b72b50b72fa1904d7095045ace2b0c81c35"

        [[package]]
        name = "x"
        version = "0.1.0"
        dependencies = ["itoa"]

        """,
        "src/main.rs": "fn main() {}\n",
      ], ["HTTPS_PROXY": "http://127.0.0.1:1", "https_proxy": "http://127.0.0.1:1", "CARGO_NET_RETRY": "0"],
      "127.0.0.1"
    ),
  ]

  @Test(arguments: offline.indices) func `a tool's own words about its unreachable index reach the user`(index: Int)
    async throws
  {
    let (tool, files, environment, says) = Self.offline[index]
    guard Workbench.has(tool) else { return }
    let bench = try Workbench(files.merging(["agent.yaml": manifest(tool == "go" ? "go" : "rust")]) { $1 })
    var variables = environment
    // What the machine has fetched already is not in a new home; the toolchain itself is.
    variables["GOMODCACHE"] = bench.directory.appending("modules").string
    variables["CARGO_HOME"] = bench.directory.appending("cargo").string
    if let home = Workbench.variable("HOME") {
      variables["RUSTUP_HOME"] = Workbench.variable("RUSTUP_HOME") ?? "\(home)/.rustup"
    }
    let outcome = try await bench.run(
      "build", Workbench.base("glibc").map { ["--build-base-image", $0] } ?? [], environment: variables)
    #expect(outcome.exitCode == 3 && outcome.errors == ["package-index-unreachable"], "\(outcome.output)")
    #expect(outcome.output.contains("\(tool) said: ") && outcome.output.contains(says))
    _ = try await bench.shell("chmod -R u+w ..")
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
