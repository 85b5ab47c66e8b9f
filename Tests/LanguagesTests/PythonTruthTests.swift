import AgentManifest
import Diagnostics
import FileIO
import OCIImage
import SystemPackage
import Testing

@testable import Languages

/// What a Python project's files mean, where reading them otherwise would install something else without a word.
@Suite("Files of a Python project") struct PythonTruthTests {
  private func directory(_ files: [String: String], at place: String = "") -> ProjectDirectory {
    ProjectDirectory(place: place, files: FileList(Array(files.keys))) { path, _ in files[path].map { Array($0.utf8) } }
  }

  @Test(arguments: [
    ("-e six", "./six"), ("-e ./six", "./six"), ("--editable=six", "./six"), ("-e ../lib", "../lib"),
    ("-e git+https://example.com/x", "git+https://example.com/x"), ("six==1.0", "six==1.0"), ("-e .", "."),
    ("\u{FEFF}-e lib", "./lib"),
  ])
  func `install a directory where pip does`(line: String, installed: String) {
    #expect(RequirementLine.withoutEditable(line) == installed)
  }

  @Test(
    arguments: [
      ("libs/greet", "libs/greet"), ("./libs/greet", "./libs/greet"), ("libs/greet[x]", "libs/greet[x]"),
      ("-e six", "six"),
      ("six", nil), ("six==1.0", nil), ("x @ https://example.com/a/b", nil), ("-e git+https://example.com/x", nil),
      ("x @ file:///wheels/x.whl", "/wheels/x.whl"),
    ] as [(String, String?)])
  func `name local packages`(line: String, place: String?) throws {
    let line = try #require(RequirementLine.lines(of: line).first)
    #expect(line.localFile == place)
  }

  @Test func `begin with a byte order mark where an editor of Windows wrote them`() {
    #expect(RequirementLine.lines(of: "\u{FEFF}-r base.txt\nsix").map(\.text) == ["-r base.txt", "six"])
  }

  @Test func `include files of the repository, whose packages count as well`() {
    let agent = directory(
      [
        "agents/chat/requirements.txt": "-r ../../shared/common.txt\n-c ../../constraints.txt\n",
        "shared/common.txt": "-r more.txt\n-e ../../libs/greet\n", "shared/more.txt": "six\n", "constraints.txt": "",
      ], at: "agents/chat")
    #expect(
      Set(RequirementsTree(in: agent).paths) == [
        "../../shared/common.txt", "../../shared/more.txt", "../../constraints.txt", "../../libs/greet",
      ])
  }

  @Test func `include dependency groups in others`() throws {
    let project = try PyProject(
      """
      [dependency-groups]
      Base_x = ["iniconfig"]
      server = [{include-group = "base-x"}, "idna"]
      """)
    #expect(project.groups == ["base-x": ["iniconfig"], "server": ["iniconfig", "idna"]])
    for (text, message) in [
      ("a = [{include-group = \"b\"}]", "does not exist"), ("a = [{include-group = \"a\"}]", "includes itself"),
      ("a = [1]", "neither"),
    ] {
      let problem = #expect(throws: LockProblem.self) { try PyProject("[dependency-groups]\n\(text)\n") }
      #expect(problem?.message.contains(message) == true, "\(text)")
    }
  }

  @Test func `name the project's own extras`() throws {
    let project = try PyProject(
      """
      [project]
      name = "My.Agent"
      [project.optional-dependencies]
      web = ["six"]
      db = ["attrs"]
      all = ["my-agent[web, db]"]
      loop = ["my-agent[loop]"]
      """)
    #expect(try project.withoutItself(["my_agent[all]", "idna"]) == ["six", "attrs", "idna"])
    #expect(try project.withoutItself(["my-agent[loop]"]) == [])
    #expect(throws: LockProblem.self) { try project.withoutItself(["my-agent[nothing]"]) }
    #expect(throws: LockProblem.self) { try project.withoutItself(["my-agent[web]; python_version < '4'"]) }
  }

  @Test(
    arguments: [
      ("[tool.uv.sources]\nsix = {path = \"./six\"}", "[tool.uv] sources"),
      ("[tool.uv]\nconstraint-dependencies = [\"six<1.16\"]", "[tool.uv] constraint-dependencies"),
      ("[tool.uv]\noverride-dependencies = []", nil), ("[tool.uv.sources]", nil),
      ("[tool.pdm.resolution.overrides]\nsix = \"1.0\"", "[tool.pdm.resolution] overrides"),
      ("[tool.poetry.dependencies]\nsix = {path = \"./six\"}", "[tool.poetry.dependencies] six"),
      ("[tool.poetry.dependencies]\nsix = [{url = \"https://x\"}]", "[tool.poetry.dependencies] six"),
      ("[tool.poetry.dependencies]\nsix = {version = \"1\", extras = [\"x\"]}", nil),
    ] as [(String, String?)])
  func `decide with a lock alone`(text: String, table: String?) throws {
    #expect(try PyProject(text).lockOnlyTables.first == table)
  }

  @Test(
    arguments: [
      (["pyproject.toml": "[project]\nrequires-python = \">=3.12\"\n"], ["3.11.9": false, "3.12.0": true]),
      (
        ["pyproject.toml": "[tool.poetry.dependencies]\npython = \"^3.12\"\n", "poetry.lock": ""],
        ["3.11.9": false, "3.12.1": true, "4.0.0": false]
      ),
      (
        ["Pipfile.lock": "{\"_meta\": {\"requires\": {\"python_version\": \"3.12\"}}}"],
        ["3.11.2": false, "3.12.4": true]
      ),
      (["Pipfile.lock": "{}"], [:]),
    ] as [([String: String], [String: Bool])])
  func `say which Python they need`(files: [String: String], accepted: [String: Bool]) throws {
    let found = try PythonProject(in: directory(files)).requiredPythons
    #expect(found.count == (accepted.isEmpty ? 0 : 1))
    for (version, isAccepted) in accepted { #expect(found.first?.range.contains(version) == isAccepted, "\(version)") }
  }

  @Test(arguments: ["./", ".", "./."])
  func `install the project that a lock of pipenv or PEP 751 names`(path: String) throws {
    let locks = [
      "Pipfile.lock": "{\"default\": {\"chat\": {\"path\": \"\(path)\"}}}",
      "pylock.toml": "lock-version = \"1.0\"\n[[packages]]\nname = \"chat\"\ndirectory = {path = \"\(path)\"}\n",
    ]
    let python = TargetPython(version: "3.11", platform: Platform(os: "linux", architecture: "amd64"))
    for (name, text) in locks {
      let project = try PythonProject(in: directory([name: text]))
      let packages = try project.locked(LockSelection(environment: MarkerEnvironment(python)))
      #expect(packages.count == 1 && packages.first?.source == .directory("."), "\(name)")
    }
  }

  @Test func `build what a lock of pipenv names elsewhere in the repository`() {
    let text = "{\"_meta\": {}, \"default\": {\"a\": {\"path\": \"../../libs/a\"}, \"b\": {\"version\": \"==1\"}}}"
    let workspace = Python().workspace(
      of: directory(["agents/chat/Pipfile.lock": text, "libs/a/setup.py": ""], at: "agents/chat"))
    #expect(workspace.agent == "agents/chat" && workspace.parts == ["libs/a"])
  }

  @Test(
    arguments: [
      ("requirements/latest.txt", true), ("requirements/docker.txt", true), ("requirements-social.txt", true),
      ("requirements.in", true), ("reqs/base.txt", true), ("prod-requirements.txt", true), ("requirements.txt", true),
      ("requirements-dev.txt", false), ("requirements/test.txt", false), ("requirements_docs.txt", false),
      ("requirements/ci.in", false), ("notes.txt", false), ("deps/CMakeLists.txt", false), ("requirements.md", false),
    ])
  func `name what an image needs, by whole words`(path: String, isNeeded: Bool) {
    #expect(RequirementsNames.isNeeded(path) == isNeeded)
  }

  @Test(arguments: [
    ("requirements/latest.txt", "-r requirements/latest.txt"), ("requirements.in", "pip-compile"),
    ("reqs/base.txt", "-r reqs/base.txt"), ("requirements.lock", "-r requirements.lock"),
    ("pylock.prod.toml", "name it `pylock.toml`"), ("pixi.toml", "requirements.txt"),
    ("conda.yaml", "requirements.txt"),
    ("environment.yaml", "requirements.txt"),
  ])
  func `are not left out without a word`(file: String, remedy: String) {
    let found = Python().unusedFiles(in: directory([file: "six\n", "agent.yaml": "spec: {}\n"]))
    #expect(found.map(\.file) == [file])
    #expect(found.first?.hint.contains(remedy) == true)
  }

  private static let bare = "spec: {runtime: python}\n"

  @Test(
    arguments: [
      (["requirements.txt": "six\n"], bare, "../../requirements.txt", "`-r ../../requirements.txt`"),
      (
        ["pyproject.toml": "[project]\nname = \"x\"\ndependencies = [\"six\"]\n", "uv.lock": "version = 1\n"], bare,
        "../../pyproject.toml", "uv workspace"
      ),
      (["pyproject.toml": "[tool.ruff]\n", "requirements.txt": "-r x.txt\n"], bare, "../../requirements.txt", "-r"),
      (["agents/requirements.txt": "six\n"], bare, "../requirements.txt", "`-r ../requirements.txt`"),
      (["Pipfile.lock": "{\"default\": {\"six\": {}}}"], bare, "../../Pipfile.lock", "copy"),
      (["requirements.txt": "# none\n"], bare, nil, ""),
      (["pyproject.toml": "[project]\nname = \"x\"\n[dependency-groups]\ndev = [\"six\"]\n"], bare, nil, ""),
      (["requirements.txt": "six\n"], "spec: {dependencies: [six]}\n", nil, ""),
      (["requirements.txt": "six\n", "agents/chat/requirements.txt": ""], bare, nil, ""),
    ] as [([String: String], String, String?, String)])
  func `above the agent are not taken for its own`(
    files: [String: String], manifest: String, file: String?, remedy: String
  ) {
    let all = files.merging(["agents/chat/agent.yaml": manifest, "agents/chat/main.py": ""]) { $1 }
    let found = Python().unusedFiles(in: directory(all, at: "agents/chat"))
    #expect(found.map(\.file) == [file].compactMap(\.self))
    #expect(found.allSatisfy { $0.hint.contains(remedy) && $0.hint.contains("empty `requirements.txt`") })
  }

  @Test func `lack extras that agent yaml asks for`() throws {
    let project = try PythonProject(
      in: directory([
        "pyproject.toml": "[project]\nname = \"x\"\ndependencies = [\"requests[Socks]>=2\", \"six\"]\n", "uv.lock": "",
      ]))
    let packages = [
      LockedPackage(name: "requests", version: "2.32.3"), LockedPackage(name: "httpx", version: "0.27"),
      LockedPackage(name: "lib", version: "1.0", source: .directory("../lib")),
    ]
    let names = ["requests[socks]==2.32.3", "httpx[http2, brotli]", "httpx==0.27", "new", "lib"]
    #expect(try PythonPlan.missing(names, in: packages, of: project) == ["httpx[http2, brotli]", "new"])
    #expect(throws: LockProblem.self) { try PythonPlan.missing(["lib[x]"], in: packages, of: project) }
  }

  @Test(arguments: [
    ("six-1.0.dist-info", "six", true), ("Web_X-1.0.dist-info", "web-x", true),
    ("six_more-1.0.dist-info", "seven", false),
    ("six-1.0.egg-info", "six", false),
  ])
  func `are compared with what is installed`(name: String, wanted: String, isThere: Bool) {
    #expect(InstalledNames([name]).missing(of: [wanted]).isEmpty == isThere)
  }

  /// A user's variables for a package manager of their own must not make an installation an empty one.
  @Test func `are not installed less by variables`() {
    #expect(Set(["PIP_DRY_RUN", "PIP_NO_DEPS", "PIP_TARGET", "PIP_USER"]).isSubset(of: PipInstaller.unwanted))
    #expect(Set(["UV_DRY_RUN", "UV_NO_DEPS", "UV_NO_SYNC", "UV_TARGET"]).isSubset(of: UvInstaller.unwanted))
  }
}

/// Packages that are made from directories of the repository.
@Suite("A Python package of the repository") struct PythonLocalPackageTests {
  private func withFiles(_ files: [String: [UInt8]], _ body: (FilePath) throws -> Void) throws {
    let directory = try Directory.temporary(prefix: "python-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    for (name, bytes) in files {
      let path = directory.pushing(FilePath(name))
      try Directory.create(path.removingLastComponent())
      try FileContents.write(bytes, to: path)
    }
    try body(directory)
  }

  @Test(
    arguments: [
      ("./libs/here", nil), ("./libs/hidden", ".dockerignore"), ("-e libs/link", "is a link"),
      ("libs/nothing[x]", "does not exist"), ("libs/here#egg=here", nil), ("six", nil),
    ] as [(String, String?)])
  func `is said to be missing before pip is asked`(line: String, message: String?) throws {
    let files = [
      "agent/requirements.txt": line, "agent/libs/here/x": "", "agent/libs/hidden/x": "", "copy/libs/here/x": "",
    ]
    try withFiles(files.mapValues { Array($0.utf8) }) { directory in
      let agent = directory.appending("agent")
      try Directory.link(agent.appending("libs").appending("link"), to: "../../outside")
      let check = LocalPackages(
        requirements: try RequirementsFile(in: agent), steps: [], original: agent, copy: directory.appending("copy"),
        manifest: SourceLocation(file: "agents/agent.yaml", line: 1, column: 1))
      guard let message else { return try check.check() }
      let failure = #expect(throws: Failure.self) { try check.check() }
      #expect(failure?.diagnostic.code == "local-package-missing")
      #expect(failure?.diagnostic.message.contains(message) == true, "\(failure?.diagnostic.message ?? "")")
      #expect(failure?.diagnostic.location?.file == "agents/requirements.txt")
    }
  }

  @Test func `may be named in a file elsewhere in the repository`() throws {
    let files = [
      "agents/chat/requirements.txt": "-r ../../shared/common.txt\n", "shared/common.txt": "six\n-e ../../libs/greet\n",
      ".git": "",
    ]
    try withFiles(files.mapValues { Array($0.utf8) }) { directory in
      let agent = directory.appending("agents").appending("chat")
      let found = try #require(try RequirementsFile(in: agent))
      #expect(found.editableFiles == ["../../shared/common.txt"] && found.reachesOut && found.hasLocalPackages)
      let greet = RequirementsFile.LocalPackage(
        place: "../../libs/greet", file: "../../shared/common.txt", line: 2, isLink: true)
      #expect(found.localPackages == [greet])
    }
  }

  /// The first bytes of an ELF file, with its processor: 62 for amd64, 183 for arm64.
  private static func program(_ machine: UInt8) -> [UInt8] {
    [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 11) + [machine, 0]
      + [UInt8](repeating: 0, count: 40)
  }

  private static let pure = "Tag: py3-none-any\n"
  private static let native = "Tag: cp311-cp311-linux_x86_64\n"
  private static let ofIndex = "Tag: cp311-cp311-manylinux_2_17_x86_64\n"

  @Test(
    arguments: [
      (native, "", "cx/f.so", 62, "arm64", "another processor"), (native, "", "cx/f.so", 62, "amd64", nil),
      (pure, "{\"dir_info\": {}}", "cx/f.so", 62, "arm64", "another processor"),
      (pure, "{\"dir_info\": {}}", "../../../bin/tool", 62, "arm64", "another processor"),
      (native, "", "cx/f.cpython-312-x86_64-linux-gnu.so", 62, "amd64", "another version of Python"),
      (native, "", "cx/f.cpython-311-x86_64-linux-gnu.so", 62, "amd64", nil),
      (native, "", "cx/f.cpython-311-x86_64-linux-musl.so", 62, "amd64", "another C library"),
      (ofIndex, "", "cx/f.so", 62, "arm64", nil),
      (ofIndex, "{\"archive_info\": {}, \"url\": \"file:///cx.whl\"}", "cx/f.so", 62, "arm64", nil),
    ] as [(String, String, String, UInt8, String, String?)])
  func `has no machine code for another image`(
    wheel: String, origin: String, file: String, machine: UInt8, architecture: String, reason: String?
  ) throws {
    let packages = "lib/python3.11/site-packages"
    let path = file.hasPrefix("../") ? "bin/tool" : "\(packages)/\(file)"
    let information = "\(packages)/cx-1.0.dist-info"
    let files = [
      "\(information)/WHEEL": Array(wheel.utf8), "\(information)/RECORD": Array("\(file),,\n".utf8),
      "\(information)/direct_url.json": Array(origin.utf8), path: Self.program(machine),
    ]
    try withFiles(files) { directory in
      let check = BuiltMachineCode(
        environment: VirtualEnvironment(directory: directory, version: "3.11"),
        platform: Platform(os: "linux", architecture: architecture), isMusl: false)
      let manifest = SourceLocation(file: "agent.yaml", line: 1, column: 1)
      guard let reason else { return try check.check(at: manifest) }
      let failure = #expect(throws: Failure.self) { try check.check(at: manifest) }
      #expect(failure?.diagnostic.code == "platform-not-buildable")
      let message = failure?.diagnostic.message ?? ""
      #expect(message.contains("`cx`") && message.contains("`\(file)`") && message.contains(reason), "\(message)")
    }
  }

  @Test(
    arguments: [("-e ./lib\n", "would be a link"), ("../lib\n", "outside"), ("./lib\n", nil)] as [(String, String?)])
  func `is not a link in a generated Dockerfile`(requirements: String, message: String?) throws {
    let files = ["agent/requirements.txt": requirements, "agent/lib/setup.py": "", "lib/setup.py": "", ".git": ""]
    try withFiles(files.mapValues { Array($0.utf8) }) { directory in
      let agent = directory.appending("agent")
      let entries = try DirectoryScanner(attributes: LayerAttributes(modified: 0)).scan(agent)
      let text = "apiVersion: agent.dev/v1\nkind: Agent\nmetadata: {name: app}\nspec: {runtime: python:3.11}\n"
      let manifest = try #require(ManifestReader.read(bytes: Array(text.utf8), file: "agent.yaml").manifest)
      let request = DockerfileRequest(
        agent: manifest.declaration,
        project: ProjectTree(tree: SourceTree(directory: agent, entries: entries), agent: ""),
        base: "python:3.11-slim", isDefaultBase: true, applicationDirectory: "/app", probe: nil)
      guard let message else {
        _ = try Python().dockerfile(request)
        return
      }
      let failure = #expect(throws: Failure.self) { _ = try Python().dockerfile(request) }
      #expect(failure?.diagnostic.message.contains(message) == true)
    }
  }
}
