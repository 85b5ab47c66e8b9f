import FileIO
import PipelineCore
import SystemPackage
import Testing

/// Classic yarn is Debian's; pnpm and yarn 2 are programs of these tests, which show how they are called.
@Suite("Package managers of Node.js", .enabled(if: Workbench.has("npm") && Workbench.base("nodejs") != nil))
struct NodeManagerTests {
  private func bench(_ files: [String: String], programs: [String: String]) async throws -> Workbench {
    let bench = try Workbench(
      files.merging([
        "agent.yaml": manifest("nodejs"), "index.js": "",
        "package.json": #"{"name": "x", "version": "1.0.0", "dependencies": {"greeting": "file:greeting.tgz"}}"#,
        "g/package.json": #"{"name": "greeting", "version": "1.0.0"}"#, "g/index.js": "module.exports = 1",
      ]) { $1 })
    try Directory.create(bench.directory.appending("bin"))
    for (name, text) in programs {
      try FileContents.write(Array("#!/bin/sh\n\(text)\n".utf8), to: bench.directory.appending("bin").appending(name))
    }
    let packed = try await bench.shell(
      "cd g && npm pack --silent --pack-destination .. && mv ../greeting-1.0.0.tgz ../greeting.tgz; chmod +x ../../bin/*"
    )
    #expect(packed.status == 0, "\(packed.output)")
    return bench
  }

  private func build(_ bench: Workbench) async throws -> Workbench.Outcome {
    try await bench.run(
      "build", ["--build-base-image", Workbench.base("nodejs") ?? ""],
      environment: ["PATH": "\(bench.directory)/bin:\(Workbench.searchPath)"])
  }

  @Test(.enabled(if: Workbench.exists("/usr/share/nodejs/yarn/bin/yarn.js")))
  func `classic yarn installs what its lock file says`() async throws {
    // Debian's Node.js finds yarn's own modules by itself.
    let bench = try await bench(
      [:], programs: ["yarn": "NODE_PATH=/usr/share/nodejs exec node /usr/share/nodejs/yarn/bin/yarn.js \"$@\""])
    let locked = try await bench.shell(
      "PATH=$PWD/../bin:$PATH yarn install --silent; rm -r node_modules; test -f yarn.lock")
    #expect(locked.status == 0, "\(locked.output)")
    let outcome = try await build(bench)
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    #expect(try bench.paths(in: .dependencies, of: outcome).contains("app/node_modules/greeting/index.js"))
  }

  /// Leaves a file that is named as the call.
  private static let fake = """
    if [ "$1" = --version ]; then echo VERSION; exit; fi
    mkdir -p node_modules/greeting; touch "node_modules/greeting/$(echo "$*" | tr / _) $YARN_IGNORE_PATH$CI"
    """

  @Test(
    arguments: [
      (
        "pnpm", "9.1.0", "pnpm-lock.yaml",
        "install --frozen-lockfile --ignore-scripts --config.node-linker=hoisted --prod true"
      ),
      ("yarn", "4.1.0", "yarn.lock", "workspaces focus --production 1"),
    ])
  func `others are called as their manuals say`(program: String, version: String, lock: String, call: String)
    async throws
  {
    let bench = try await bench(
      [lock: "__metadata:\n  version: 8\ngreeting: 1\n"],
      programs: [program: Self.fake.replacing("VERSION", with: version)])
    let outcome = try await build(bench)
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    let paths = try bench.paths(in: .dependencies, of: outcome)
    #expect(paths.contains("app/node_modules/greeting/\(call)"), "\(paths)")
  }

  @Test func `of another generation than the lock file are refused`() async throws {
    let bench = try await bench(
      ["yarn.lock": "__metadata:\n  version: 8\n"], programs: ["yarn": Self.fake.replacing("VERSION", with: "1.22.22")])
    let outcome = try await build(bench)
    #expect(outcome.exitCode == 3)
    #expect(outcome.errors == ["toolchain-version"], "\(outcome.output)")
  }
}
