import Testing

/// A small project of Node.js, how its lock file comes about, and what its package manager makes of it.
struct NodeProjectCase: Sendable, CustomTestStringConvertible {
  var name: String
  /// The agent's directory in the repository.
  var place = ""
  var files: [String: String]
  /// Both are lines of shell in the repository's root.
  var lock = "npm install --package-lock-only --ignore-scripts"
  var install = "npm ci --omit=dev --ignore-scripts"
  /// What the program prints.
  var output: String

  var testDescription: String { name }

  var isWorkspace: Bool { files["package.json"]?.contains("workspaces") == true }

  /// Debian's classic yarn, whose modules Debian's Node.js finds by itself.
  static let yarn = "#!/bin/sh\nNODE_PATH=/usr/share/nodejs exec node /usr/share/nodejs/yarn/bin/yarn.js \"$@\"\n"

  static let isPossible = Workbench.has("npm") && Workbench.has("python3") && Workbench.base("nodejs") != nil

  static var all: [NodeProjectCase] { locks + workspaces + moreWorkspaces + locals + others + (hasYarn ? ofYarn : []) }

  private static let hasYarn = Workbench.exists("/usr/share/nodejs/yarn/bin/yarn.js")

  /// - Parameter more: members of package.json, each with a comma before.
  private static func package(_ name: String, _ dependencies: String = "", _ more: String = "") -> String {
    #"{"name": "\#(name)", "version": "1.0.0", "dependencies": {\#(dependencies)}\#(more)}"#
  }

  private static let start = #", "scripts": {"start": "node index.js"}"#
  private static let several = [
    "package.json": package(
      "x", #""debug": "^4.0.0", "@acme/old": "1.2.0""#, start + #", "devDependencies": {"compiler": "5.0.0"}"#),
    "index.js": "console.log(require('debug'), require('@acme/old'))\n",
  ]
  private static let said = "debug with ms 2.1.3 old with ms 1.0.0"

  /// All versions of npm's lock file.
  private static let locks =
    (1...3).map { version in
      NodeProjectCase(
        name: "lock file of version \(version)", files: several,
        lock: "npm install --package-lock-only --lockfile-version \(version)", output: said)
    } + [
      NodeProjectCase(
        name: "npm-shrinkwrap.json", files: several, lock: "npm install --package-lock-only && npm shrinkwrap",
        output: said)
    ]

  /// An agent in `packages/api` that needs `lib`, and nothing of `web`.
  private static func workspace(_ root: String) -> [String: String] {
    [
      "package.json": package("root", root, #", "private": true, "workspaces": ["packages/*"]"#),
      "packages/api/package.json": package("api", #""ms": "1.0.0", "@acme/lib": "^1.0.0""#, start),
      "packages/api/index.js": "console.log(require('ms'), require('@acme/lib'))\n",
      "packages/lib/package.json": package("@acme/lib", #""ms": "^2.0.0""#),
      "packages/lib/index.js": "module.exports = 'lib with ' + require('ms')\n",
      "packages/web/package.json": package("web", #""modern": "3.0.0", "ms": "2.1.3""#),
    ]
  }

  private static let workspaces = ["", #""ms": "2.1.3""#].map { root in
    NodeProjectCase(
      name: root.isEmpty ? "workspace whose root has no dependencies" : "module nested in a member below the root's",
      place: "packages/api", files: workspace(root),
      install: "npm ci --omit=dev --workspace=packages/api --include-workspace-root",
      output: "ms 1.0.0 lib with ms 2.1.3")
  }

  private static let moreWorkspaces = [
    NodeProjectCase(
      name: "members that peers and the workspace's root name", place: "packages/a",
      files: [
        "package.json": package("root", #""c": "1.0.0""#, #", "workspaces": ["{apps,packages}/?"]"#),
        "packages/a/package.json": package("a", #""ms": "2.1.3""#, start + #", "peerDependencies": {"b": "1.0.0"}"#),
        "packages/a/index.js": "console.log(require('b'), require('c'), require('ms'))\n",
        "packages/b/package.json": package("b"), "packages/b/index.js": "module.exports = 'b'\n",
        "packages/c/package.json": package("c"), "packages/c/index.js": "module.exports = 'c'\n",
      ],
      install: "npm ci --omit=dev --workspace=packages/a --workspace=packages/c --include-workspace-root",
      output: "b c ms 2.1.3"),
    NodeProjectCase(
      name: "root of a workspace whose member has a version of its own",
      files: [
        "package.json": package("root", #""lib": "1.0.0", "ms": "2.1.3""#, start + #", "workspaces": ["packages/*"]"#),
        "index.js": "console.log(require('lib'), require('ms'))\n",
        "packages/lib/package.json": package("lib", #""ms": "1.0.0""#),
        "packages/lib/index.js": "module.exports = 'lib ' + require('ms')\n",
      ], output: "lib ms 1.0.0 ms 2.1.3"),
  ]

  /// A package whose `main` its `prepare` script makes.
  private static let prepared = package(
    "lib", "", #", "main": "dist/index.js", "scripts": {"prepare": "mkdir -p dist && cp source.js dist/index.js"}"#)

  private static let locals = [
    NodeProjectCase(
      name: "local package beside the agent, made by `prepare`", place: "agents/one",
      files: [
        "agents/one/package.json": package("x", #""lib": "file:../../lib""#, start),
        "agents/one/index.js": "console.log(require('lib'))\n", "lib/package.json": prepared,
        "lib/source.js": "module.exports = 'prepared'\n",
      ], lock: "cd agents/one && npm install --package-lock-only", install: "(cd agents/one && npm ci --omit=dev)",
      output: "prepared"),
    NodeProjectCase(
      name: "local package in the agent's directory, made by `prepare`",
      files: [
        "package.json": package("x", #""lib": "file:lib""#, start), "index.js": "console.log(require('lib'))\n",
        "lib/package.json": prepared, "lib/source.js": "module.exports = 'prepared'\n",
      ], install: "npm ci --omit=dev", output: "prepared"),
    NodeProjectCase(
      name: "program of a local package, which is not executable in the repository",
      files: [
        "package.json": package("x", #""lib": "file:lib""#, #", "scripts": {"start": "libx"}"#),
        "lib/package.json": package("lib", "", #", "bin": {"libx": "cli.js"}"#),
        "lib/cli.js": "#!/usr/bin/env node\nconsole.log('started')\n",
      ], output: "started"),
  ]

  private static let others = [
    NodeProjectCase(
      name: "peer dependencies alone",
      files: [
        "package.json": package("x", "", start + #", "peerDependencies": {"ms": "1.0.0"}"#),
        "index.js": "console.log(require('ms'))\n",
      ], output: "ms 1.0.0"),
    NodeProjectCase(
      name: "build script with dev dependencies",
      files: [
        "package.json": package(
          "x", #""debug": "4.0.0""#,
          #", "scripts": {"build": "compile", "start": "node dist/index.js"}, "devDependencies": {"compiler": "5.0.0"}"#
        ),
        "src/index.ts": "console.log('built:', require('debug'))\n", ".dockerignore": "dist\n",
      ], install: "npm ci && npm run build && npm prune --omit=dev", output: "built: debug with ms 2.1.3"),
    NodeProjectCase(
      name: "ECMAScript modules",
      files: [
        "package.json": package("x", #""modern": "^3.0.0""#, #", "type": "module""# + start),
        "index.js": "import modern from 'modern'; console.log(modern)\n",
      ], output: "modern"),
    NodeProjectCase(
      name: "scoped package and alias",
      files: [
        "package.json": package("x", #""@acme/old": "1.2.0", "other": "npm:ms@2.1.3""#, start),
        "index.js": "console.log(require('@acme/old'), require('other'))\n",
      ], output: "old with ms 1.0.0 ms 2.1.3"),
    NodeProjectCase(
      name: "optional package for the platform",
      files: [
        "package.json": package("x", #""plat": "1.0.0""#, start), "index.js": "console.log(require('plat'))\n",
      ], output: CurrentMachine.name),
    NodeProjectCase(
      name: "no dependencies, a script with variables",
      files: [
        "package.json": package("x", "", #", "scripts": {"start": "NODE_ENV=production MODE='a b' node index.js"}"#),
        "index.js": "console.log('plain', process.env.MODE, process.env.NODE_ENV)\n",
      ], lock: "true", install: "true", output: "plain a b production"),
    NodeProjectCase(
      name: "local package in the agent's directory",
      files: [
        "package.json": package("x", #""lib": "file:lib""#, start), "index.js": "console.log(require('lib'))\n",
        "lib/package.json": package("lib", #""ms": "1.0.0""#),
        "lib/index.js": "module.exports = 'lib ' + require('ms')\n",
      ], output: "lib ms 1.0.0"),
    NodeProjectCase(
      name: "local package beside the agent", place: "agents/one",
      files: [
        "agents/one/package.json": package("x", #""lib": "file:../../lib""#, start),
        "agents/one/index.js": "console.log(require('lib'))\n",
        // npm installs no dependencies of such a package, here and there.
        "lib/package.json": package("lib"), "lib/index.js": "module.exports = 'beside'\n",
      ], lock: "cd agents/one && npm install --package-lock-only", install: "(cd agents/one && npm ci --omit=dev)",
      output: "beside"),
    NodeProjectCase(
      name: "peer dependency",
      files: [
        "package.json": package("x", #""peering": "1.0.0""#, start), "index.js": "console.log(require('peering'))\n",
      ], output: "peering with ms 2.1.3"),
    NodeProjectCase(
      name: "install script, which does not run",
      files: [
        "package.json": package("x", #""scripted": "1.0.0""#, start), "index.js": "console.log(require('scripted'))\n",
      ], output: "not run"),
  ]

  private static let ofYarn = [
    NodeProjectCase(
      name: "classic yarn", files: several, lock: "yarn install --ignore-scripts",
      install: "yarn install --frozen-lockfile --production --ignore-scripts", output: said),
    NodeProjectCase(
      name: "workspace of classic yarn", place: "packages/api", files: workspace(""),
      lock: "yarn install --ignore-scripts",
      // It has no option for one member: what others need is left out by leaving them out.
      install: "rm -r packages/web && yarn install --frozen-lockfile --production --ignore-scripts",
      output: "ms 1.0.0 lib with ms 2.1.3"),
    NodeProjectCase(
      name: "link of classic yarn",
      files: [
        "package.json": package("x", #""lib": "link:lib", "ms": "1.0.0""#, start),
        "index.js": "console.log(require('lib'), require('ms'))\n", "lib/package.json": package("lib"),
        "lib/index.js": "module.exports = 'linked'\n",
      ], lock: "yarn install --ignore-scripts",
      install: "yarn install --frozen-lockfile --production --ignore-scripts", output: "linked ms 1.0.0"),
  ]
}

/// As Node.js calls the processor.
enum CurrentMachine {
  #if arch(arm64)
  static let name = "arm64"
  #else
  static let name = "x64"
  #endif
}
