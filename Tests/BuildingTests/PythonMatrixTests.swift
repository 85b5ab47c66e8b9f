import FileIO
import PipelineCore
import SystemPackage
import Testing

/// A small project of one layout, and how its ecosystem's own tool installs it.
struct PythonLayout: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var files: [String: String]
  /// Shell in the project's directory that makes its lock; `INDEX` is the index's address.
  var prepare = ""
  /// Shell in a clean copy that installs into `.venv`.
  var install: String
  var settings = ""
  var installer = "auto"
  /// What is run: a file of the project, or a command that the environment has.
  var program = "main.py"
  /// Where the agent is in the project.
  var agent = "."
}

/// The same packages in the same versions are in the image as after the ecosystem's own tool, the program says the same,
/// and a second build gives the same bytes.
@Suite(
  "Every layout of a Python project", .serialized,
  .enabled(if: Workbench.base("python") != nil && Workbench.has("uv") && PackageIndex.hasBuildSystems))
struct PythonMatrixTests {
  private static let packages = [
    "simple|web|1.0|colors>=1|rich; extra == 'cli'|winonly; sys_platform == 'win32'",
    "simple|winonly|1.0", "simple|web|2.0", "simple|colors|1.0",
    "simple|colors|2.0", "simple|rich|13.0", "simple|pure|1.0+source", "extra|spare|3.0",
  ]

  private func check(_ layout: PythonLayout) async throws {
    let bench = try Workbench()
    let index = try await PackageIndex(Self.packages, in: bench)
    for (name, text) in layout.files {
      try bench.write(text.replacing("INDEX", with: index.origin), to: name)
    }
    let start = "cd \(layout.agent)/."
    let variables =
      "export PIP_CONFIG_FILE=/dev/null PIP_INDEX_URL=\(index.origin)/simple UV_DEFAULT_INDEX=\(index.origin)/simple"
      + " UV_PYTHON_DOWNLOADS=never PIP_DISABLE_PIP_VERSION_CHECK=1"
    let prepare = layout.prepare.replacing("INDEX", with: index.origin)
    if !prepare.isEmpty {
      let made = try await bench.shell("\(variables); git init -q .; \(start) && \(prepare)")
      #expect(made.status == 0, "\(made.output)")
    }
    try bench.write(manifest("python:3.11", layout.settings), to: "\(layout.agent)/agent.yaml")
    let copied = try await bench.shell("cp -r . ../clean")
    #expect(copied.status == 0)

    let outcome = try await bench.run(
      "build",
      [
        "--build-base-image", Workbench.base("python") ?? "", "--build-installer", layout.installer,
        "--check-reproducible",
      ],
      environment: ["PIP_INDEX_URL": "\(index.origin)/simple", "PIP_CONFIG_FILE": "/dev/null"], of: layout.agent)
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    let root = try await bench.unpack(outcome, to: "root", of: layout.agent)

    let theirs = try await bench.shell(
      "cd ../clean && \(variables) && \(start) && uv venv -q --python python3 .venv && export UV_PROJECT_ENVIRONMENT=$PWD/.venv"
        + " && (\(layout.install)) >../log 2>&1 || cat ../log"
    )
    let packages = "\(root)/opt/agent/venv/lib/python3.11/site-packages"
    let list = """
      import importlib.metadata as m, sys
      found = m.distributions(path=sys.argv[1:]) if sys.argv[1:] else m.distributions()
      print(sorted({(d.metadata['Name'].lower().replace('_', '-'), d.version) for d in found}))
      """
    try FileContents.write(Array(list.utf8), to: bench.directory.appending("list.py"))
    let own = try await bench.shell("python3 ../list.py \(packages)")
    let wanted = try await bench.shell("cd ../clean && \(start) && .venv/bin/python -I \(bench.directory)/list.py")
    #expect(own.output == wanted.output, "\(theirs.output)\(outcome.output)")

    let isFile = layout.program.hasSuffix(".py")
    let run = """
      import runpy, site, sys
      site.addsitedir(sys.argv.pop(1))
      sys.argv.pop(0)
      runpy.run_path(sys.argv[0], run_name='__main__')
      """
    try FileContents.write(Array(run.utf8), to: bench.directory.appending("run.py"))
    let program = isFile ? "\(root)/app/\(layout.program)" : "\(root)/opt/agent/venv/bin/\(layout.program)"
    let said = try await bench.shell("cd / && python3 -IB \(bench.directory)/run.py \(packages) \(program)")
    let expected = try await bench.shell(
      "cd ../clean && \(start) && " + (isFile ? ".venv/bin/python -B \(layout.program)" : ".venv/bin/\(layout.program)")
    )
    #expect(said.output == expected.output && !said.output.isEmpty && expected.status == 0, "\(said) \(expected)")

    // Nothing in the image tells where it was made: neither a file's text, nor a link.
    let traces = try await bench.shell(
      "grep -rlE '\(bench.directory)|\\.agent-pipeline' \(root)/opt; find \(root) -lname '*\(bench.directory)*'")
    #expect(traces.output.isEmpty, "\(traces.output)")
  }

  private static let main = "import web\nprint('web', web.version)\n"
  private static let pip = "python3 -m pip --python .venv/bin/python install -q"

  private static func package(_ backend: String, _ more: String = "") -> String {
    """
    [project]
    name = "app"
    version = "1.0"
    requires-python = ">=3.9"
    dependencies = ["web==1.0"]
    \(more)
    [build-system]
    requires = ["\(backend == "hatchling.build" ? "hatchling" : "setuptools")"]
    build-backend = "\(backend)"

    """
  }

  private static let module = "import web\ndef main():\n    print('app with web', web.version)\n"
  private static let runs = "from app import main\nmain()\n"
  private static let setup = """
    from setuptools import setup, find_packages
    setup(name='app', version='1.0', packages=find_packages('src'), package_dir={'': 'src'}, install_requires=['web==1.0'])
    """

  static let requirements: [PythonLayout] = [
    PythonLayout(
      testDescription: "requirements.txt", files: ["main.py": main, "requirements.txt": "web==1.0\n"],
      install: "\(pip) -r requirements.txt"),
    PythonLayout(
      testDescription: "requirements.txt with hashes", files: ["main.py": main],
      prepare: """
        for p in web-1.0 colors-1.0; do
          echo "${p%-*}==${p#*-} --hash=sha256:$(sha256sum ../index/simple/$p-*.whl | cut -c-64)" >>requirements.txt; done
        """, install: "\(pip) --require-hashes -r requirements.txt"),
    PythonLayout(
      testDescription: "constraints",
      files: ["main.py": main, "requirements.txt": "-c limits.txt\nweb==1.0\n", "limits.txt": "colors<2\n"],
      install: "\(pip) -r requirements.txt", installer: "pip"),
    PythonLayout(
      testDescription: "included files",
      files: [
        "main.py": main, "requirements.txt": "-r requirements/base.txt\nrich\n",
        "requirements/base.txt": "-r more.txt\ncolors==1.0\n", "requirements/more.txt": "web==1.0\n",
      ], install: "\(pip) -r requirements.txt"),
    PythonLayout(
      testDescription: "extras", files: ["main.py": main, "requirements.txt": "web[cli]==1.0\n"],
      install: "\(pip) -r requirements.txt"),
    PythonLayout(
      testDescription: "markers",
      files: [
        "main.py": main,
        "requirements.txt":
          "web==1.0\nrich; python_version >= '3.9'\nspare; sys_platform == 'win32'\nnothere; python_version < '3'\n",
      ], install: "\(pip) -r requirements.txt", installer: "pip"),
    PythonLayout(
      testDescription: "an editable install of the project",
      files: [
        "main.py": runs, "requirements.txt": "-e .\n", "setup.py": setup, "src/app/__init__.py": module,
      ], install: "\(pip) -e ."),
    PythonLayout(
      testDescription: "an install of the project",
      files: [
        "main.py": runs, "requirements.txt": ".\n", "pyproject.toml": package("setuptools.build_meta"),
        "src/app/__init__.py": module,
      ], install: "\(pip) -r requirements.txt"),
    PythonLayout(
      testDescription: "a library of the project",
      files: [
        "main.py": "import greet\ngreet.main()\n", "requirements.txt": "./libs/greet\nweb==1.0\n",
        "libs/greet/setup.py":
          "from setuptools import setup\nsetup(name='greet', version='0.1', py_modules=['greet'])\n",
        "libs/greet/greet.py": module,
      ], install: "\(pip) -r requirements.txt"),
    PythonLayout(
      testDescription: "wheels of the project",
      files: ["main.py": main, "requirements.txt": "--no-index\n--find-links ./wheels\nweb\n"],
      prepare: "mkdir wheels && cp ../index/simple/web-1.0-* ../index/simple/colors-1.0-* wheels/",
      install: "\(pip) -r requirements.txt"),
    PythonLayout(
      testDescription: "an extra index",
      files: ["main.py": main, "requirements.txt": "--extra-index-url INDEX/extra\nweb==1.0\nspare\n"],
      install: "\(pip) -r requirements.txt"),
    PythonLayout(
      testDescription: "a package that is there as source only",
      files: ["main.py": "import pure\nprint(pure.version)\n", "requirements.txt": "pure==1.0\nweb==1.0\n"],
      install: "\(pip) -r requirements.txt", installer: "pip"),
  ]

  private static let scripts = "[project.scripts]\napp = \"app:main\""

  static let projects: [PythonLayout] = [
    PythonLayout(
      testDescription: "hatchling and uv.lock",
      files: ["pyproject.toml": package("hatchling.build", scripts), "src/app/__init__.py": module],
      prepare: "uv lock -q", install: "uv sync -q --frozen --no-dev --no-editable",
      settings: "pipeline: {build: {entrypoint: [app]}}",
      program: "app"),
    PythonLayout(
      testDescription: "setuptools without a lock, src layout",
      files: [
        "pyproject.toml": package("setuptools.build_meta", scripts), "src/app/__init__.py": module, "main.py": runs,
      ], install: "\(pip) ."),
    PythonLayout(
      testDescription: "setuptools without a lock, flat layout",
      files: [
        "pyproject.toml": package("setuptools.build_meta") + "[tool.setuptools]\npackages = [\"app\"]\n",
        "app/__init__.py": module, "main.py": runs,
      ], install: "\(pip) .", installer: "pip"),
    PythonLayout(
      testDescription: "setup.py", files: ["main.py": runs, "setup.py": setup, "src/app/__init__.py": module],
      install: "\(pip) ."),
    PythonLayout(
      testDescription: "setup.cfg",
      files: [
        "main.py": runs, "app.py": module,
        "setup.cfg":
          "[metadata]\nname = app\nversion = 1.0\n[options]\npy_modules = app\ninstall_requires = web==1.0\n",
        "pyproject.toml": "[build-system]\nrequires = [\"setuptools\"]\nbuild-backend = \"setuptools.build_meta\"\n",
      ], install: "\(pip) ."),
    PythonLayout(
      testDescription: "a namespace package",
      files: [
        "main.py": "from corp.chat import main\nmain()\n", "src/corp/chat/__init__.py": module,
        "pyproject.toml": package("hatchling.build")
          + "[tool.hatch.build.targets.wheel]\npackages = [\"src/corp\"]\n",
      ], prepare: "uv lock -q", install: "uv sync -q --frozen --no-dev --no-editable"),
    PythonLayout(
      testDescription: "dependency groups and extras of uv",
      files: [
        "main.py": main,
        "pyproject.toml": """
        [project]
        name = "app"
        version = "1.0"
        requires-python = ">=3.9"
        dependencies = ["web==1.0"]
        [project.optional-dependencies]
        cli = ["web[cli]"]
        [dependency-groups]
        dev = ["pure"]
        paint = ["colors==1.0"]
        """,
      ], prepare: "uv lock -q", install: "uv sync -q --frozen --no-dev --no-editable --group paint --extra cli",
      settings: "pipeline: {build: {python: {groups: [paint], extras: [cli]}}}"),
    PythonLayout(
      testDescription: "a member of a uv workspace",
      files: [
        "pyproject.toml": "[tool.uv.workspace]\nmembers = [\"agents/*\", \"libs/*\"]\n",
        "libs/shared/pyproject.toml": package("hatchling.build").replacing("\"app\"", with: "\"shared\""),
        "libs/shared/src/shared/__init__.py": module, "agents/chat/main.py": "import shared\nshared.main()\n",
        "agents/chat/pyproject.toml": """
        [project]
        name = "chat"
        version = "1.0"
        requires-python = ">=3.9"
        dependencies = ["rich", "shared"]
        [tool.uv.sources]
        shared = {workspace = true}
        """,
      ], prepare: "uv lock -q", install: "uv sync -q --frozen --no-dev --no-editable", agent: "agents/chat"),
    PythonLayout(
      testDescription: "pylock.toml",
      files: [
        "main.py": main,
        "pyproject.toml": "[project]\nname = \"app\"\nversion = \"1.0\"\ndependencies = [\"web==1.0\"]\n",
      ], prepare: "uv pip compile -q --python-version 3.11 pyproject.toml -o pylock.toml",
      install: "uv pip sync -q --python .venv/bin/python pylock.toml"),
    PythonLayout(
      testDescription: "poetry.lock",
      files: [
        "main.py": main,
        "pyproject.toml": """
        [tool.poetry]
        name = "app"
        version = "1.0"
        description = ""
        authors = []
        package-mode = false
        [tool.poetry.dependencies]
        python = "^3.9"
        web = "1.0"
        [tool.poetry.group.dev.dependencies]
        rich = "13.0"

        """,
        "poetry.lock": """
        \(poetryPackage("colors", "1.0", "main"))
        \(poetryPackage("rich", "13.0", "dev"))
        \(poetryPackage("web", "1.0", "main"))
        [metadata]
        lock-version = "2.1"
        python-versions = "^3.9"
        content-hash = "bc47cc00bb16bd9640dbb5921972f85ad14d2b093866ae8347bdbb2d643a143a"

        """,
      ], prepare: fillHashes, install: "\(pip) web==1.0 colors==1.0"),
    PythonLayout(
      testDescription: "pdm.lock",
      files: [
        "main.py": main,
        "pyproject.toml": """
        [project]
        name = "app"
        version = "1.0"
        requires-python = ">=3.9"
        dependencies = ["web==1.0"]
        [dependency-groups]
        dev = ["rich==13.0"]
        [tool.pdm]
        distribution = false

        """,
        "pdm.lock": """
        [metadata]
        groups = ["default", "dev"]
        strategy = ["inherit_metadata"]
        lock_version = "4.5.0"
        content_hash = "sha256:9eadba5dad6d92a7445002759bd7d19251075df05ef5c7b9b739bbba1c143660"

        \(pdmPackage("colors", "1.0", "default"))
        \(pdmPackage("rich", "13.0", "dev"))
        \(pdmPackage("web", "1.0", "default"))
        """,
      ], prepare: fillHashes, install: "\(pip) web==1.0 colors==1.0"),
    PythonLayout(
      testDescription: "Pipfile.lock",
      files: [
        "main.py": main, "Pipfile": "[packages]\nweb = \"==1.0\"\n[dev-packages]\nrich = \"*\"\n",
        "Pipfile.lock": """
        {"_meta": {"hash": {"sha256": "057dd63aa27eca7ffec65f08a1c0bd9bfe1bd31177b64347b0a6dc3b6556f2a8"},
                   "pipfile-spec": 6, "requires": {}, "sources": []},
         "default": {"colors": {"hashes": ["sha256:HASH-colors-1.0"], "version": "==1.0"},
                     "web": {"hashes": ["sha256:HASH-web-1.0"], "version": "==1.0"}},
         "develop": {"rich": {"hashes": ["sha256:HASH-rich-13.0"], "version": "==13.0"}}}
        """,
      ], prepare: fillHashes, install: "\(pip) web==1.0 colors==1.0"),
  ]

  private static let fillHashes = """
    for p in web-1.0 colors-1.0 rich-13.0; do
      sed -i "s/HASH-$p/$(sha256sum ../index/simple/$p-*.whl | cut -c-64)/" *.lock; done
    """

  private static func poetryPackage(_ name: String, _ version: String, _ group: String) -> String {
    """
    [[package]]
    name = "\(name)"
    version = "\(version)"
    description = ""
    optional = false
    python-versions = "*"
    groups = ["\(group)"]
    files = [{file = "\(name)-\(version)-py3-none-any.whl", hash = "sha256:HASH-\(name)-\(version)"}]

    """
  }

  private static func pdmPackage(_ name: String, _ version: String, _ group: String) -> String {
    """
    [[package]]
    name = "\(name)"
    version = "\(version)"
    groups = ["\(group)"]
    files = [{file = "\(name)-\(version)-py3-none-any.whl", hash = "sha256:HASH-\(name)-\(version)"}]

    """
  }

  @Test(arguments: requirements) func `of requirements files gives what pip gives`(layout: PythonLayout) async throws {
    try await check(layout)
  }

  @Test(arguments: projects) func `of projects gives what its tool gives`(layout: PythonLayout) async throws {
    try await check(layout)
  }
}
