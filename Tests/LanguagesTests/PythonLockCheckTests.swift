import OCIImage
import Testing

@testable import Languages

/// What `validate` says of a lock file before anything is built.
@Suite("A Python lock file that does not fit") struct PythonLockCheckTests {
  private static func directory(_ files: [String: String]) -> ProjectDirectory {
    ProjectDirectory(files: FileList(Array(files.keys))) { path, _ in files[path].map { Array($0.utf8) } }
  }

  private static func messages(_ problems: [ProjectFileProblem]) -> [String] {
    problems.map { "\($0.file):\($0.line): \($0.message) → \($0.hint)" }
  }

  @Test(arguments: [
    (["pyproject.toml": "[project\n"], "pyproject.toml:1: `pyproject.toml` is not valid TOML"),
    (["pylock.toml": "lock-version = \"1.0\"\n[[packages\n"], "pylock.toml:2: `pylock.toml` is not valid TOML"),
    (["pylock.toml": "lock-version = \"2.0\"\n"], "another format than version 1 of PEP 751"),
    (["uv.lock": "version = 1\nx = \n"], "uv.lock:2: `uv.lock` is not valid TOML"),
    (["uv.lock": "version = 2\n"], "uv.lock:1: `uv.lock` has the unknown format `2` → version 1"),
    (["uv.lock": ""], "the unknown format without a version"),
    (["poetry.lock": "[metadata]\nlock-version = \"3.0\"\n"], "unknown format `3.0` → versions 1 and 2"),
    (["poetry.lock": "[[package]]\nname = \n"], "poetry.lock:2: "),
    (["pdm.lock": "[metadata]\nlock_version = \"5.0\"\n"], "unknown format `5.0`"),
    (["Pipfile.lock": "{\"_meta\": {},\n"], "Pipfile.lock:2: `Pipfile.lock` is not valid JSON"),
    (["Pipfile.lock": "{\"_meta\": {\"pipfile-spec\": 7}}"], "unknown format `7`"),
  ])
  func `is named with its line and the remedy`(files: [String: String], message: String) {
    let found = Self.messages(Python().problems(in: Self.directory(files)))
    #expect(found.count == 1 && found[0].contains(message), "\(found)")
    // The build says no less.
    #expect(throws: LockProblem.self) {
      let project = try PythonProject(in: Self.directory(files))
      _ = try project.locked(LockSelection(environment: Self.environment))
    }
  }

  private static let environment = MarkerEnvironment(
    TargetPython(version: "3.11", platform: .init(os: "linux", architecture: "amd64")))

  /// Markers that hold for the whole range are left out of it.
  @Test(arguments: [(">=3.12", true), (">=3.9, <3.11", true), (">=3.9, <4", false), (">=3.11.5", true)])
  func `is for other versions of Python`(range: String, isRefused: Bool) throws {
    let files = ["pylock.toml": "lock-version = \"1.0\"\nrequires-python = \"\(range)\"\npackages = []\n"]
    let python = TargetPython(
      version: "3.11", fullVersion: "3.11.2", platform: .init(os: "linux", architecture: "amd64"))
    let selection = LockSelection(environment: MarkerEnvironment(python))
    let problem: LockProblem?
    do throws(LockProblem) {
      _ = try PythonProject(in: Self.directory(files)).locked(selection)
      problem = nil
    } catch {
      problem = error
    }
    #expect(problem?.message.hasPrefix("`pylock.toml` is made for Python \(range)") == (isRefused ? true : nil))
  }

  // The hashes are those that Poetry 2.3, PDM 2.29 and pipenv 2026 keep of these texts.
  private static let oldPoetry = """
    [tool.poetry]
    name = "app"
    version = "1.0"
    description = "é"
    authors = []
    [tool.poetry.dependencies]
    python = "^3.9"
    web = {version = "^1.0", optional = true, extras = ["a"]}
    rich = [{version = "13.0", python = ">=3.10"}, {version = "12.0", python = "<3.10"}]
    [tool.poetry.extras]
    cli = ["web"]
    [tool.poetry.group.dev.dependencies]
    checks = "8.0"
    [tool.poetry.dev-dependencies]
    old = "*"
    [[tool.poetry.source]]
    name = "tëst"
    url = "https://example.com/simple"
    """
  private static let poetry = """
    [project]
    name = "app"
    version = "1.0"
    requires-python = ">=3.9"
    dependencies = ["web (>=1.0,<2.0)", "größe"]
    [project.optional-dependencies]
    cli = ["rich==13.0"]
    [dependency-groups]
    dev = ["checks==8.0"]
    [tool.poetry]
    package-mode = false
    [tool.poetry.group.x.dependencies]
    checks = "8.0"
    """
  private static let pdm = """
    [project]
    name = "app"
    version = "1.0"
    requires-python = ">=3.9"
    dependencies = ["web>=1"]
    [project.optional-dependencies]
    cli = ["rich==13.0"]
    [dependency-groups]
    Dev = ["checks==8.0"]
    [tool.pdm.dev-dependencies]
    test_x = ["old"]
    [tool.pdm.resolution.overrides]
    web = "1.2"
    [[tool.pdm.source]]
    name = "s"
    url = "https://example.com"
    verify_ssl = true
    """
  private static let pipfile = """
    [packages]
    Web_X = "*"
    rich = {version = "==13.0", extras = ["jupyter"], markers = "python_version >= '3.9'"}
    [dev-packages]
    pytest = "*"
    [docs]
    sphinx = "*"
    [requires]
    python_version = "3.11"
    [scripts]
    x = "y"
    """

  private static func poetryLock(_ hash: String) -> String {
    "[metadata]\nlock-version = \"2.1\"\ncontent-hash = \"\(hash)\"\n"
  }
  private static func pdmLock(_ hash: String) -> String {
    """
    [metadata]
    strategy = ["inherit_metadata"]
    lock_version = "4.5.1"
    content_hash = "sha256:\(hash)"
    """
  }
  private static func pipfileLock(_ hash: String) -> String {
    """
    {"_meta": {"pipfile-spec": 6,
     "hash": {"sha256": "\(hash)"}}, "default": {}}
    """
  }

  @Test(arguments: [
    (
      "pyproject.toml", oldPoetry, "poetry.lock",
      poetryLock("fab48ca7c4a67d2eb42327d328934d4107526e9b3266044b61bd3d0113735c0d"), 3, "`poetry lock`"
    ),
    (
      "pyproject.toml", poetry, "poetry.lock",
      poetryLock("7b3a54c8e9e129d0b7a5c511bedcad5f1dd9a6f4a2442d51cad9af5c11c42e15"), 3, "`poetry lock`"
    ),
    (
      "pyproject.toml", poetry, "poetry.lock",
      poetryLock("95bd888108defc10aac2703e89dc8d4375dd462d52dd7db167470a5d33cff79d"), 3, "`poetry lock`"
    ),
    (
      "pyproject.toml", pdm, "pdm.lock", pdmLock("b443373fb113644bc12c65eccbe7852a613531d5448d97e9bc409c77206e1c27"),
      4, "`pdm lock`"
    ),
    (
      "Pipfile", pipfile, "Pipfile.lock",
      pipfileLock("728f3ffd4ceb9aabe83acf2a7eead9af1db0fbaef197b81bf84dbf0c69b2ce4f"), 2, "`pipenv lock`"
    ),
    (
      "Pipfile", pipfile, "Pipfile.lock",
      pipfileLock("3ed875c809419a83d58403990b97a3014fbd90fb699d13aab26cfc1945a730b9"), 2, "`pipenv lock`"
    ),
  ])
  func `is outdated when its hash is not that of the project`(
    input: String, text: String, lock: String, locked: String, line: Int, remedy: String
  ) throws {
    func outdated(_ text: String) throws -> LockProblem? {
      try PythonProject(in: Self.directory([input: text, lock: locked])).outdatedLock
    }
    #expect(try outdated(text) == nil)
    let problem = try outdated(text.replacing("13.0", with: "13.1"))
    #expect(problem?.message == "`\(lock)` is outdated: \(input) has changed since it was made")
    #expect(problem?.hint.contains(remedy) == true && problem?.line == line && problem?.file == lock)
    // What the tool itself does not count.
    #expect(try outdated("# a comment\n\(text)") == nil)
  }

  // As uv 0.13 writes it.
  private static let uvProject = """
    [project]
    name = "app"
    version = "1.0"
    requires-python = ">=3.9"
    dependencies = [
      "Web_X [b,a] >=1.0 , <3,!=2.0; python_version >= '3.9'", "colors", "rich~=13.0", "six==1.*",
      "tool @ file:///tool-1.0-py3-none-any.whl", "pre>=1.0-beta",
    ]
    [project.optional-dependencies]
    cli = ["rich==13.0"]
    all = ["app[cli]"]
    [dependency-groups]
    dev = ["checks==8.0", {include-group = "x"}]
    x = ["colors"]
    """
  private static let uvLock = """
    version = 1
    requires-python = ">=3.9"

    [[package]]
    name = "app"
    version = "1.0"
    source = { virtual = "." }
    dependencies = [{ name = "colors" }]

    [package.metadata]
    requires-dist = [
        { name = "app", extras = ["cli"], marker = "extra == 'all'" },
        { name = "colors" },
        { name = "pre", specifier = ">=1.0b0" },
        { name = "rich", specifier = "~=13.0" },
        { name = "rich", marker = "extra == 'cli'", specifier = "==13.0" },
        { name = "six", specifier = "==1.*" },
        { name = "tool", path = "/tool-1.0-py3-none-any.whl" },
        { name = "web-x", extras = ["b", "a"], marker = "python_full_version >= '3.9'", specifier = ">=1.0,!=2.0,<3" },
    ]
    provides-extras = ["cli", "all"]

    [package.metadata.requires-dev]
    dev = [
        { name = "checks", specifier = "==8.0" },
        { name = "colors" },
    ]
    x = [{ name = "colors" }]
    """

  @Test(
    arguments: [
      ("colors", "colors", nil), ("\"colors\", ", "", "colors"), ("\"colors\",", "\"colors>=2\",", "colors"),
      ("rich~=13.0", "rich~=13.1", "rich"), ("rich==13.0", "rich==13.2", "rich"), ("!=2.0", "!=2.1", "web-x"),
      ("[b,a]", "[b]", "web-x"), ("six==1.*", "six==1.* ; sys_platform == 'win32'", "six"),
      ("six==1.*", "six==1.*; sys_platform == 'linux'", nil), ("\"six==1.*\"", "\"six==1.*\", \"new\"", "new"),
      ("x = [\"colors\"]", "x = [\"colours\"]", "colors"), ("1.0-beta", "1.0-beta.2", nil),
      ("\"tool @ file:///tool-1.0-py3-none-any.whl\", ", "", "tool"),
      ("dependencies = [", "dynamic = [\"dependencies\"]\nignored = [", nil),
    ] as [(String, String, String?)])
  func `of uv is outdated when a requirement is another one`(part: String, changed: String, name: String?) throws {
    let project = Self.uvProject.replacing(part, with: changed, maxReplacements: 1)
    #expect(project != Self.uvProject || part == changed)
    let files = ["pyproject.toml": project, "uv.lock": Self.uvLock]
    let problem = try PythonProject(in: Self.directory(files)).outdatedLock
    #expect(
      problem?.message
        == name.map { "`uv.lock` is outdated: pyproject.toml has another requirement for `\($0)`" })
    // validate tells it, too.
    let found = Self.messages(Python().unusedFiles(in: Self.directory(files)))
    #expect(found.contains { $0.contains("outdated") } == (name != nil), "\(found)")
  }
}

@Suite("The patch level of an image's Python") struct PatchLevelTests {
  @Test(
    arguments: [
      ("alloc_debug\u{0}3.11.2\u{0}st", "3.11.2"), ("/usr/src/Python-3.11.12\u{0}", "3.11.12"),
      ("\u{0}3.11.2\u{0}3.11.2\u{0}", "3.11.2"), ("\u{0}3.11.2\u{0}3.11.3\u{0}", nil), ("\u{0}13.11.2\u{0}", nil),
      ("\u{0}3.11.2rc1\u{0}", nil), ("3.11.2 and more", nil), ("\u{0}3.1.2\u{0}", nil), ("", nil),
    ] as [(String, String?)])
  func `is in its interpreter`(bytes: String, version: String?) {
    #expect(PatchLevel.version("3.11", in: Array(bytes.utf8)) == version)
  }

  @Test func `is needed only where a condition depends on it`() throws {
    let python = TargetPython(version: "3.11", platform: .init(os: "linux", architecture: "amd64"))
    let unknown = LockSelection(environment: MarkerEnvironment(python))
    #expect(try unknown.holds("python_full_version < '3.12'", extras: [], in: "uv.lock"))
    #expect(try !unknown.holds("python_full_version >= '3.12' and os_name == 'posix'", extras: [], in: "uv.lock"))
    let problem = #expect(throws: LockProblem.self) {
      try unknown.holds("python_full_version < '3.11.3'", extras: [], in: "uv.lock")
    }
    #expect(problem?.message.contains("patch level") == true && problem?.hint.contains("python:3.11.9") == true)
  }
}
