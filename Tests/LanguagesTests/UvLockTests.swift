import Testing

@testable import Languages

/// Small lock files as uv writes them.
@Suite("A lock file of uv") struct UvLockTests {
  private static let uv = """
    version = 1
    requires-python = ">=3.9"

    [[package]]
    name = "anyio"
    version = "4.0"
    source = { registry = "https://index.example/simple" }
    resolution-markers = ["python_full_version < '3.10'"]

    [[package]]
    name = "anyio"
    version = "4.9"
    source = { registry = "https://index.example/simple" }
    resolution-markers = ["python_full_version >= '3.10'"]
    sdist = { url = "https://index.example/anyio.tar.gz", hash = "sha256:aa" }
    wheels = [{ url = "https://index.example/anyio.whl", hash = "sha256:bb" }]

    [[package]]
    name = "async-timeout"
    version = "5.0.1"
    source = { registry = "https://index.example/simple" }

    [[package]]
    name = "h2"
    version = "4.3"
    source = { registry = "https://index.example/simple" }

    [[package]]
    name = "httpx"
    version = "0.28"
    source = { registry = "https://index.example/simple" }
    dependencies = [{ name = "anyio" }]

    [package.optional-dependencies]
    http2 = [{ name = "h2" }]

    [[package]]
    name = "shared"
    version = "1.0"
    source = { editable = "packages/shared" }
    dependencies = [{ name = "async-timeout", marker = "python_full_version < '3.11.3'" }]

    [[package]]
    name = "api"
    version = "1.0"
    source = { virtual = "packages/api" }
    dependencies = [
      { name = "httpx", extra = ["http2"] },
      { name = "shared" },
      { name = "missing", marker = "sys_platform == 'win32'" },
    ]

    [package.optional-dependencies]
    cli = [{ name = "tool" }]

    [package.dev-dependencies]
    dev = [{ name = "pytest" }]

    [[package]]
    name = "pytest"
    version = "8.3"
    source = { registry = "https://index.example/simple" }

    [[package]]
    name = "tool"
    version = "2.0"
    source = { git = "https://git.example/tool?rev=main&subdirectory=sub#0123456789012345678901234567890123456789" }
    """

  @Test func `is followed from the member`() throws {
    let api = try UvLock.packages(in: Self.uv, LockSelection.sample(in: "packages/api"))
    #expect(
      requirements(api) == [
        "anyio==4.9 --hash=sha256:aa --hash=sha256:bb", "async-timeout==5.0.1", "h2==4.3", "httpx==0.28",
        "./packages/shared",
      ])
    let newer = try UvLock.packages(in: Self.uv, LockSelection.sample("3.11.3", in: "packages/api"))
    #expect(newer.map(\.name) == ["anyio", "h2", "httpx", "shared"])
    let old = try UvLock.packages(in: Self.uv, LockSelection.sample("3.9.1", in: "packages/shared"))
    #expect(old.map(\.name) == ["async-timeout"])
  }

  @Test func `has extras and groups`() throws {
    let all = try UvLock.packages(
      in: Self.uv, LockSelection.sample(extras: ["cli"], groups: ["dev"], in: "packages/api"))
    #expect(
      requirements(all).suffix(3) == [
        "pytest==8.3", "./packages/shared",
        "tool @ git+https://git.example/tool@0123456789012345678901234567890123456789#subdirectory=sub",
      ])
  }

  @Test(
    arguments: [
      (LockSelection.sample(in: "packages/other"), "does not contain the project in `packages/other`"),
      (LockSelection.sample(extras: ["x"], in: "packages/api"), "no extra `x`"),
      (LockSelection.sample(groups: ["x"], in: "packages/api"), "no group `x`"),
    ])
  func `that does not fit`(selection: LockSelection, message: String) throws {
    let problem = #expect(throws: LockProblem.self) { try UvLock.packages(in: Self.uv, selection) }
    #expect(problem?.message.contains(message) == true)
  }

  /// As uv writes the lock of a project whose extras exclude each other.
  private static let conflicting = """
    version = 1
    requires-python = ">=3.9"
    conflicts = [[
        { package = "uone", extra = "cpu" },
        { package = "uone", extra = "gpu" },
    ], [
        { package = "uone", group = "a" },
        { package = "uone", group = "b" },
    ]]

    [[package]]
    name = "jinja2"
    version = "3.1.4"
    source = { registry = "https://index.example/simple" }
    dependencies = [
        { name = "markupsafe", version = "2.1.5", source = { registry = "https://index.example/simple" }, marker = "extra == 'extra-4-uone-gpu'" },
        { name = "markupsafe", version = "3.0.2", source = { registry = "https://index.example/simple" }, marker = "extra == 'extra-4-uone-cpu' or extra != 'extra-4-uone-gpu'" },
        { name = "web", marker = "extra == 'group-4-uone-a'" },
    ]

    [[package]]
    name = "markupsafe"
    version = "2.1.5"
    source = { registry = "https://index.example/simple" }

    [[package]]
    name = "markupsafe"
    version = "3.0.2"
    source = { registry = "https://index.example/simple" }

    [[package]]
    name = "uone"
    version = "1.0"
    source = { virtual = "." }
    dependencies = [{ name = "jinja2" }]

    [package.optional-dependencies]
    cpu = [{ name = "markupsafe", version = "3.0.2", source = { registry = "https://index.example/simple" } }]
    gpu = [{ name = "markupsafe", version = "2.1.5", source = { registry = "https://index.example/simple" } }]

    [package.dev-dependencies]
    a = [{ name = "jinja2" }]
    b = [{ name = "jinja2" }]

    [[package]]
    name = "web"
    version = "1.0"
    source = { registry = "https://index.example/simple" }
    """

  @Test(
    arguments: [
      (LockSelection.sample(), ["jinja2==3.1.4", "markupsafe==3.0.2"]),
      (LockSelection.sample(extras: ["cpu"]), ["jinja2==3.1.4", "markupsafe==3.0.2"]),
      (LockSelection.sample(extras: ["gpu"]), ["jinja2==3.1.4", "markupsafe==2.1.5"]),
      (LockSelection.sample(groups: ["a"]), ["jinja2==3.1.4", "markupsafe==3.0.2", "web==1.0"]),
      (LockSelection.sample(groups: ["b"]), ["jinja2==3.1.4", "markupsafe==3.0.2"]),
    ])
  func `may have extras that exclude each other`(selection: LockSelection, packages: [String]) throws {
    #expect(requirements(try UvLock.packages(in: Self.conflicting, selection)) == packages)
  }

  @Test func `does not take two that exclude each other`() {
    let problem = #expect(throws: LockProblem.self) {
      try UvLock.packages(in: Self.conflicting, LockSelection.sample(extras: ["cpu", "gpu"]))
    }
    #expect(problem?.message.contains("only one of `extra-4-uone-cpu` and `extra-4-uone-gpu`") == true)
  }
}
