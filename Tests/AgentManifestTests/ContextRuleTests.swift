import AgentManifest
import Diagnostics
import Languages
import Testing

@Suite("What stands beside the manifest") struct ContextRuleTests {
  static let python = "spec:\n  runtime: python\n  dependencies:\n    - fastapi==0.115.12\n"

  @Test(arguments: [
    ("fastapi==0.115.12", []),
    ("FastAPI == 0.115.12  # web", []),
    ("fastapi[all]==0.115.12 --hash=sha256:00", []),
    ("fastapi==0.104.0", ["4:7 dependency-conflict `fastapi` is 0.115.12 here and 0.104.0 in requirements.txt"]),
    (
      "uvicorn==1",
      [
        "3:3 dependency-drift requirements.txt lists `uvicorn`, but `dependencies` does not",
        "4:7 dependency-drift `fastapi` is not in requirements.txt",
      ]
    ),
    ("-r base.txt", []),
    ("fastapi==0.115.12\nstarlette==1 \\\n    --hash=sha256:00\n    # via fastapi", []),
    (
      "fastapi==0.115.12\nstarlette==1\n    # via -r requirements.in",
      [
        "3:3 dependency-drift requirements.txt lists `starlette`, but `dependencies` does not"
      ]
    ),
  ])
  func `requirements.txt`(contents: String, expected: [String]) {
    #expect(findings(Self.python, beside: ["main.py": "", "requirements.txt": contents]) == expected)
  }

  @Test(arguments: [
    ("python", "a>=2", "requirements.txt", "a==1.9", "`a` is >=2 here and 1.9 in requirements.txt"),
    ("python", "a==1.9", "requirements.txt", "a>=2", "`a` is 1.9 here and >=2 in requirements.txt"),
    ("python", "a~=1.4", "requirements.txt", "a==2.0", "`a` is ~=1.4 here and 2.0 in requirements.txt"),
    ("python", "a==2.*", "requirements.txt", "a==1.0.0", "`a` is ==2.* here and 1.0.0 in requirements.txt"),
    (
      "nodejs", "a@^1.2.0", "package.json", #"{"dependencies": {"a": "2.0.0"}}"#,
      "`a` is ^1.2.0 here and 2.0.0 in package.json"
    ),
    (
      "nodejs", "a@1.1.9", "package.json", #"{"dependencies": {"a": "^1.2.0"}}"#,
      "`a` is 1.1.9 here and ^1.2.0 in package.json"
    ),
    (
      "nodejs", "a@^0.2.0 || ~3.1", "package.json", #"{"dependencies": {"a": "3.2.0"}}"#,
      "`a` is ^0.2.0 || ~3.1 here and 3.2.0 in package.json"
    ),
    (
      "rust", "a@1.2", "Cargo.lock", "[[package]]\nname = \"a\"\nversion = \"2.0.0\"\n",
      "`a` is 1.2 here and 2.0.0 in Cargo.lock"
    ),
  ])
  func `ranges that leave no version`(runtime: String, line: String, file: String, contents: String, message: String) {
    let text = "spec:\n  runtime: \(runtime)\n  dependencies:\n    - '\(line)'\n"
    let files = [file: contents, "Cargo.toml": "[dependencies]\na = \"1\"\n"]
    #expect(findings(text, beside: files).filter { $0.contains("conflict") } == ["4:7 dependency-conflict \(message)"])
  }

  @Test(arguments: [
    ("python", "a>=1,<3,!=2.1", "a==2.0"), ("python", "a~=1.4", "a==1.9.2"), ("python", "a>=2.0rc1", "a==1.0"),
    ("python", "a==1.*", "a==1.99"), ("python", "a>=1", "a>=2"), ("python", "a==2!1.0", "a>=2"),
    ("python", "a==99999999999999999999", "a~=9223372036854775807.9223372036854775807"),
    ("nodejs", "a@^1.2.0", "1.99.0"), ("nodejs", "a@1.x || >=2.0.0", "1.2.3"), ("nodejs", "a@~1.2", "1.2.9"),
    ("nodejs", "a@^1.2.0", "1.3.0-rc.1"), ("nodejs", "a@1.0 - 2.0", "3.0.0"), ("nodejs", "a@latest", "3.0.0"),
    ("nodejs", "a@^0", "0.9.0"), ("nodejs", "a@^9223372036854775807", "1.0.0"),
  ])
  func `ranges that leave one, or are not judged`(runtime: String, line: String, other: String) {
    let text = "spec:\n  runtime: \(runtime)\n  dependencies:\n    - '\(line)'\n"
    let files =
      runtime == "python" ? ["requirements.txt": other] : ["package.json": #"{"dependencies": {"a": "\#(other)"}}"#]
    #expect(findings(text, beside: files).filter { $0.contains("conflict") } == [])
  }

  @Test(arguments: [
    (
      "nodejs", "package.json", "{\n  \"name\": \"a\",\n}", "2:14",
      "is not valid JSON: trailing comma after the last entry"
    ),
    ("nodejs", "package.json", "{\n  name: \"a\"\n}", "2:3", "is not valid JSON: expected a key in double quotes"),
    ("nodejs", "package.json", "{\"a\": \"é\" \"b\": 1}", "1:11", "is not valid JSON: expected `,` or `}`"),
    (
      "nodejs", "package.json", "{\"a\": 'b'}", "1:7",
      "is not valid JSON: expected a value: text in double quotes, a number, `true`, `false` or `null`"
    ),
    ("nodejs", "package.json", "{\"a\": \"b\n}", "1:7", "is not valid JSON: the quote opened here is not closed"),
    ("nodejs", "package.json", "", "1:1", "is not valid JSON: the text ends where a value is expected"),
    ("nodejs", "package-lock.json", "{} x", "1:4", "is not valid JSON: unexpected text after the end of the value"),
    (
      "java", "pom.xml", "<project>\n  <dependencies>\n</project>", "2:3",
      "is not valid XML: `<dependencies>` is not closed before `</project>`"
    ),
    ("java", "pom.xml", "<project>\n", "1:1", "is not valid XML: `<project>` is not closed"),
    (
      "java", "pom.xml", "<a><b x=\"</b>\"/><![CDATA[<c>]]>\n é</d></a>", "1:1",
      "is not valid XML: `<a>` is not closed before `</d>`"
    ),
    ("java", "pom.xml", "<a/>\n é</d>", "2:3", "is not valid XML: `</d>` has no opening tag"),
    ("java", "pom.xml", "hello", "1:1", "is not valid XML: it has no element"),
  ])
  func `a file that its tool cannot read`(
    runtime: String, file: String, contents: String, place: String, message: String
  ) {
    let found = diagnostics("spec: {runtime: \(runtime)}", beside: [file: contents, "main.js": ""]).filter {
      $0.code == "runtime-file-malformed"
    }
    #expect(found.map(\.summary) == ["\(place) runtime-file-malformed \(file) \(message)"])
    #expect(found.first?.location?.file == file)
  }

  @Test(arguments: [
    "{}", "[]", "{\"a\": [1, -2.5e3, 0, 0.5, true, null, \"\\\"\"], \"b\": {}}\n", "\u{FEFF}{\"a\": 1}",
  ])
  func `a file that its tool can read`(contents: String) {
    let found = diagnostics("spec: {runtime: nodejs}", beside: ["package.json": contents])
    #expect(!found.contains { $0.code == "runtime-file-malformed" })
  }

  @Test func `a file alone, or a list alone, is in no disagreement`() {
    #expect(findings("spec: {runtime: python}", beside: ["requirements.txt": "fastapi==1"]) == [])
    #expect(findings(Self.python, beside: [:]) == [])
  }

  @Test(arguments: [
    (
      "nodejs", "express@4.18.2",
      ["package.json": "{\n\t\"dependencies\": {\n\t\t\"express\": \"4.19.0\"}}", "package-lock.json": "{}"],
      ["4:7 dependency-conflict `express` is 4.18.2 here and 4.19.0 in package.json"]
    ),
    (
      "nodejs", "express@4.18.2",
      [
        "package.json": #"{"dependencies": {"express": "^4.18.0"}}"#,
        "package-lock.json": #"{"packages": {"": {}, "node_modules/express": {"version": "4.19.0"}}}"#,
      ], ["4:7 dependency-conflict `express` is 4.18.2 here and 4.19.0 in package-lock.json"]
    ),
    (
      "go", "example.com/a@v1.0.0",
      ["go.mod": "module m\n\nrequire (\n\texample.com/a v1.1.0 // indirect\n\texample.com/b v1.0.0\n)\n"],
      [
        "3:3 dependency-drift go.mod lists `example.com/b`, but `dependencies` does not",
        "4:7 dependency-conflict `example.com/a` is v1.0.0 here and v1.1.0 in go.mod",
      ]
    ),
    (
      "rust", "serde@=1.0.200",
      [
        "Cargo.toml":
          "[dependencies]\nserde = \"1.0\" # json\n[dependencies.tokio]\nversion = \"1\"\n[dev-dependencies]\nx = \"1\"\n",
        "Cargo.lock": "[[package]]\nname = \"serde\"\nversion = \"1.0.203\"\n",
      ],
      [
        "3:3 dependency-drift Cargo.toml lists `tokio`, but `dependencies` does not",
        "4:7 dependency-conflict `serde` is 1.0.200 here and 1.0.203 in Cargo.lock",
      ]
    ),
    (
      "java", "a.b:c:1.0",
      [
        "pom.xml": """
        <?xml version="1.0"?>
        <project>
          <properties><c.version>1.1</c.version></properties>
          <dependencyManagement><dependencies><dependency><groupId>x</groupId><artifactId>y</artifactId></dependency>
          </dependencies></dependencyManagement>
          <dependencies>
            <!-- <dependency> -->
            <dependency>
              <groupId>a.b</groupId><artifactId>c</artifactId><version>${c.version}</version>
            </dependency>
            <dependency><groupId>t</groupId><artifactId>u</artifactId><scope>test</scope></dependency>
          </dependencies>
        </project>
        """
      ], ["4:7 dependency-conflict `a.b:c` is 1.0 here and 1.1 in pom.xml"]
    ),
  ])
  func `the files of the other runtimes`(runtime: String, line: String, files: [String: String], expected: [String]) {
    let text = "spec:\n  runtime: \(runtime)\n  dependencies:\n    - '\(line)'\n"
    #expect(findings(text, beside: files) == expected)
  }

  @Test func `the place in the other file is named`() {
    let files = ["go.mod": "module m\n\nrequire (\n\texample.com/a v1.1.0\n)\n"]
    #expect(
      hints("spec: {runtime: go, dependencies: [example.com/a@v1.0.0]}", beside: files) == [
        "the other is at go.mod:4: use the same version in both, or list it in only one"
      ])
  }

  @Test func `a lock file pins what the manifest leaves open`() {
    let text = "spec: {runtime: nodejs, dependencies: [express@^4.18.0]}"
    let files = [
      "package.json": #"{"dependencies": {"express": "^4.18.0"}}"#,
      "package-lock.json": #"{"packages": {"node_modules/express": {"version": "4.19.0"}}}"#,
    ]
    #expect(findings(text, beside: files, without: ["missing-field"]) == [])
  }

  @Test(arguments: [
    ("nodejs", "package.json"), ("go", "go.mod"), ("rust", "Cargo.toml"), ("java", "pom.xml"),
  ])
  func `the build tool's file is missing`(runtime: String, file: String) {
    let contents = ["package.json": "{}", "pom.xml": "<project a='>'/>"]
    let text = "spec:\n  runtime: \(runtime)\n"
    #expect(findings(text, beside: [:]) == ["2:12 runtime-file-missing there is no `\(file)` next to the manifest"])
    #expect(findings(text, beside: [file: contents[file] ?? ""]) == [])
    #expect(findings(text) == [])
  }

  @Test(arguments: [
    ("[python, server.py]", ["main.py"], "`server.py` does not exist"),
    ("[python3, -u, ./src/server.py]", ["main.py"], "`src/server.py` does not exist"),
    ("[node, index.mjs]", [], "`index.mjs` does not exist"),
    ("[/usr/bin/python3, /app/server.py]", [], "`server.py` does not exist"),
  ])
  func `the program to start is missing`(entrypoint: String, files: [String], problem: String) {
    let text = "spec:\n  runtime: python\n  pipeline: {build: {entrypoint: \(entrypoint)}}\n"
    let command = entrypoint.filter { !"[],".contains($0) }
    #expect(
      findings(text, beside: Dictionary(uniqueKeysWithValues: files.map { ($0, "") })) == [
        "3:34 entrypoint-missing the image would start `\(command)`, but \(problem)"
      ])
  }

  @Test(arguments: [
    "[python, main.py]", "[python, ./main.py]", "[python, /app/main.py]", "[python, -m, server.py]",
    "[python, -c, x.py]",
    "[uvicorn, \"server:app\"]", "[./server]", "[node, dist/index.js]", "[python, /opt/tool.py]",
    "[python, main.py, x.py]",
  ])
  func `programs that are there, or that nobody can know`(entrypoint: String) {
    let text = "spec: {runtime: python, pipeline: {build: {entrypoint: \(entrypoint)}}}"
    #expect(findings(text, beside: ["main.py": ""]) == [])
  }

  @Test(arguments: [
    (#"{"main": "server.js"}"#, "1:10", "the image would start `node server.js`, but nothing makes `server.js`"),
    (
      "{\n\"scripts\": {\"start\": \"NODE_ENV=production node dist/i.js\"}}", "2:22",
      "the image would start `node dist/i.js`, but nothing makes `dist/i.js`"
    ),
    (
      #"{"scripts": {"start": "tsx src/i.ts"}, "devDependencies": {"tsx": "4"}}"#, "1:23",
      "`tsx src/i.ts` needs `tsx`, a dev dependency, which is not in the image"
    ),
    (#"{"scripts": {"start": "node i.ts"}}"#, "1:23", "the image's Node.js cannot run `i.ts`: it knows no TypeScript"),
    (
      #"{"scripts": {"start": "a && b"}}"#, "1:23",
      "the `start` script needs a shell, which the image may lack: `a && b`"
    ),
  ])
  func `a program of package.json that nothing makes, or that cannot start`(
    package: String, place: String, message: String
  ) {
    let found = findings(
      "spec: {runtime: 'nodejs:20'}", beside: ["package.json": package, "i.ts": "", "package-lock.json": "{}"])
    #expect(found == ["\(place) entrypoint-missing \(message)"])
  }

  @Test(arguments: [
    #"{"main": "index.js"}"#, #"{"main": "./index.js"}"#, #"{"main": "."}"#, #"{"main": "lib/index"}"#, "{}",
    #"{"scripts": {"start": "node dist/i.js", "build": "tsc"}}"#, #"{"scripts": {"start": "node -r ./index.js ."}}"#,
    #"{"scripts": {"start": "node ./node_modules/next/dist/bin/next.js"}}"#,
  ])
  func `programs of package.json that are there, or that a build makes`(package: String) {
    let text = "spec: {runtime: 'nodejs:20'}"
    #expect(findings(text, beside: ["package.json": package, "index.js": ""]) == [])
    let own = "spec: {runtime: 'nodejs:20', pipeline: {build: {entrypoint: [node, index.js]}}}"
    let other = #"{"scripts": {"start": "a && b"}}"#
    #expect(findings(own, beside: ["package.json": other, "index.js": ""]) == [])
  }

  @Test func `the ignore rules keep the program out`() {
    let text = "spec:\n  runtime: python\n"
    let surroundings = ManifestSurroundings(
      ProjectDirectory(files: FileList(["main.py"])) { _, _ in nil }, imageFiles: ["a.py"],
      entrypoint: ["python", "main.py"],
      dockerfile: nil)
    let found = ManifestReader(bytes: Array(text.utf8), file: "agent.yaml").findings(beside: surroundings).diagnostics
    #expect(
      found.filter { $0.code != "missing-field" }.map(\.summary) == [
        "2:12 entrypoint-missing the image would start `python main.py`, but the ignore rules exclude `main.py`"
      ])
    #expect(found.last?.hints == ["check .dockerignore and `spec.pipeline.build.ignore`"])
  }

  @Test func `the Dockerfile is missing`() {
    let text = "spec: {pipeline: {build: {engine: docker, dockerfile: Dockerfil}}}"
    #expect(findings(text, beside: ["Dockerfile": ""]) == ["1:55 dockerfile-missing `Dockerfil` does not exist"])
    #expect(
      hints(text, beside: ["Dockerfile": ""]) == ["use `Dockerfile`, or create `Dockerfil`"])
    #expect(findings(text, beside: ["Dockerfil": ""]) == [])
  }

  private static let key = "-----BEGIN " + "OPENSSH PRIVATE KEY-----\nx\n"

  @Test(arguments: [
    (".env", "API_TOKEN=" + "a8f5f167f44f4964e6c998dee827110c", "it contains secrets"),
    ("prod.env", "API_TOKEN=" + "a8f5f167f44f4964e6c998dee827110c", "it contains secrets"),
    (".envrc", "export API_TOKEN=" + "a8f5f167f44f4964e6c998dee827110c", "it contains secrets"),
    ("deploy/prod.tfvars", "db_password = \"" + "a8f5f167f44f4964e6c998dee827110c\"", "it contains secrets"),
    ("terraform.tfstate", "{}", "such files contain deployment secrets"),
    ("token.txt", "a8f5f167f44f4964e6c998dee827110c\n", "it contains a token"),
    (".env.production", "MODE=1", "such files contain secrets"),
    ("keys/id_rsa", key, "it contains a private key"),
    ("tls.pem", key, "it contains a private key"), ("store.p12", "", "such files contain private keys"),
    (".npmrc", "//registry/:_authToken=x", "it contains a token for a package registry"),
    (".npmrc", "//r/:_authToken = ${A}x", "it contains a token for a package registry"),
    (".yarnrc.yml", "npmAuthToken: \"x\"", "it contains a token for a package registry"),
    (".pypirc", "password = x", "it contains a password for a package index"),
    (
      "requirements.txt", "--extra-index-url https://ci:hunter2hunter2@pypi.example/simple\nweb==1\n",
      "it contains a password for a package index"
    ),
    (
      "requirements/base.txt", "web @ https://ci:hunter2hunter2@files.example/web-1-py3-none-any.whl",
      "it contains a password for a package index"
    ),
    (
      "pip.conf", "[global]\nindex-url = https://ci:hunter2hunter2@pypi.example/simple",
      "it contains a password for a package index"
    ),
    (
      "uv.toml", "[[index]]\nurl = \"https://ci:hunter2hunter2@pypi.example/simple\"",
      "it contains a password for a package index"
    ),
    (
      "Pipfile", "[[source]]\nurl = \"https://ci:hunter2hunter2@pypi.example/simple\"",
      "it contains a password for a package index"
    ),
    (
      "poetry.lock", "[package.source]\nurl = 'https://ci:hunter2hunter2@pypi.example/simple'",
      "it contains a password for a package index"
    ),
    (".netrc", "machine a login b password c", "it contains passwords"),
    ("home/.aws/credentials", "[default]", "it contains AWS keys"),
    (".docker/config.json", #"{"auths": {"x": {"auth": "eA=="}}}"#, "it contains registry passwords"),
    ("kubeconfig", "client-key-data: x", "it contains access to a Kubernetes cluster"),
    (
      "my-service-account.json", #"{"type": "service_account", "private_key": "x"}"#,
      "it contains a Google Cloud key"
    ),
    (".git-credentials", "https://a:b@c", "it contains a password for a git server"),
  ])
  func `credentials that would go into the image`(path: String, contents: String, what: String) {
    let text = "spec:\n  runtime: python\n"
    // Other rules have their own opinion of some of these files.
    #expect(
      findings(text, beside: ["main.py": "", path: contents]).filter { $0.contains("secret-in-image") } == [
        "2:12 secret-in-image `\(path)` would go into the image\(what.hasPrefix("it") ? ", and" : ";") \(what)"
      ])
  }

  @Test(arguments: [
    (".env.example", "API_KEY="), ("example.env", "API_TOKEN=" + "a8f5f167f44f4964e6c998dee827110c"),
    ("prod.env", "LOG_LEVEL=INFO"), (".envrc", "layout python"), ("token.txt", "the quick brown fox 1"),
    ("secrets.yaml", "api_key: from the vault"), ("main.tf", "variable \"password\" {}"),
    ("cert.pem", "-----BEGIN CERTIFICATE-----"), (".npmrc", "registry=https://x"),
    (".npmrc", "//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n"), (".npmrc", "# _authToken=x\n_auth = \"${A}\""),
    (".yarnrc.yml", "npmAuthToken: \"${NPM_TOKEN:-}\""),
    ("requirements-dev.txt", "web==1 # https://pypi.example/@x:y"),
    ("requirements-test.txt", "web @ https://${USER}:${PASSWORD}@pypi.example/web-1.whl"),
    ("config.json", #"{"auth": "x"}"#), ("service.json", "{}"), ("credentials", "x"), ("environment", "x"),
  ])
  func `files that are no credentials`(path: String, contents: String) {
    #expect(findings("spec: {runtime: python}", beside: ["main.py": "", path: contents]) == [])
  }

  @Test func `the remedy's place is named where there is one`() {
    let text = "spec:\n  runtime: python\n  pipeline: {build: {ignore: [tests]}}\n"
    #expect(findings(text, beside: [".git-credentials": ""]).first?.hasPrefix("3:30 secret-in-image") == true)
  }
}
