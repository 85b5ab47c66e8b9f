import Diagnostics
import Testing

@testable import Languages

@Suite("The start of a Node.js project") struct NodeStartTests {
  private func directory(_ files: [String: String], _ place: String = "") -> ProjectDirectory {
    ProjectDirectory(place: place, files: FileList(Array(files.keys))) { path, _ in files[path].map { Array($0.utf8) } }
  }

  /// What Node.js itself could not load; the versions are nodejs.org's (api/typescript.html).
  @Test(
    arguments: [
      ("node src/i.ts", "20", "cannot run `src/i.ts`"), ("node src/i.ts", "22.17", "cannot run `src/i.ts`"),
      ("node src/i.ts", "22.18.0", nil), ("node src/i.ts", "22", nil), ("node src/i.ts", "23.5", "cannot run"),
      ("node src/i.ts", "24-alpine", nil), ("node src/i.ts", nil, nil), ("node src/i.ts", "lts", nil),
      ("node --experimental-strip-types i.mts", "22.6", nil),
      ("node --experimental-strip-types i.mts", "20", "cannot run"), ("node i.tsx", "24", "cannot run"),
      ("node --import tsx i.ts", "20", nil),
      ("node -r ts-node/register i.ts", "20", "needs `ts-node`, a dev dependency"),
      ("node --loader=ts-node/esm i.ts", "20", "needs `ts-node`, a dev dependency"),
      ("node -r dotenv/config i.js", "20", "needs `dotenv`, a dev dependency"),
      ("node -r ./src/own.js i.js", "20", nil), ("node --require=@acme/x/y i.js", "20", "needs `@acme/x`"),
      ("node --test i.ts", "20", nil), ("node dist/i.js --require dotenv", "20", nil),
      ("ts-node i.ts", "20", "needs `ts-node`, a dev dependency"),
      ("npx esno i.ts", "20", "needs `esno`, which is not among"),
      ("nodemon i.js", "20", "needs `nodemon`, which is not among"), ("next start", "20", nil),
    ] as [(String, String?, String?)])
  func `in TypeScript is understood or refused in words`(script: String, version: String?, problem: String?) throws {
    let manifest = try NodeManifest(
      #"{"dependencies": {"tsx": "4"}, "devDependencies": {"ts-node": "1", "dotenv": "1", "@acme/x": "1"}, "scripts": {"start": "\#(script)"}}"#
    )
    do throws(StartCommand.Problem) {
      _ = try NodeStart(manifest, in: directory([:]), applicationDirectory: "/app", version.flatMap(NodeVersion.init))
      #expect(problem == nil)
    } catch {
      #expect(error.message(script).contains(problem ?? "?") && !error.hints.isEmpty, "\(error.message(script))")
    }
  }

  @Test(
    arguments: [
      (#"{"bin": {"mcp-server-x": "dist/index.js"}}"#, "dist/index.js"), (#"{"bin": "./cli.js"}"#, "./cli.js"),
      (#"{"bin": {"a": "a.js", "b": "b.js"}}"#, "server.js"), (#"{"main": "m.js", "bin": "cli.js"}"#, "m.js"),
      (#"{"main": "index.js", "bin": "bin/cli.mjs"}"#, "bin/cli.mjs"), (#"{"main": "index.js"}"#, "index.js"),
      (#"{"main": "server.js", "bin": "bin/cli.mjs"}"#, "server.js"), ("{}", "server.js"),
    ])
  func `is main, else the only program of bin, else a file of the usual name`(package: String, file: String) throws {
    let start = try NodeStart(
      NodeManifest(package), in: directory(["server.js": ""]), applicationDirectory: "/app", nil)
    #expect(start.command == ["node", file])
  }

  /// npm would run the script; here nothing does.
  @Test(arguments: [
    (#""prestart": "node migrate.js", "#, ["prestart-skipped"]), (#""prestart": "npm run build", "#, []), ("", []),
  ])
  func `says which script before it does not run`(script: String, codes: [String]) throws {
    let files = ["package.json": "{\"scripts\": {\(script)\"start\": \"node i.js\"}}"]
    let package = try NodePackage(directory(files), at: SourceLocation(file: "agent.yaml", line: 1, column: 1))
    #expect(package.diagnostics.map(\.code) == codes)
  }

  @Test(
    arguments: [
      (NodeManager.npm, "file:../a", true), (.npm, "link:../a", false), (.npm, "workspace:*", false),
      (.npm, "^1", true), (.npm, "npm:ms@1", true), (.yarn, "link:../a", true), (.yarn, "portal:../a", false),
      (.yarn, "workspace:*", false), (.pnpm, "link:../a", true), (.pnpm, "workspace:^", true),
      (.pnpm, "catalog:", true), (.pnpm, "portal:../a", false), (.berry, "portal:../a", true),
      (.berry, "patch:ms@npm%3A1#x", true),
    ])
  func `is refused where packages are named as another manager does`(
    manager: NodeManager, range: String, isKnown: Bool
  ) {
    let version = ["yarn": "1.22.0", "berry": "4.0.0"][manager.rawValue] ?? "9.0.0"
    let files = [
      "x/package.json":
        #"{"packageManager": "\#(manager.command)@\#(version)", "dependencies": {"a": "\#(range)"}}"#,
      "x/\(manager.lockFiles[0])": "", "a/package.json": "{}",
    ]
    let project = NodeProject(directory(files, "x"))
    #expect(project.problem?.code == (isKnown ? nil : "package-reference-unknown"))
    #expect(isKnown || !range.contains("../") || project.problem?.hint.contains("`file:../a`") == true)
  }

  @Test func `is refused where a package of the repository names another so, too`() {
    let files = [
      "x/package.json": #"{"dependencies": {"a": "file:../a"}}"#, "x/package-lock.json": "{}",
      "a/package.json": #"{"dependencies": {"b": "link:../b"}}"#, "b/package.json": "{}",
    ]
    #expect(
      NodeProject(directory(files, "x")).problem?.message
        == "`b` is `link:../b` in package.json of `a`, which npm does not know")
  }

  @Test(
    arguments: [
      ("npm-shrinkwrap.json", #"{"lockfileVersion": 1, "dependencies": {"ms": {"version": "2.1.3"}}}"#),
      (
        "package-lock.json",
        #"{"lockfileVersion": 2, "packages": {"node_modules/ms": {"version": "2.1.3"}}, "dependencies": {"ms": {"version": "9.9.9"}}}"#
      ),
      (
        "package-lock.json",
        #"{"packages": {"node_modules/ms": {"version": "2.1.3"}, "node_modules/a/node_modules/ms": {"version": "1.0.0"}}}"#
      ),
    ])
  func `comes with the versions of each kind of lock file`(name: String, lock: String) {
    let found = NodeJS().dependencies(in: directory(["package.json": #"{"dependencies": {"ms": "2"}}"#, name: lock]))
    #expect(found.locked["ms"]?.dependency.version == "2.1.3" && found.locked["ms"]?.file == name)
  }
}
