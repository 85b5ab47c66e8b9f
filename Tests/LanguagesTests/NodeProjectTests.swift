import Testing

@testable import Languages

@Suite("A Node.js project") struct NodeProjectTests {
  private func project(_ files: [String: String], _ place: String = "") -> NodeProject {
    NodeProject(
      ProjectDirectory(place: place, files: FileList(Array(files.keys))) { path, _ in files[path].map { Array($0.utf8) }
      })
  }

  private static let package = #"{"dependencies": {"a": "1"}}"#

  @Test(
    arguments: [
      (["package-lock.json": "{}"], nil, NodeManager.npm, "package-lock.json", nil),
      (["npm-shrinkwrap.json": "{}", "package-lock.json": "{}"], nil, .npm, "npm-shrinkwrap.json", nil),
      (["pnpm-lock.yaml": ""], nil, .pnpm, "pnpm-lock.yaml", nil),
      (["yarn.lock": "# yarn lockfile v1\n"], nil, .yarn, "yarn.lock", nil),
      (["yarn.lock": "# comment\n\n__metadata:\n  version: 8\n"], nil, .berry, "yarn.lock", nil),
      (["yarn.lock": ""], "yarn@4.1.0", .berry, "yarn.lock", nil),
      (["yarn.lock": "", "package-lock.json": "{}"], "npm@10.8.2", .npm, "package-lock.json", nil),
      (["yarn.lock": "", "package-lock.json": "{}"], nil, .npm, nil, "lock-files-contradict"),
      ([:], nil, .npm, nil, "lock-file-missing"), (["bun.lockb": ""], nil, .npm, nil, "lock-file-missing"),
      (["package-lock.json": "{}"], "bun@1.0.0", .npm, nil, "package-manager-unsupported"),
      (["package-lock.json": "{}"], "pnpm@9.0.0", .pnpm, nil, "lock-file-missing"),
    ] as [([String: String], String?, NodeManager, String?, String?)])
  func `belongs to the package manager that it names, or that its lock file is of`(
    files: [String: String], named: String?, manager: NodeManager, lock: String?, code: String?
  ) {
    let package = named.map { #"{"packageManager": "\#($0)", "dependencies": {"a": "1"}}"# } ?? Self.package
    let project = project(files.merging(["package.json": package]) { $1 })
    #expect(project.manager == manager && project.lock?.name == lock && project.problem?.code == code)
  }

  @Test(
    arguments: [
      (#"["packages/*"]"#, true), (#"["packages/**"]"#, true), (#"["./packages/api"]"#, true), (#"["p*/api"]"#, true),
      (#"{"packages": ["packages/*"]}"#, true), (#"["packages/*", "!packages/api"]"#, false), (#"["other/*"]"#, false),
      (#"["*"]"#, false), (#"["{apps,packages}/*"]"#, true), (#"["packages/{web,a{p,b}i}"]"#, true),
      (#"["packages/ap?"]"#, true), (#"["packages/[a-c]*"]"#, true), (#"["{packages}/*"]"#, false),
      (#"["packages/*", "!packages/{api,web}"]"#, false),
    ])
  func `is a member of the workspace above it that names it`(patterns: String, isMember: Bool) {
    let project = project(
      ["package.json": #"{"workspaces": \#(patterns)}"#, "packages/api/package.json": "{}"], "packages/api")
    #expect(project.member == (isMember ? "packages/api" : ""))
  }

  @Test func `needs the packages of the repository that its dependencies lead to, those first that others need`() {
    let files = [
      "package.json": "{}", "pnpm-workspace.yaml": "packages: ['packages/*']", "pnpm-lock.yaml": "", ".npmrc": "",
      "tsconfig.base.json": "{}", "README.md": "",
      "packages/api/package.json":
        #"{"name": "api", "dependencies": {"b": "workspace:*", "x": "file:../../x.tgz"}, "devDependencies": {"d": "link:../d"}}"#,
      "packages/b/package.json": #"{"name": "b", "dependencies": {"c": "workspace:^"}, "scripts": {"build": "tsc"}}"#,
      "packages/c/package.json": #"{"name": "c", "dependencies": {"b": "*", "out": "file:../../../out"}}"#,
      "packages/d/package.json": "{}", "packages/e/package.json": #"{"name": "e"}"#, "x.tgz": "",
    ]
    let project = project(files, "packages/api")
    #expect(project.local.map(\.place) == ["packages/c", "packages/b", "packages/d", "x.tgz"])
    #expect(project.local.map(\.scripts) == [[], ["build"], [], []])
    #expect(project.outside == ["out@file:../../../out"])
    let workspace = project.workspace
    #expect(workspace.agent == "packages/api")
    #expect(
      ["package.json", ".npmrc", "pnpm-lock.yaml", "tsconfig.base.json", "packages/b/x"].allSatisfy(workspace.includes))
    #expect(workspace.includes("packages/e/package.json") && !workspace.includes("packages/e/index.js"))
    #expect(!workspace.includes("README.md"))
  }

  @Test(
    arguments: [
      ("node a.js", ["node", "a.js"], [:]),
      ("NODE_ENV=production node dist/s.js", ["node", "dist/s.js"], ["NODE_ENV": "production"]),
      ("cross-env A=1 B='2 3' node a.js", ["node", "a.js"], ["A": "1", "B": "2 3"]),
      ("node --title=\"a b\" a.js", ["node", "--title=a b", "a.js"], [:]),
      ("npm run serve", ["node", "b.js"], ["P": "1"]),
      ("tsx src/i.ts", ["/app/node_modules/.bin/tsx", "src/i.ts"], [:]),
      ("npx --yes tsx src/i.ts", ["/app/node_modules/.bin/tsx", "src/i.ts"], [:]),
      ("A=1 cross-env B=2 env C=3 node i.js", ["node", "i.js"], ["A": "1", "B": "2", "C": "3"]),
      ("exec node i.js", ["node", "i.js"], [:]),
    ])
  func `starts as its script says`(script: String, arguments: [String], environment: [String: String]) throws {
    let manifest = try NodeManifest(#"{"dependencies": {"tsx": "4"}, "scripts": {"serve": "P=1 node b.js"}}"#)
    let command = try StartCommand(script, manifest, directory: "/app")
    #expect(command.arguments == arguments && command.environment == environment)
  }

  @Test(arguments: [
    "a && node b.js", "node $MAIN", "node `x`", "node \"$A\"", "node 'a", "", "A=1", "npm start", "npm run loop",
    "ts-node a.ts",
    "node a.js | tee log", "node *.js", "npm run missing",
  ])
  func `with a script that needs a shell or is not in the image is refused`(script: String) throws {
    let manifest = try NodeManifest(#"{"devDependencies": {"ts-node": "4"}, "scripts": {"loop": "npm run loop"}}"#)
    #expect(throws: StartCommand.Problem.self) { try StartCommand(script, manifest, directory: "/app") }
  }

  /// As the manuals say: pnpm and yarn 2 were never run by these tests.
  @Test(
    arguments: [
      (
        NodeManager.pnpm, true, "packages/api",
        ["--filter={./packages/api}... install --frozen-lockfile --ignore-scripts --config.node-linker=hoisted --prod"]
      ),
      (.pnpm, false, "", ["install --frozen-lockfile --ignore-scripts --config.node-linker=hoisted"]),
      (.berry, true, "a", ["install --immutable --mode=skip-build", "workspaces focus --production"]),
      (.berry, false, "", ["install --immutable --mode=skip-build"]),
      (.yarn, true, "", ["install --frozen-lockfile --non-interactive --ignore-scripts --no-progress --production"]),
    ])
  func `is installed as its lock file says`(manager: NodeManager, production: Bool, member: String, calls: [String]) {
    #expect(manager.install(production: production, member: member).map { $0.joined(separator: " ") } == calls)
  }

  @Test func `tells of files that do not reach the image`() {
    func unused(_ files: [String: String], _ place: String = "") -> [String] {
      NodeJS().unusedFiles(
        in: ProjectDirectory(place: place, files: FileList(Array(files.keys))) { path, _ in
          files[path].map { Array($0.utf8) }
        }
      ).map(\.file)
    }
    #expect(unused(["package.json": Self.package]) == ["package.json"])
    #expect(unused(["package.json": Self.package, "yarn.lock": "", "pnpm-lock.yaml": ""]) == ["pnpm-lock.yaml"])
    #expect(unused(["package.json": Self.package, "yarn.lock": ""]) == [])
    let member = [
      "package.json": #"{"workspaces": ["a"]}"#, "package-lock.json": "{}", "a/package.json": Self.package,
      "a/package-lock.json": "{}",
    ]
    #expect(unused(member, "a") == ["package-lock.json"])
  }
}
