import Diagnostics
import SystemPackage
import Testing

@testable import Languages

/// What is decided of a Rust project before cargo compiles.
@Suite("A Rust project") struct CargoProjectTests {
  private static let place = SourceLocation(file: "agent.yaml", line: 7, column: 12)
  private static let package = "[package]\nname = \"a\"\nversion = \"0.1.0\"\n"

  private func directory(_ files: [String: String], at place: String) -> ProjectDirectory {
    ProjectDirectory(place: place, files: FileList(Array(files.keys))) { path, _ in files[path].map { Array($0.utf8) } }
  }

  @Test(
    arguments: [
      (["a/Cargo.toml": package, "Cargo.lock": ""], .own),
      (
        ["a/Cargo.toml": "\(package)[dependencies]\nl = { path = \"../lib\" }\n", "lib/Cargo.toml": package],
        Workspace(agent: "a", parts: ["lib"])
      ),
      (
        [
          "Cargo.toml": "[workspace]\nmembers = [\"a\", \"crates/*\"]\n", "Cargo.lock": "", "a/Cargo.toml": package,
          "crates/x/Cargo.toml": package, "crates/notes/README.md": "", "other/Cargo.toml": "",
        ], Workspace(agent: "a", parts: ["Cargo.lock", "Cargo.toml", "crates/x"])
      ),
      (["Cargo.toml": "[workspace]\nmembers = [\"b\"]\nexclude = [\"a\"]\n", "a/Cargo.toml": package], .own),
      // The root is a package, too: cargo reads its code.
      (
        ["Cargo.toml": "\(package)[workspace]\nmembers = [\"a\"]\n", "a/Cargo.toml": package],
        Workspace(agent: "a", parts: [""])
      ),
      // A dependency of the workspace that a member inherits.
      (
        [
          "Cargo.toml": "[workspace]\nmembers = [\"a\"]\n[workspace.dependencies]\nl = { path = \"lib\" }\n",
          "a/Cargo.toml": "\(package)[dependencies]\nl.workspace = true\n", "lib/Cargo.toml": package,
        ], Workspace(agent: "a", parts: ["Cargo.toml", "lib"])
      ),
      (
        ["a/Cargo.toml": package, ".cargo/config.toml": "", "rust-toolchain": ""],
        Workspace(agent: "a", parts: [".cargo/config.toml", "rust-toolchain"])
      ),
    ] as [([String: String], Workspace)])
  func `belongs to a workspace`(files: [String: String], expected: Workspace) {
    #expect(Rust().workspace(of: directory(files, at: "a")) == expected)
  }

  @Test(arguments: ["../lib", "../../lib", "/lib"])
  func `with a package that is not there is refused`(path: String) {
    let text = "\(Self.package)[target.'cfg(unix)'.dependencies]\nl = { path = \"\(path)\" }\n"
    let files = directory(["a/Cargo.toml": text], at: "a")
    let failure = #expect(throws: Failure.self) { try CargoWorkspace(in: files).check(at: Self.place) }
    #expect(failure?.diagnostic.code == "module-missing")
    #expect(failure?.diagnostic.message.contains("`\(path)`") == true)
  }

  private static func target(_ name: String, _ more: String = "", kind: String = "bin") -> String {
    "{\"name\": \"\(name)\", \"kind\": [\"\(kind)\"]\(more)}"
  }

  private static func metadata(_ targets: String, defaultRun: String = "null", members: String = "[\"1\"]") -> String {
    """
    {"packages": [
      {"id": "1", "name": "p", "manifest_path": "/none/a/Cargo.toml", "targets": [\(targets)], "default_run": \(defaultRun),
       "features": {"default": ["very_fast"], "very_fast": [], "slow": []}},
      {"id": "2", "name": "q", "manifest_path": "/none/b/Cargo.toml", "targets": [\(target("other"))]}],
     "workspace_members": ["1", "2"], "workspace_default_members": \(members)}
    """
  }

  @Test(
    arguments: [
      (metadata(target("x")), nil, ["--bin", "x"]),
      (metadata("\(target("x")), \(target("agent")), \(target("agent", kind: "lib"))"), nil, ["--bin", "agent"]),
      (metadata("\(target("x")), \(target("agent"))", defaultRun: "\"x\""), nil, ["--bin", "x"]),
      (metadata("\(target("x")), \(target("agent"))", defaultRun: "\"x\""), "agent", ["--bin", "agent"]),
      (metadata(target("x")), "other", ["--package", "q", "--bin", "other"]),
      (metadata("\(target("x")), \(target("y", ", \"required-features\": [\"slow\"]"))"), nil, ["--bin", "x"]),
      (metadata("\(target("y", ", \"required-features\": [\"very_fast\"]"))"), nil, ["--bin", "y"]),
    ] as [(String, String?, [String])])
  func `has the program of the setting, of default-run, of the agent's name, or the only one`(
    metadata: String, chosen: String?, expected: [String]
  ) throws {
    let metadata = try #require(CargoMetadata(Array(metadata.utf8)))
    let found = try metadata.program("agent", manifest: "/elsewhere/Cargo.toml", chosen: chosen, at: Self.place)
    #expect(found.arguments == expected && found.name == expected.last)
  }

  @Test(
    arguments: [
      (metadata("\(target("x")), \(target("y"))"), nil, "several programs: `x`, `y`", "one of `x`, `y`"),
      (metadata(target("x", kind: "lib")), nil, "no program", "`other`"),
      (metadata(target("x")), "z", "`build.package` is `z`", "`x`, `other`"),
      (metadata(target("x"), members: "[\"1\", \"2\"]"), nil, "several programs", "`x`, `other`"),
    ] as [(String, String?, String, String)])
  func `with several programs is refused with their names`(
    metadata: String, chosen: String?, message: String, hint: String
  ) throws {
    let metadata = try #require(CargoMetadata(Array(metadata.utf8)))
    let failure = #expect(throws: Failure.self) {
      try metadata.program("agent", manifest: "/elsewhere/Cargo.toml", chosen: chosen, at: Self.place)
    }
    #expect(failure?.diagnostic.message.contains(message) == true)
    #expect(failure?.diagnostic.hints.first?.contains(hint) == true, "\(failure?.diagnostic.hints ?? [])")
  }

  @Test(arguments: [
    ("stable", "rustc 1.95.0 (a 2026-04-14)", true), ("1.95", "rustc 1.95.0", true), ("1.95.0", "rustc 1.95.0", true),
    ("1.95.0-x86_64-unknown-linux-gnu", "rustc 1.95.0", true), ("1.75", "rustc 1.95.0", false),
    ("1.99", "rustc 1.95.0", false), ("nightly", "rustc 1.95.0", false), ("nightly", "rustc 1.96.0-nightly", true),
    ("nightly-2024-01-01", "rustc 1.96.0-nightly", false), ("stable", "rustc 1.96.0-nightly", false),
    ("stable-2024-01-01", "rustc 1.95.0", false), ("mine", "rustc 1.95.0", false),
  ])
  func `is compiled by the Rust of its channel`(channel: String, found: String, fits: Bool) {
    #expect(CargoToolchain.fits(channel, found) == fits)
  }

  @Test(
    arguments: [
      (["a/rust-toolchain.toml": "[toolchain]\nchannel = \"1.75\"\n"], "1.75"),
      (["rust-toolchain": "1.70\n"], "1.70"), (["a/rust-toolchain": "[toolchain]\nchannel = \"beta\""], "beta"),
      (["a/Cargo.toml": package], nil),
    ] as [([String: String], String?)])
  func `finds its channel as rustup does`(files: [String: String], channel: String?) {
    #expect(CargoToolchain.channel(directory(files, at: "a"))?.channel == channel)
  }

  @Test(
    arguments: [
      ("[[package]]\nname = \"a\"\nversion = \"0.1.0\"\ndependencies = [\"serde 1.0.0\"]\n", nil),
      ("[[package]]\nname = \"a\"\nversion = \"0.1.0\"\n", "serde"),
      ("[[package]]\nname = \"a\"\nversion = \"0.2.0\"\n", "a 0.1.0"), ("", "a 0.1.0"),
    ] as [(String, String?)])
  func `is told what its lock lacks`(lock: String, lack: String?) {
    let text = "\(Self.package)[dependencies]\ns = { package = \"serde\", version = \"1\" }\n"
    let files = directory(["Cargo.toml": text, "Cargo.lock": lock], at: "")
    #expect(CargoWorkspace(in: files).lackOfLock == lack)
  }

  @Test func `is told of a lock that cargo does not read, and of mistakes in its files`() {
    let files = [
      "Cargo.toml": "[workspace]\nmembers = [\"a\"]\n[oops\n", "a/Cargo.toml": "\(Self.package)", "a/Cargo.lock": "",
    ]
    let agent = directory(files.merging(["Cargo.toml": "[workspace]\nmembers = [\"a\"]\n"]) { $1 }, at: "a")
    #expect(Rust().unusedFiles(in: agent).map(\.file) == ["Cargo.lock"])
    let own = Rust().problems(in: directory(["Cargo.toml": "[package]\nname = \n"], at: ""))
    #expect(own.map(\.file) == ["Cargo.toml"] && own.first?.line == 2)
  }

  /// cargo reads the configuration of all directories above.
  @Test(arguments: ["", "../", "../../"]) func `is checked with the configuration above it`(above: String) {
    let place = ["": "x/a/", "../": "x/", "../../": ""][above] ?? ""
    let files = ["x/a/Cargo.toml": Self.package, "\(place).cargo/config.toml": "[build]\nrustc-wrapper = \"./evil\"\n"]
    let found = Rust().refusals(in: directory(files, at: "x/a"), trusting: PackageHosts())
    #expect(found.map(\.file) == ["\(above).cargo/config.toml"])
  }
}
