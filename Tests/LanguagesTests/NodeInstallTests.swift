import Diagnostics
import OCIImage
import SystemPackage
import Testing

@testable import Languages

/// What npm itself does for the same project, by its documentation and by npm 10.
@Suite("The installation of a Node.js project") struct NodeInstallTests {
  private static let place = SourceLocation(file: "agent.yaml", line: 1, column: 1)

  private func directory(_ files: [String: String], _ place: String = "") -> ProjectDirectory {
    ProjectDirectory(place: place, files: FileList(Array(files.keys))) { path, _ in files[path].map { Array($0.utf8) } }
  }

  @Test(
    arguments: [
      (#""peerDependencies": {"a": "1"}"#, ["a"]),
      (#""peerDependencies": {"a": "1"}, "peerDependenciesMeta": {"a": {"optional": true}}"#, []),
      (#""peerDependencies": {"a": "1"}, "peerDependenciesMeta": {"a": {}, "b": 1}"#, ["a"]),
      // npm takes it for a dev dependency alone.
      (#""peerDependencies": {"a": "1"}, "devDependencies": {"a": "1"}"#, []),
      (#""dependencies": {"a": "1"}, "peerDependencies": {"a": "2", "b": "1"}"#, ["a", "b"]),
    ] as [(String, [String])])
  func `has the peer dependencies that are not optional`(members: String, needed: [String]) throws {
    let manifest = try NodeManifest("{\(members)}")
    #expect(manifest.needed.keys.sorted() == needed)
    let files = ["package.json": "{\(members)}"]
    let isAnyInstalled = !needed.isEmpty || members.contains("devDep")
    #expect((NodeProject(directory(files)).problem?.code == "lock-file-missing") == isAnyInstalled)
  }

  /// npm links to optional peers of the workspace, too, and leaves out members that only the root depends on.
  @Test func `has the members that peers and the workspace's root name`() {
    let files = [
      "package.json": #"{"workspaces": ["packages/*"], "dependencies": {"c": "1"}, "devDependencies": {"d": "1"}}"#,
      "package-lock.json": "{}",
      "packages/a/package.json":
        #"{"name": "a", "peerDependencies": {"b": "1", "o": "1"}, "peerDependenciesMeta": {"o": {"optional": true}}}"#,
    ].merging(
      ["b", "c", "d", "o"].map { ("packages/\($0)/package.json", #"{"name": "\#($0)"}"#) }, uniquingKeysWith: { $1 })
    let project = NodeProject(directory(files, "packages/a"))
    #expect(project.local.map(\.place) == ["packages/b", "packages/o", "packages/c"])
    #expect(project.required == ["b", "c"] && project.shared == ["packages/c"] && project.needsPackages)
    let call = project.manager.install(production: true, member: project.member, others: project.shared)[0]
    #expect(call.filter { $0.hasPrefix("--workspace=") } == ["--workspace=packages/a", "--workspace=packages/c"])
  }

  @Test(arguments: [true, false])
  func `is asked of npm in words that no setting changes`(production: Bool) {
    let call = NodeManager.npm.install(production: production, member: "")[0]
    let groups = production ? ["--omit=dev", "--include=prod"] : ["--include=dev"]
    #expect(Set(call).isSuperset(of: groups + ["--dry-run=false", "--package-lock-only=false", "--ignore-scripts"]))
    #expect(call.contains("--omit=dev") == production)
  }

  @Test(
    arguments: [
      ("npm_config_dry_run", true), ("NPM_CONFIG_PACKAGE_LOCK_ONLY", true), ("npm_config_Include", true),
      ("npm_config_package-lock-only", true), ("npm_config_omit", true), ("npm_config_production", true),
      ("NODE_ENV", true), ("YARN_PRODUCTION", true), ("npm_config_workspaces", true), ("npm_config_registry", false),
      ("npm_config_cache", false), ("PATH", false), ("DRY_RUN", false),
    ])
  func `hears nothing of variables that choose packages`(variable: String, chooses: Bool) {
    #expect(NodeManager.choosesPackages(variable) == chooses)
  }

  @Test func `that does not fit its lock file is told which package is missing`() {
    let said = [
      "npm error code EUSAGE",
      "npm error `npm ci` can only install packages when your package.json and package-lock.json are in sync. Please update your lock file",
      "npm error Missing: dbg@1.0.0 from lock file", "npm ERR! Missing: dbg@1.0.0 from lock file",
      "npm error Invalid: lock file's ms@1.0.0 does not satisfy ms@2.1.3", "npm error Usage:",
    ]
    let failure = StaleLock.failure(said.compactMap(StaleLock.finding))
    #expect(
      failure?.diagnostic.message
        == "the lock file does not fit package.json: Missing: dbg@1.0.0 from lock file, "
        + "Invalid: lock file's ms@1.0.0 does not satisfy ms@2.1.3")
    #expect(StaleLock.failure(["npm error code E404"].compactMap(StaleLock.finding)) == nil)
  }

  @Test(
    arguments: [
      ("a/*", ["a/*"]), ("{a,b}/*", ["a/*", "b/*"]), ("{a,b{c,d}}", ["a", "bc", "bd"]),
      ("{a}/{b,c}", ["{a}/b", "{a}/c"]),
      ("x{,y}", ["x", "xy"]), ("{a,b", ["{a,b"]), ("{a,b}{c,d}", ["ac", "ad", "bc", "bd"]),
      (String(repeating: "{a,b}", count: 30), [String(repeating: "{a,b}", count: 30)]),
    ] as [(String, [String])])
  func `reads alternatives in the patterns of a workspace`(pattern: String, patterns: [String]) {
    #expect(BraceExpansion.patterns(pattern) == patterns)
  }

  /// An error is a script without which packages do not work.
  @Test(
    arguments: [
      (#""postinstall": "node gen.js""#, ["warning"]), (#""prepare": "husky""#, []),
      (#""prepare": "husky || true""#, []),
      (#""prepare": "is-ci || npx husky install""#, []), (#""prepare": "node .husky/install.mjs""#, []),
      (#""postinstall": "lefthook install""#, []), (#""preinstall": "npx only-allow pnpm""#, []),
      (#""prepare": "yarn hooks", "hooks": "git config core.hooksPath .githooks""#, []),
      (#""prepare": "npm run build", "build": "tsc""#, []), (#""prepare": "tsc", "build": "tsc""#, []),
      (#""prepare": "npm run build""#, ["warning"]), (#""postinstall": "patch-package""#, ["error"]),
      (
        #""postinstall": "npm run a && npm run a", "a": "npm run b && npm run b", "b": "CI=1 npx patch-package""#,
        ["error"]
      ),
      (#""postinstall": "prisma generate""#, ["error"]),
      (#""postinstall": "prisma generate", "build": "prisma generate && tsc""#, []),
      (#""prepare": "husky && make", "install": "node-gyp rebuild""#, ["warning", "warning"]),
      (#""test": "node t.js", "prepublishOnly": "tsc""#, []),
    ] as [(String, [String])])
  func `says which scripts of the project do not run`(scripts: String, severities: [String]) throws {
    let files = ["package.json": "{\"scripts\": {\(scripts)}}"]
    let package = try NodePackage(directory(files), at: Self.place, hasEntrypoint: true)
    do throws(Failure) {
      let found = try package.scriptFindings(at: Self.place)
      #expect(found.map { "\($0.severity)" } == severities && found.allSatisfy { $0.code == "install-scripts-skipped" })
    } catch {
      #expect(severities == ["error"] && !error.diagnostic.hints.isEmpty)
    }
  }

  @Test func `says so where prisma would write into node_modules`() throws {
    let schema = "generator client {\n  provider = \"prisma-client-js\"\nOUTPUT}\n"
    for (output, isRight) in [("", false), ("  output = \"../src/made\"\n", true)] {
      let files = [
        "package.json": #"{"scripts": {"postinstall": "prisma generate", "build": "prisma generate && tsc"}}"#,
        "prisma/schema.prisma": schema.replacing("OUTPUT", with: output),
      ]
      let package = try NodePackage(directory(files), at: Self.place, hasEntrypoint: true)
      #expect(((try? package.scriptFindings(at: Self.place)) != nil) == isRight)
    }
  }

  @Test func `names packages with install scripts, and not itself`() throws {
    let files = [
      "package.json": #"{"dependencies": {"a": "1"}, "scripts": {"postinstall": "husky"}}"#,
      "package-lock.json": #"{"packages": {"": {"hasInstallScript": true}}}"#,
    ]
    #expect(try NodePackage(directory(files), at: Self.place).diagnostics.isEmpty)
  }

  /// npm runs `prepare` for packages that it links to.
  @Test(
    arguments: [
      (#""prepare": "make""#, ["prepare"]), (#""prepare": "make", "build": "tsc""#, ["prepare", "build"]),
      (#""prepare": "npm run build", "build": "tsc""#, ["build"]), (#""prepare": "husky""#, []),
    ] as [(String, [String])])
  func `makes the packages of the repository with their scripts`(scripts: String, run: [String]) {
    let files = [
      "package.json": #"{"dependencies": {"lib": "file:lib"}}"#, "package-lock.json": "{}",
      "lib/package.json": "{\"scripts\": {\(scripts)}}",
    ]
    let project = NodeProject(directory(files))
    #expect(project.local.map(\.scripts) == [run] && project.makesOwnFiles == run.contains("prepare"))
  }

  @Test(
    arguments: [
      ("agents/a", "../../package.json"), ("agents/a/b", "../../../package.json"), ("own", nil), ("tool/a", nil),
    ] as [(String, String?)])
  func `of a project above the agent is not what the agent gets`(place: String, file: String?) {
    let files = [
      "package.json": #"{"dependencies": {"ms": "2"}}"#, "package-lock.json": "{}", "agents/a/index.js": "",
      "agents/a/b/index.js": "", "own/package.json": "{}", "tool/package.json": #"{"devDependencies": {"husky": "1"}}"#,
      "tool/package-lock.json": "{}", "tool/a/index.js": "",
    ]
    let found = NodeJS().unusedFiles(in: directory(files, place))
    #expect(found.map(\.file) == [file].compactMap(\.self))
    #expect(found.allSatisfy { $0.hint.contains("`{}`") })
  }

  @Test(arguments: [(0o644, "cli.js", false), (0o755, "cli.js", true), (0o644, "other.js", true)])
  func `makes programs of its packages executable`(mode: Int, program: String, isRight: Bool) {
    let files = [
      "package.json": #"{"dependencies": {"lib": "file:lib"}}"#, "package-lock.json": "{}",
      "lib/package.json": #"{"bin": {"libx": "./\#(program)"}}"#,
    ]
    let entry = LayerEntry(
      path: "lib/cli.js", contents: .file("/tmp/cli.js", size: 0), mode: UInt16(mode),
      attributes: LayerAttributes(modified: 0))
    let programs = LocalPrograms(
      NodeProject(directory(files)), in: SourceTree(directory: "/tmp", entries: [entry]))
    #expect(programs.isEmpty == isRight)
  }
}
