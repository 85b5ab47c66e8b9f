import Testing

@testable import Languages

/// Small lock files, each as its tool writes it.
@Suite("A Python lock file") struct PythonLockTests {
  private static let poetry = """
    [[package]]
    name = "async-timeout"
    version = "5.0.1"
    optional = false
    groups = ["main"]
    markers = "python_full_version < \\"3.11.3\\""
    files = [{file = "a.whl", hash = "sha256:aa"}]

    [[package]]
    name = "both"
    version = "1.0"
    groups = ["main", "dev"]
    markers = {main = "sys_platform == \\"win32\\"", dev = "python_version >= \\"3.9\\""}
    files = []

    [[package]]
    name = "rich"
    version = "13.7"
    optional = true
    groups = ["main"]
    markers = "extra == \\"cli\\""
    files = []

    [[package]]
    name = "lib"
    version = "0.1"
    groups = ["main"]
    files = []
    [package.source]
    type = "directory"
    url = "../lib"

    [extras]
    cli = ["rich"]

    [metadata]
    lock-version = "2.1"
    """

  @Test func `of Poetry says in which groups a package counts`() throws {
    func names(_ selection: LockSelection) throws -> [String] {
      requirements(try PoetryLock.packages(in: Self.poetry, of: "", selection))
    }
    #expect(try names(LockSelection.sample()) == ["async-timeout==5.0.1 --hash=sha256:aa", "../lib"])
    #expect(try names(LockSelection.sample("3.12.0")) == ["../lib"])
    #expect(try names(LockSelection.sample("3.12.0", extras: ["cli"])) == ["../lib", "rich==13.7"])
    #expect(try names(LockSelection.sample("3.12.0", groups: ["dev"])) == ["both==1.0", "../lib"])
    #expect(throws: LockProblem.self) { try names(LockSelection.sample(extras: ["x"])) }
  }

  /// Poetry before 2.0.
  private static let oldPoetry = """
    [[package]]
    name = "httpx"
    version = "0.27"
    optional = false
    [package.dependencies]
    anyio = "*"
    h2 = {version = ">=3", optional = true, markers = "extra == \\"http2\\""}
    typing = {version = "*", markers = "python_version < \\"3.9\\""}
    [package.extras]
    http2 = ["h2 (>=3)"]

    [[package]]
    name = "anyio"
    version = "4.0"

    [[package]]
    name = "h2"
    version = "4.0"

    [[package]]
    name = "typing"
    version = "1.0"

    [[package]]
    name = "rich"
    version = "13.7"

    [[package]]
    name = "pytest"
    version = "8.0"

    [extras]
    cli = ["rich"]

    [metadata]
    lock-version = "2.0"
    """

  @Test func `of an older Poetry is followed from pyproject toml`() throws {
    let project = """
      [tool.poetry.dependencies]
      python = "^3.9"
      httpx = {version = "^0.27", extras = ["http2"]}
      rich = {version = "13.7", optional = true}
      [tool.poetry.group.dev.dependencies]
      pytest = "8.0"
      """
    func names(_ selection: LockSelection) throws -> [String] {
      try PoetryLock.packages(in: Self.oldPoetry, of: project, selection).map(\.name)
    }
    #expect(try names(LockSelection.sample()) == ["anyio", "h2", "httpx"])
    #expect(try names(LockSelection.sample(extras: ["cli"])) == ["anyio", "h2", "httpx", "rich"])
    #expect(try names(LockSelection.sample(groups: ["dev"])) == ["anyio", "h2", "httpx", "pytest"])
  }

  @Test(arguments: [
    ("3.10.4", ["numpy==1.24.4", "pandas==2.0.3"]), ("3.11.2", ["numpy==1.26.4", "pandas==2.0.3"]),
  ])
  func `of an older Poetry may have two versions, of which pyproject toml decides`(
    python: String, packages: [String]
  ) throws {
    let lock = """
      [[package]]
      name = "numpy"
      version = "1.24.4"

      [[package]]
      name = "numpy"
      version = "1.26.4"

      [[package]]
      name = "pandas"
      version = "2.0.3"
      [package.dependencies]
      numpy = ">=1.21,<2"

      [metadata]
      lock-version = "2.0"
      """
    let project = """
      [tool.poetry.dependencies]
      python = "^3.9"
      numpy = [{version = "~1.24", python = "<3.11"}, {version = "^1.26", python = ">=3.11"}]
      pandas = "2.0.3"
      """
    #expect(requirements(try PoetryLock.packages(in: lock, of: project, LockSelection.sample(python))) == packages)
    let open = project.replacing("~1.24", with: "^1.24")
    #expect(throws: LockProblem.self) { try PoetryLock.packages(in: lock, of: open, LockSelection.sample("3.10.4")) }
  }

  @Test func `of PDM`() throws {
    let text = """
      [metadata]
      groups = ["default", "cli", "test"]
      strategy = ["inherit_metadata"]
      lock_version = "4.5.0"

      [[package]]
      name = "httpx"
      version = "0.28"
      groups = ["default"]
      files = [{file = "httpx.whl", hash = "sha256:aa"}]

      [[package]]
      name = "httpx"
      version = "0.28"
      extras = ["http2"]
      groups = ["default"]
      dependencies = ["h2", "httpx==0.28"]
      files = [{file = "httpx.whl", hash = "sha256:aa"}]

      [[package]]
      name = "async-timeout"
      version = "5.0"
      groups = ["default"]
      marker = "python_full_version < \\"3.11.3\\""

      [[package]]
      name = "rich"
      version = "13.7"
      groups = ["cli"]

      [[package]]
      name = "lib"
      version = "1.0"
      groups = ["test"]
      path = "./lib"
      """
    func lines(_ selection: LockSelection) throws -> [String] {
      requirements(try PDMLock.packages(in: text, selection))
    }
    #expect(try lines(LockSelection.sample()) == ["async-timeout==5.0", "httpx==0.28 --hash=sha256:aa"])
    #expect(
      try lines(LockSelection.sample("3.12.0", extras: ["cli"])) == ["httpx==0.28 --hash=sha256:aa", "rich==13.7"])
    #expect(try lines(LockSelection.sample("3.12.0", groups: ["test"])).last == "./lib")
    #expect(throws: LockProblem.self) { try lines(LockSelection.sample(groups: ["x"])) }
    let flat = text.replacing("[\"inherit_metadata\"]", with: "[]")
    #expect(throws: LockProblem.self) { try PDMLock.packages(in: flat, LockSelection.sample()) }
  }

  @Test func `of pipenv`() throws {
    let text = """
      {"_meta": {"hash": {"sha256": "x"}, "requires": {}, "sources": []},
       "default": {"httpx": {"hashes": ["sha256:aa"], "markers": "python_version >= '3.8'", "version": "==0.28"},
                   "old": {"markers": "python_version < '3.8'", "version": "==1.0"}, "lib": {"path": "./lib", "editable": true}},
       "develop": {"pytest": {"version": "==8.0"}}}
      """
    #expect(
      requirements(try PipfileLock.packages(in: text, LockSelection.sample())) == [
        "httpx==0.28 --hash=sha256:aa", "./lib",
      ])
    #expect(
      try PipfileLock.packages(in: text, LockSelection.sample(groups: ["develop"])).map(\.name) == [
        "httpx", "lib", "pytest",
      ])
    #expect(throws: LockProblem.self) { try PipfileLock.packages(in: "[]", LockSelection.sample()) }
  }

  @Test func `of PEP 751`() throws {
    let text = """
      lock-version = "1.0"
      extras = ["cli"]
      dependency-groups = ["dev"]
      default-groups = []

      [[packages]]
      name = "anyio"
      version = "4.0"
      marker = "python_full_version < '3.10'"

      [[packages]]
      name = "anyio"
      version = "4.9"
      marker = "python_full_version >= '3.10'"
      sdist = { url = "https://index.example/a.tar.gz", hashes = { sha256 = "aa" } }
      wheels = [{ url = "https://index.example/a.whl", hashes = { sha256 = "bb" } }]

      [[packages]]
      name = "archive"
      archive = { url = "https://index.example/x.zip", hashes = { sha256 = "cc" } }

      [[packages]]
      name = "pytest"
      version = "8.0"
      marker = "'dev' in dependency_groups"

      [[packages]]
      name = "rich"
      version = "13.7"
      marker = "'cli' in extras"

      [[packages]]
      name = "self"
      directory = { path = ".", editable = true }
      """
    func lines(_ selection: LockSelection) throws -> [String] {
      requirements(try PylockFile.packages(in: text, selection))
    }
    let plain = [
      "anyio==4.9 --hash=sha256:aa --hash=sha256:bb", "archive @ https://index.example/x.zip --hash=sha256:cc",
    ]
    #expect(try lines(LockSelection.sample()) == plain + ["."])
    #expect(
      try lines(LockSelection.sample(extras: ["cli"], groups: ["dev"])) == plain + ["pytest==8.0", "rich==13.7", "."])
    #expect(throws: LockProblem.self) {
      try PylockFile.packages(in: text.replacing(">= '3.10'", with: ">= '3.8'"), LockSelection.sample("3.9.1"))
    }
  }

  /// A lock file may come from a stranger: one entry is one requirement, and nothing else.
  @Test(arguments: [
    LockedPackage(name: "a --index-url https://evil", version: "1"), LockedPackage(name: "a", version: "1\n-e ."),
    LockedPackage(name: "a", version: nil), LockedPackage(name: "a", source: .url("https://x y")),
    LockedPackage(name: "a", source: .url("file:///etc/passwd")), LockedPackage(name: "a", source: .directory("/etc")),
    LockedPackage(name: "a", source: .directory("x\n-r /etc/passwd")),
    LockedPackage(name: "a", version: "1", hashes: ["x y"]),
    LockedPackage(name: "a", source: .git(url: "ssh://host/x", commit: "0", directory: nil)),
    LockedPackage(name: "", version: "1"),
  ])
  func `names packages only`(package: LockedPackage) {
    #expect(throws: LockProblem.self) { try package.check(in: "uv.lock") }
  }
}
