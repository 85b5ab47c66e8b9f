import Diagnostics
import FileIO
import PipelineCore
import SystemPackage
import TestSupport
import Testing

/// Projects of several layouts, built by us and by the project's own tool: the packages must be the same. The wheels are
/// made here, so that no index is needed.
@Suite("Python projects", .enabled(if: Workbench.base("python") != nil && Workbench.has("uv")))
struct PythonProjectTests {
  /// Wheels of one module each: `NAME VERSION REQUIREMENT…` a line.
  private static let makeWheels = """
    import sys, zipfile
    for line in sys.stdin.read().splitlines():
      name, version, *needs = line.split("|")
      info = f"{name}-{version}.dist-info"
      with zipfile.ZipFile(f"wheels/{name}-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}.py", f"version = '{version}'\\n")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n"
          + "".join(f"Requires-Dist: {need}\\n" for need in needs))
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{info}/RECORD", "")
    """

  private func bench(_ files: [String: String], wheels: [String]) async throws -> Workbench {
    let bench = try Workbench(files.merging(["main.py": "print('hello')\n"]) { $1 })
    try FileContents.write(Array(Self.makeWheels.utf8), to: bench.directory.appending("make.py"))
    let lines = wheels.joined(separator: "\n")
    let made = try await bench.shell("cd .. && mkdir wheels && python3 make.py <<'END'\n\(lines)\nEND")
    #expect(made.status == 0, "\(made.output)")
    return bench
  }

  private func build(_ bench: Workbench, _ installer: String, cache: String = "cache") async throws -> Workbench.Outcome
  {
    try await bench.run(
      "build", ["--build-base-image", Workbench.base("python") ?? "", "--build-installer", installer],
      environment: ["PIP_NO_INDEX": "1", "PIP_FIND_LINKS": bench.directory.appending("wheels").string], cache: cache)
  }

  /// The installed packages as `NAME-VERSION`, from the image's layers.
  private func installed(_ bench: Workbench, _ outcome: Workbench.Outcome) throws -> [String] {
    let paths = try bench.paths(in: .dependencies, of: outcome)
    return Set(
      paths.compactMap { path in
        path.split(separator: "/").first { $0.hasSuffix(".dist-info") }.map { String($0.dropLast(".dist-info".count)) }
      }
    ).sorted()
  }

  private static let wheels = [
    "web|1.0|timeouts==2.0; python_full_version < '3.11.3'|colors; sys_platform == 'win32'",
    "timeouts|2.0", "colors|1.0", "rich|13.0", "checks|8.0",
  ]
  private static let pyproject = """
    [project]
    name = "app"
    version = "1.0"
    requires-python = ">=3.9"
    dependencies = ["web==1.0"]
    [project.optional-dependencies]
    cli = ["rich==13.0"]
    [dependency-groups]
    dev = ["checks==8.0"]

    """

  @Test(arguments: ["pip", "uv"])
  func `are installed as uv sync would, for the image's Python`(installer: String) async throws {
    let bench = try await bench(
      [
        "agent.yaml": manifest("python:3.11", "pipeline: {build: {python: {extras: [cli]}}}"),
        "pyproject.toml": Self.pyproject,
      ], wheels: Self.wheels)
    let locked = try await bench.shell("uv lock --offline --no-index --find-links ../wheels")
    #expect(locked.status == 0, "\(locked.output)")
    let outcome = try await build(bench, installer)
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    // The base is Debian's 3.11, whose patch level nothing tells; the host's may be newer.
    #expect(try installed(bench, outcome) == ["rich-13.0", "timeouts-2.0", "web-1.0"])
    let synced = try await bench.shell(
      "uv sync -q --offline --frozen --no-dev --extra cli --python python3 && ls .venv/lib/python*/site-packages")
    for package in ["rich-13.0", "web-1.0"] {
      #expect(synced.output.contains("\(package).dist-info"), "\(synced.output)")
    }
    #expect(!synced.output.contains("colors") && !synced.output.contains("checks"))
  }

  @Test(arguments: ["pip", "uv"])
  func `are packages of the image where they have a build system`(installer: String) async throws {
    let bench = try await bench(
      [
        "agent.yaml": manifest("python:3.11", "pipeline: {build: {entrypoint: [app]}}"),
        "pyproject.toml": Self.pyproject + """
          [project.scripts]
          app = "app:main"
          [build-system]
          requires = []
          build-backend = "backend"
          backend-path = ["."]

          """,
        // A build backend of a few lines: none can be fetched here.
        "backend.py": """
        import os, zipfile
        def build_wheel(directory, settings=None, metadata=None):
          name = "app-1.0-py3-none-any.whl"
          with zipfile.ZipFile(os.path.join(directory, name), "w") as wheel:
            for file in os.listdir("src/app"): wheel.write(f"src/app/{file}", f"app/{file}")
            wheel.writestr("app-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: app\\nVersion: 1.0\\n")
            wheel.writestr("app-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
            wheel.writestr("app-1.0.dist-info/entry_points.txt", "[console_scripts]\\napp = app:main\\n")
            wheel.writestr("app-1.0.dist-info/RECORD", "")
          return name
        """,
        "src/app/__init__.py": "def main():\n    print('one')\n",
      ], wheels: Self.wheels)
    let locked = try await bench.shell("uv lock --offline --no-index --find-links ../wheels")
    #expect(locked.status == 0, "\(locked.output)")
    let first = try await build(bench, installer)
    #expect(first.exitCode == 0, "\(first.output)")
    #expect(try installed(bench, first) == ["app-1.0", "timeouts-2.0", "web-1.0"])
    #expect(try bench.paths(in: .dependencies, of: first).contains("opt/agent/venv/bin/app"))
    #expect(first.image?.layers.filter { $0.role == .dependencies }.count == 2)
    // A change of the sources changes the project's layer, and not that of its dependencies.
    try bench.write("def main():\n    print('two')\n", to: "src/app/__init__.py")
    let second = try await build(bench, installer)
    // Of the base, the dependencies, the project and the application; the home directory's comes behind them.
    let (one, two) = (first.image?.layers.prefix(4) ?? [], second.image?.layers.prefix(4) ?? [])
    #expect(zip(one, two).map { $0.0.digest == $0.1.digest } == [true, true, false, false], "\(second.output)")
    #expect(two.map(\.cached) == [true, true, false, false])
    #expect(try !Directory.names(in: bench.agent).contains { $0.hasSuffix(".egg-info") || $0 == "build" })
  }

  @Test(arguments: ["pip", "uv"])
  func `that a requirements file names are built anew when they change`(installer: String) async throws {
    let setup = "from setuptools import setup\nsetup(name='greet', version='1.0', py_modules=['greet'])\n"
    let bench = try await bench(
      [
        "agent.yaml": manifest("python:3.11"), "requirements.txt": "-e ./libs/greet\nweb==1.0\n",
        "libs/greet/greet.py": "text = 'one'\n", "libs/greet/setup.py": setup,
      ], wheels: Self.wheels)
    let first = try await build(bench, installer)
    guard first.exitCode == 0 else {
      // Building a package needs setuptools, which comes from an index.
      #expect(first.output.contains("setuptools"), "\(first.output)")
      return
    }
    try bench.write("text = 'two'\n", to: "libs/greet/greet.py")
    let second = try await build(bench, installer)
    #expect(first.layer(.dependencies) != second.layer(.dependencies), "\(second.output)")
    #expect(try bench.paths(in: .dependencies, of: second).contains { $0.hasSuffix("site-packages/greet.py") })
  }

  @Test(arguments: ["pip", "uv"])
  func `find other wheels in a directory of the project when they change`(installer: String) async throws {
    let bench = try await bench(
      ["agent.yaml": manifest("python:3.11"), "requirements.txt": "--no-index\n--find-links ./wheels\nweb\n"],
      wheels: ["web|1.0", "web|2.0"])
    func build() async throws -> [String] {
      let outcome = try await bench.run(
        "build", ["--build-base-image", Workbench.base("python") ?? "", "--build-installer", installer])
      #expect(outcome.exitCode == 0, "\(outcome.output)")
      return try installed(bench, outcome)
    }
    _ = try await bench.shell("mkdir wheels && cp ../wheels/web-1.0-*.whl wheels/")
    #expect(try await build() == ["web-1.0"])
    _ = try await bench.shell("cp ../wheels/web-2.0-*.whl wheels/")
    #expect(try await build() == ["web-2.0"])
  }

  @Test func `that need another Python are refused before anything is installed`() async throws {
    let bench = try Workbench([
      "agent.yaml": manifest("python:3.11"), "main.py": "",
      "pyproject.toml": Self.pyproject.replacing(">=3.9", with: ">=3.12"),
    ])
    let outcome = try await bench.run("build", ["--build-base-image", Workbench.base("python") ?? ""])
    #expect(outcome.errors == ["python-version-mismatch"], "\(outcome.output)")
    #expect(outcome.output.contains("requires Python >=3.12, and the image has 3.11.2"))
  }

  /// An index may have a source archive alone: if it is pure Python, it becomes a wheel that fits every platform.
  @Test(arguments: ["pip", "uv"])
  func `get wheels of packages that are there as source only`(installer: String) async throws {
    let bench = try await bench(
      ["agent.yaml": manifest("python:3.11", "dependencies: [pure==1.0]")], wheels: ["web|1.0"])
    let backend = """
      import os, zipfile
      def build_wheel(directory, settings=None, metadata=None):
        with zipfile.ZipFile(os.path.join(directory, "pure-1.0-py3-none-any.whl"), "w") as wheel:
          wheel.writestr("pure.py", "")
          wheel.writestr("pure-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: pure\\nVersion: 1.0\\n")
          wheel.writestr("pure-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
          wheel.writestr("pure-1.0.dist-info/RECORD", "")
        return "pure-1.0-py3-none-any.whl"
      """
    let files = [
      "PKG-INFO": "Metadata-Version: 2.1\nName: pure\nVersion: 1.0\n", "backend.py": backend,
      "pyproject.toml": "[build-system]\nrequires = []\nbuild-backend = \"backend\"\nbackend-path = [\".\"]\n",
    ]
    for (name, text) in files { try bench.write(text, to: "../pure-1.0/\(name)") }
    let packed = try await bench.shell("cd .. && tar -czf wheels/pure-1.0.tar.gz pure-1.0")
    #expect(packed.status == 0)
    let outcome = try await build(bench, installer)
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    #expect(try installed(bench, outcome) == ["pure-1.0"])
  }

  @Test(
    arguments: [
      ("Pipfile", "[packages]\nweb = \"*\"\n", "Pipfile.lock"), ("environment.yml", "dependencies: [web]\n", "conda"),
      ("requirements/base.txt", "web==1.0\n", "requirements/base.txt"),
      ("pyproject.toml", "[tool.poetry.dependencies]\nweb = \"^1\"\n", "poetry lock"),
    ])
  func `whose dependencies would not be installed are refused`(name: String, text: String, hint: String) async throws {
    let bench = try Workbench(["agent.yaml": manifest("python:3.11"), "main.py": "", name: text])
    let outcome = try await bench.run("validate")
    #expect(outcome.errors == ["unused-dependency-file"], "\(outcome.output)")
    #expect(outcome.output.contains(hint), "\(outcome.output)")
  }

  /// A member of a uv workspace whose lock file is above, with another member as a package.
  @Test func `find the workspace that they are members of`() async throws {
    let bench = try await bench([:], wheels: Self.wheels)
    let setup = """
      import zipfile, os
      def build_wheel(directory, settings=None, metadata=None):
        name = "shared-1.0-py3-none-any.whl"
        with zipfile.ZipFile(os.path.join(directory, name), "w") as wheel:
          wheel.write("shared.py")
          wheel.writestr("shared-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: shared\\nVersion: 1.0\\n")
          wheel.writestr("shared-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
          wheel.writestr("shared-1.0.dist-info/RECORD", "")
        return name
      build_editable = build_wheel
      """
    let files = [
      "pyproject.toml": "[tool.uv.workspace]\nmembers = [\"agents/*\", \"libs/*\"]\n",
      "libs/shared/pyproject.toml":
        "[project]\nname = \"shared\"\nversion = \"1.0\"\n[build-system]\nrequires = []\nbuild-backend = \"backend\"\nbackend-path = [\".\"]\n",
      "libs/shared/backend.py": setup, "libs/shared/shared.py": "text = 'one'\n",
      "agents/chat/pyproject.toml":
        "[project]\nname = \"chat\"\nversion = \"1.0\"\nrequires-python = \">=3.9\"\ndependencies = [\"web\", \"shared\"]\n[tool.uv.sources]\nshared = {workspace = true}\n",
      "agents/chat/agent.yaml": manifest("python:3.11"), "agents/chat/main.py": "import shared\n",
      "other/unneeded.txt": "",
    ]
    for (name, text) in files { try bench.write(text, to: name) }
    let locked = try await bench.shell("git init -q . && uv lock --offline --no-index --find-links ../wheels")
    #expect(locked.status == 0, "\(locked.output)")
    func build() async throws -> Workbench.Outcome {
      try await bench.run(
        "build", ["--build-base-image", Workbench.base("python") ?? ""],
        environment: ["PIP_NO_INDEX": "1", "PIP_FIND_LINKS": bench.directory.appending("wheels").string],
        of: "agents/chat")
    }
    let first = try await build()
    #expect(first.exitCode == 0, "\(first.output)")
    try bench.write("text = 'two'\n", to: "libs/shared/shared.py")
    let second = try await build()
    // Of the base, the dependencies, the project and the application; the home directory's comes behind them.
    let (one, two) = (first.image?.layers.prefix(4) ?? [], second.image?.layers.prefix(4) ?? [])
    #expect(zip(one, two).map { $0.0.digest == $0.1.digest } == [true, true, false, true], "\(second.output)")
  }

  /// A repository that a server of files offers (git's "dumb" protocol).
  @Test(.enabled(if: Workbench.has("git")))
  func `take a package from git by its commit, where its host is allowed`() async throws {
    let bench = try Workbench(["agent.yaml": manifest("python:3.11"), "main.py": "import greet\n"])
    let backend = """
      import os, zipfile
      def build_wheel(directory, settings=None, metadata=None):
        name = "greet-1.0-py3-none-any.whl"
        with zipfile.ZipFile(os.path.join(directory, name), "w") as wheel:
          wheel.write("greet.py")
          wheel.writestr("greet-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: greet\\nVersion: 1.0\\n")
          wheel.writestr("greet-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
          wheel.writestr("greet-1.0.dist-info/RECORD", "")
        return name
      """
    let files = [
      "backend.py": backend, "greet.py": "text = 'one'\n",
      "pyproject.toml":
        "[project]\nname = \"greet\"\nversion = \"1.0\"\n[build-system]\nrequires = []\nbuild-backend = \"backend\"\nbackend-path = [\".\"]\n",
    ]
    for (name, text) in files { try bench.write(text, to: "../greet/\(name)") }
    let made = try await bench.shell(
      """
      cd ../greet && git init -q . && git add -A && git -c user.name=x -c user.email=x@y commit -qm x &&
      git clone -q --bare . ../greet.git && cd ../greet.git && git update-server-info && git rev-parse HEAD
      """)
    let commit = String(made.output.split(whereSeparator: \.isNewline).last ?? "")
    #expect(made.status == 0, "\(made.output)")
    let repository = bench.directory.appending("greet.git")
    let server = try TestHTTPServer { request in
      let path = FilePath(String(request.path.dropFirst("/greet.git/".count)))
      return (try? FileContents.read(repository.pushing(path), limit: 1 << 20)).map { TestResponse(200, body: $0) }
        ?? TestResponse(404)
    }
    defer { server.stop() }
    func build(_ line: String, _ arguments: [String] = []) async throws -> Workbench.Outcome {
      try bench.write("\(line)\n", to: "requirements.txt")
      return try await bench.run("build", ["--build-base-image", Workbench.base("python") ?? ""] + arguments)
    }
    let address = "greet @ git+\(server.origin)/greet.git"
    let allowed = ["--build-allow-hosts", server.host]
    #expect(try await build("\(address)@\(commit)").errors == ["untrusted-configuration"])
    let moving = try await build("\(address)@main", allowed)
    #expect(moving.errors == ["untrusted-configuration"] && moving.output.contains("names no commit"))
    let built = try await build("\(address)@\(commit)", allowed)
    #expect(built.exitCode == 0, "\(built.output)")
    #expect(try installed(bench, built) == ["greet-1.0"])
  }

  @Test(arguments: ["pip", "uv"])
  func `whose packages conflict are told which`(installer: String) async throws {
    let bench = try await bench(
      ["agent.yaml": manifest("python:3.11"), "requirements.txt": "one\nother\n"],
      wheels: ["one|1.0|common==1.0", "other|1.0|common==2.0", "common|1.0", "common|2.0"])
    let outcome = try await build(bench, installer)
    #expect(outcome.exitCode == 1 && outcome.errors == ["dependencies-not-installable"], "\(outcome.output)")
    let diagnostic = outcome.report?.agents.first?.diagnostics.first { $0.severity == .error }
    let said = ([diagnostic?.message ?? ""] + (diagnostic?.hints ?? [])).joined(separator: "\n")
    for part in ["one", "other", "common==1.0", "common==2.0"] { #expect(said.contains(part), "\(said)") }
    #expect(!said.contains(bench.directory.string), "\(said)")
  }

  @Test(arguments: ["pip", "uv"])
  func `whose index does not answer are no fault of the agent`(installer: String) async throws {
    let bench = try Workbench(["agent.yaml": manifest("python:3.11", "dependencies: [web==1.0]"), "main.py": ""])
    let outcome = try await bench.run(
      "build", ["--build-base-image", Workbench.base("python") ?? "", "--build-installer", installer],
      environment: [
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_CONFIG_FILE": "/dev/null", "PIP_RETRIES": "0",
        "UV_HTTP_RETRIES": "0",
      ])
    #expect(outcome.exitCode == 3 && outcome.errors == ["package-index-unreachable"], "\(outcome.output)")
    #expect(outcome.output.contains("127.0.0.1:9"), "\(outcome.output)")
  }
}
