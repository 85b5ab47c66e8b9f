import FileIO
import PipelineCore
import SystemPackage
import Testing

/// Packages of one repository; npm needs no registry for them.
@Suite("Node.js workspaces and builds", .enabled(if: Workbench.has("npm") && Workbench.base("nodejs") != nil))
struct NodeWorkspaceTests {
  private static let base = Workbench.base("nodejs") ?? ""

  /// An agent in `packages/api` of a workspace whose root has no dependencies; `ms` is there in two versions.
  private func workspace(_ more: [String: String] = [:]) async throws -> Workbench {
    let bench = try Workbench(
      [
        "packages/api/agent.yaml": manifest("nodejs"),
        "packages/api/index.js":
          "if (require('ms') !== '1.0.0' || require('@acme/lib') !== 'lib 2.1.3') process.exit(1); setInterval(() => {}, 1000)\n",
        "packages/api/package.json":
          #"{"name": "api", "version": "1.0.0", "dependencies": {"ms": "file:../../ms-1.0.0.tgz", "@acme/lib": "^1.0.0"}}"#,
        "packages/lib/package.json":
          #"{"name": "@acme/lib", "version": "1.0.0", "main": "i.js", "dependencies": {"ms": "file:../../ms-2.1.3.tgz"}}"#,
        "packages/lib/i.js": "module.exports = 'lib ' + require('ms')\n",
        "packages/lib/.env": "TOKEN=x",
        "packages/other/package.json":
          #"{"name": "other", "version": "1.0.0", "dependencies": {"ms": "file:../../ms-2.1.3.tgz"}}"#,
        "packages/third/package.json":
          #"{"name": "third", "version": "1.0.0", "dependencies": {"ms": "file:../../ms-2.1.3.tgz"}}"#,
        "package.json": #"{"name": "root", "private": true, "workspaces": ["packages/*"]}"#,
        "ms/1/package.json": #"{"name": "ms", "version": "1.0.0", "main": "i.js"}"#,
        "ms/1/i.js": "module.exports = '1.0.0'",
        "ms/2/package.json": #"{"name": "ms", "version": "2.1.3", "main": "i.js"}"#,
        "ms/2/i.js": "module.exports = '2.1.3'",
      ].merging(more) { $1 })
    let made = try await bench.shell(
      "git init -q . && for i in 1 2; do (cd ms/$i && npm pack --silent --pack-destination ../..); done; rm -r ms; "
        + "npm install --silent --package-lock-only")
    #expect(made.status == 0, "\(made.output)")
    return bench
  }

  private func build(_ bench: Workbench, _ agent: String = "packages/api", _ arguments: [String] = []) async throws
    -> Workbench.Outcome
  {
    try await bench.run(
      "run", ["--skip", "tag", "--skip", "push", "--build-base-image", Self.base] + arguments, of: agent)
  }

  @Test func `find what the root's lock nests in a member, and nothing of other members`() async throws {
    let bench = try await workspace()
    let outcome = try await build(bench)
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    let paths = try bench.paths(in: .dependencies, of: outcome, of: "packages/api")
    #expect(paths.contains { $0.hasSuffix("node_modules/@acme/lib/i.js") })
    #expect(!paths.contains { $0.contains("other") || $0.contains("third") || $0.contains(".env") }, "\(paths)")
    #expect(try !Directory.names(in: bench.agent.appending("packages")).contains("node_modules"))
  }

  @Test func `rebuild the dependencies when a package of the repository changes`() async throws {
    let bench = try await workspace()
    let first = try await build(bench, "packages/api", ["--skip", "test"])
    let again = try await build(bench, "packages/api", ["--skip", "test"])
    #expect(first.exitCode == 0 && first.layer(.dependencies) == again.layer(.dependencies), "\(again.output)")
    #expect(again.output.contains("cached"))
    try bench.write("module.exports = 'new'\n", to: "packages/lib/i.js")
    let changed = try await build(bench, "packages/api", ["--skip", "test"])
    #expect(changed.layer(.dependencies) != first.layer(.dependencies), "\(changed.output)")
  }

  /// As `tsc` does, with a compiler that is a dev dependency of the repository.
  private static let compiler = [
    "tools/tsx/package.json": #"{"name": "compiler", "version": "1.0.0", "bin": {"compile": "c.js"}}"#,
    "tools/tsx/c.js": "#!/usr/bin/env node\nconst f = require('fs'); f.mkdirSync('dist', {recursive: true});\n"
      + "f.writeFileSync('dist/index.js', f.readFileSync('src/index.ts'))\n",
  ]

  private func compiled(_ package: String, _ files: [String: String] = [:]) async throws -> Workbench {
    let bench = try Workbench(
      Self.compiler.merging([
        "agent.yaml": manifest("nodejs"), "package.json": package, ".dockerignore": "dist\n",
        "src/index.ts":
          "if (process.env.MODE !== 'prod') process.exit(3); console.log('built'); setInterval(() => {}, 1000)\n",
      ]) { $1 }.merging(files) { $1 })
    let made = try await bench.shell("chmod +x tools/tsx/c.js; npm install --silent --package-lock-only")
    #expect(made.status == 0, "\(made.output)")
    return bench
  }

  private static func package(start: String, build: String = "compile") -> String {
    #"{"name": "x", "version": "1.0.0", "scripts": {"build": "\#(build)", "start": "\#(start)"}, "devDependencies": {"compiler": "file:tools/tsx"}}"#
  }

  @Test func `run the build script, and ship what it makes without dev dependencies`() async throws {
    let bench = try await compiled(Self.package(start: "MODE=prod node dist/index.js"))
    let outcome = try await build(bench, "")
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    let paths = try bench.paths(in: .application, of: outcome)
    #expect(paths.contains("app/dist/index.js") && !paths.contains { $0.contains("node_modules") })
    #expect(try bench.paths(in: .dependencies, of: outcome).filter { $0.contains("compiler") } == [])
    #expect(try !Directory.names(in: bench.agent).contains { ["dist", "node_modules"].contains($0) })
    try bench.write("process.exit(1)\n", to: "src/index.ts")
    let changed = try await build(bench, "", ["--skip", "test"])
    #expect(changed.layer(.application) != outcome.layer(.application), "\(changed.output)")
  }

  @Test(
    arguments: [
      ("node dist/other.js", "compile", "entrypoint-not-built"), ("node dist/index.js", "exit 4", "build-failed"),
      ("node dist/index.js && true", "compile", "entrypoint-missing"),
      ("compiler src/index.ts", "compile", "entrypoint-missing"),
      ("node dist/index.js", "echo A=ghp_x > .env; compile", "secret-in-image"),
    ])
  func `say what is wrong with a script`(start: String, script: String, code: String) async throws {
    let bench = try await compiled(Self.package(start: start, build: script))
    let outcome = try await build(bench, "")
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors == [code], "\(outcome.output)")
  }

  @Test func `ship what build.ignore leaves of the product`() async throws {
    let bench = try await compiled(Self.package(start: "MODE=prod node dist/index.js"))
    let outcome = try await build(bench, "", ["--build-ignore", "src", "--build-ignore", "tools"])
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    #expect(
      try bench.paths(in: .application, of: outcome).filter { !$0.hasSuffix("/") && !$0.contains("agent.yaml") }
        == ["app/.dockerignore", "app/dist/index.js", "app/package-lock.json", "app/package.json"])
  }

  @Test func `take no link that a build script leaves for files of this machine`() async throws {
    let bench = try await compiled(
      Self.package(start: "node dist/index.js", build: "compile; rm -rf node_modules; ln -s /etc node_modules"))
    let outcome = try await build(bench, "", ["--skip", "test"])
    #expect(FileStatus.realPath(of: "/etc/passwd") != nil)
    let paths = outcome.exitCode == 0 ? try bench.paths(in: .application, of: outcome) : []
    #expect(!paths.contains { $0.contains("passwd") }, "\(outcome.output)")
  }

  @Test func `build the packages that the agent needs first`() async throws {
    let bench = try await workspace([
      "packages/lib/package.json":
        #"{"name": "@acme/lib", "version": "1.0.0", "main": "dist/i.js", "scripts": {"build": "mkdir dist && cp i.js dist"}, "dependencies": {"ms": "file:../../ms-2.1.3.tgz"}}"#
    ])
    let outcome = try await build(bench)
    #expect(outcome.exitCode == 0, "\(outcome.output)")
  }

  @Test func `keep what is nested in members when the root is the agent`() async throws {
    let bench = try await workspace([
      "agent.yaml": manifest(
        "nodejs",
        "pipeline: {build: {entrypoint: [node, packages/api/index.js]}}"
      ),
      "packages/lib/.env": "",
    ])
    _ = try await bench.shell("rm packages/lib/.env packages/api/agent.yaml")
    let outcome = try await build(bench, "")
    #expect(outcome.exitCode == 0, "\(outcome.output)")
  }

  /// npm makes a link to nothing, and does not say so.
  @Test(arguments: [("packages\n", ["build-failed"]), ("packages/other\n", [])])
  func `are refused where .dockerignore hides a package that the agent needs`(ignored: String, errors: [String])
    async throws
  {
    let bench = try Workbench([
      "agent.yaml": manifest("nodejs"), "index.js": "console.log(require('lib')); setInterval(() => {}, 1000)\n",
      "package.json":
        #"{"name": "x", "version": "1.0.0", "workspaces": ["packages/*"], "dependencies": {"lib": "1.0.0"}}"#,
      "packages/lib/package.json": #"{"name": "lib", "version": "1.0.0", "main": "i.js"}"#, "packages/lib/i.js": "",
      "packages/other/package.json": #"{"name": "other", "version": "1.0.0"}"#,
    ])
    let made = try await bench.shell("git init -q . && npm install --silent --package-lock-only")
    #expect(made.status == 0, "\(made.output)")
    try bench.write(ignored, to: ".dockerignore")
    let outcome = try await build(bench, "", ["--skip", "test"])
    #expect(outcome.errors == errors, "\(outcome.output)")
    #expect(errors.isEmpty || outcome.output.contains("`lib` of the repository has no files"), "\(outcome.output)")
  }
}
