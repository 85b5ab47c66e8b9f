import FileIO
import PipelineCore
import SystemPackage
import Testing

/// npm is a Debian package that a contributor may not have; the base image comes from Scripts/test.sh.
@Suite("Node.js agents", .enabled(if: Workbench.has("npm") && Workbench.base("nodejs") != nil)) struct NodeTests {
  /// A package with one dependency, which lies as a tarball or a directory beside it.
  private func bench(_ resolved: String) async throws -> Workbench {
    let bench = try Workbench([
      "agent.yaml": manifest(
        "nodejs",
        """
        dependencies: [greeting]
        pipeline: {test: {commands: [{name: greets, run: [node, -e, "if (require('greeting') !== 'hello') process.exit(1)"]}]}}
        """),
      "index.js": "setInterval(() => require('greeting'), 1000)\n",
      "package.json": "{\"name\": \"x\", \"version\": \"1.0.0\", \"dependencies\": {\"greeting\": \"\(resolved)\"}}",
      "greeting/package.json": "{\"name\": \"greeting\", \"version\": \"1.0.0\"}",
      "greeting/index.js": "module.exports = 'hello'\n",
    ])
    let script = "(cd greeting && npm pack --silent --pack-destination ..) && npm install --silent --package-lock-only"
    let lock = try await bench.shell(script)
    #expect(lock.status == 0, "\(lock.output)")
    return bench
  }

  @Test(arguments: ["file:greeting-1.0.0.tgz", "file:greeting"])
  func `get the packages of their lock file`(resolved: String) async throws {
    let bench = try await bench(resolved)
    let outcome = try await bench.run(
      "run", ["--skip", "tag", "--skip", "push", "--build-base-image", Workbench.base("nodejs") ?? ""],
      // With these npm would install nothing.
      environment: ["npm_config_dry_run": "true", "NPM_CONFIG_PACKAGE_LOCK_ONLY": "true", "npm_config_omit": "prod"])
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    #expect(try bench.paths(in: .dependencies, of: outcome).contains { $0.hasPrefix("app/node_modules/greeting") })
  }

  @Test func `are told when the lock file does not know a dependency of agent.yaml`() async throws {
    let bench = try await bench("file:greeting")
    try bench.write(manifest("nodejs", "dependencies: [farewell@2]"), to: "agent.yaml")
    let outcome = try await bench.run("build", ["--build-base-image", Workbench.base("nodejs") ?? ""])
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors == ["dependency-not-declared"])
  }

  @Test func `are told what their lock file lacks`() async throws {
    let bench = try await bench("file:greeting")
    try bench.write(
      #"{"name": "x", "version": "1.0.0", "dependencies": {"greeting": "file:greeting", "more": "file:more"}}"#,
      to: "package.json")
    try bench.write(#"{"name": "more", "version": "2.0.0"}"#, to: "more/package.json")
    let outcome = try await bench.run("build", ["--build-base-image", Workbench.base("nodejs") ?? ""])
    #expect(outcome.errors == ["build-failed"])
    #expect(outcome.output.contains("Missing: more@2.0.0 from lock file"), "\(outcome.output)")
  }

  @Test func `hear which registry is not there`() async throws {
    let bench = try Workbench([
      "agent.yaml": manifest("nodejs", "dependencies: [left-pad@1.3.0]"), "index.js": "",
    ])
    let outcome = try await bench.run(
      "build", ["--build-base-image", Workbench.base("nodejs") ?? ""],
      environment: ["npm_config_registry": "http://127.0.0.1:1/", "npm_config_fetch_retries": "0"])
    #expect(outcome.exitCode == 3, "\(outcome.output)")
    #expect(outcome.errors == ["package-index-unreachable"])
    #expect(outcome.output.contains("cannot connect to 127.0.0.1:1: Connection refused"))
  }
}
