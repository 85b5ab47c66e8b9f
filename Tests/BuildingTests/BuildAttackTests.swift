import FileIO
import SystemPackage
import TestSupport
import Testing

/// Files of the repository, and programs that a build runs, leave links and forged messages for the tool: it could read
/// more of the machine than they can.
@Suite("What a hostile build leaves behind", .enabled(if: Workbench.has("bwrap"))) struct BuildAttackTests {
  private static let canary = "canary-outside-41d7"

  /// A CI job for a fork's pull request, in a home directory with credentials.
  private struct Attack {
    var bench: Workbench
    var outside: FilePath { bench.directory.appending("outside") }
    var home: FilePath { bench.directory.appending("home") }

    init(_ runtime: String, _ files: [String: String]) throws {
      bench = try Workbench(files.merging(["agent.yaml": manifest(runtime)]) { $1 })
      try write("outside/secret", canary)
      try write("outside/victim.dist-info/RECORD", "untouched,,\n")
      try write("outside/victim.dist-info/INSTALLER", canary)
      try write("home/.cargo/credentials.toml", "token = \"\(canary)\"\n")
      try write("home/.config/pip/pip.conf", "[global]\nextra-index-url = https://u:\(canary)@pypi.org/simple\n")
      try write("home/.npmrc", "//registry.npmjs.org/:_authToken=\(canary)\n")
      try write(
        "event.json",
        #"{"repository":{"full_name":"o/r"},"pull_request":{"number":1,"head":{"ref":"x","sha":"x","repo":{"full_name":"evil/r"}},"base":{"ref":"main","sha":"x","repo":{"full_name":"o/r"}}}}"#
      )
    }

    func write(_ name: String, _ text: String) throws {
      let path = bench.directory.pushing(FilePath(name))
      try Directory.create(path.removingLastComponent())
      try FileContents.write(Array(text.utf8), to: path)
    }

    func link(_ name: String, to target: FilePath) throws {
      let path = bench.agent.pushing(FilePath(name))
      try Directory.create(path.removingLastComponent())
      try Directory.link(path, to: target.string)
    }

    /// Nothing outside is changed, and nothing of it is in the output or in a layer.
    func expectHeld(_ base: String = "scratch", at location: Testing.SourceLocation = #_sourceLocation) async throws {
      // Debian's Python: a version manager's would look for itself in the home directory.
      var variables = [
        "PATH": "/usr/bin:/bin:/usr/sbin:\(Workbench.searchPath)", "HOME": home.string, "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_REPOSITORY": "o/r", "GITHUB_EVENT_PATH": bench.directory.appending("event.json").string,
        "PIP_NO_INDEX": "1",
      ]
      variables["RUSTUP_HOME"] = Workbench.variable("RUSTUP_HOME") ?? Workbench.variable("HOME").map { "\($0)/.rustup" }
      let ended = try await bench.run(
        "build", ["--build-base-image", base, "--build-installer", "pip", "--verbose"], environment: variables)
      let layers = try await bench.shell(
        "for blob in .agent-pipeline/image/blobs/sha256/*; do gzip -dcf $blob 2>/dev/null; done | grep -ac \(canary)")
      // As the programs of these tests print it.
      let hidden = try await bench.shell("printf '%s' \(canary) | rev")
      #expect(!ended.output.contains(canary), "\(ended.output)", sourceLocation: location)
      #expect(!ended.output.contains(hidden.output), "\(ended.output)", sourceLocation: location)
      #expect(layers.output.hasPrefix("0"), "\(ended.output)", sourceLocation: location)
      let victim = outside.appending("victim.dist-info")
      #expect(try Directory.names(in: outside) == ["secret", "victim.dist-info"], sourceLocation: location)
      #expect(try Directory.names(in: victim) == ["INSTALLER", "RECORD"], sourceLocation: location)
      #expect(
        try FileContents.read(victim.appending("RECORD"), limit: 100) == Array("untouched,,\n".utf8),
        sourceLocation: location)
    }
  }

  private static let java = ["src/main/java/Main.java": "class Main { public static void main(String[] a) {} }\n"]

  @Test(.enabled(if: Workbench.has("javac")))
  func `a committed link in the place of the resources moves no file of the machine`() async throws {
    let attack = try Attack("java", Self.java)
    try attack.link("src/main/resources", to: attack.outside)
    try await attack.expectHeld()
  }

  @Test(.enabled(if: Workbench.has("javac")))
  func `a link that Maven's wrapper makes moves no file of the machine`() async throws {
    let attack = try Attack("java", Self.java.merging(["pom.xml": "<project/>\n"]) { $1 })
    try attack.bench.write("#!/bin/sh\nmkdir target\nln -s \(attack.outside) target/classes\n", to: "mvnw")
    _ = try await attack.bench.shell("chmod +x mvnw")
    try await attack.expectHeld()
  }

  /// A build backend of PEP 517 that runs Python first.
  private static func package(_ python: String) -> [String: String] {
    [
      "main.py": "",
      "evil/pyproject.toml":
        "[build-system]\nrequires = []\nbuild-backend = \"backend\"\nbackend-path = [\".\"]\n",
      "evil/backend.py": """
      import glob, os, sys, zipfile
      def show(*paths):
        for path in paths:
          try: print("FOUND", open(path).read()[::-1], file=sys.stderr)
          except OSError: pass
        sys.exit(4)
      def get_requires_for_build_wheel(settings=None): return []
      def build_wheel(directory, settings=None, metadata=None):
      \(python.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
        name = "evil-1-py3-none-any.whl"
        with zipfile.ZipFile(directory + "/" + name, "w") as wheel:
          info = "evil-1.dist-info/"
          wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: evil\\nVersion: 1\\n")
          wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
          wheel.writestr(info + "RECORD", "")
        return name

      """,
    ]
  }

  @Test func `a link among the installed packages changes no file of the machine`() async throws {
    let attack = try Attack(
      "python:3.11",
      Self.package(
        """
        for path in glob.glob("/proc/[0-9]*/cmdline"):
          words = open(path).read().split("\\0")
          if "--target" in words:
            link = words[words.index("--target") + 1] + "/evil0.dist-info"
            if not os.path.lexists(link): os.symlink(open("../victim").read(), link)
        """))
    try attack.bench.write("\(attack.outside)/victim.dist-info", to: "victim")
    try attack.bench.write("./evil\n", to: "requirements.txt")
    try await attack.expectHeld()
  }

  @Test func `a wheel behind a link is no file of the project`() async throws {
    let attack = try Attack("python:3.11", Self.package("show(*glob.glob('../d/*'), *glob.glob('d/*'))"))
    try attack.link("d", to: attack.outside)
    try attack.bench.write("d\n", to: ".dockerignore")
    try attack.bench.write(
      "./evil\nx @ file://\(attack.bench.agent)/d/secret ; python_version < \"3\"\n", to: "requirements.txt")
    try await attack.expectHeld()
  }

  @Test(arguments: ["x @ file:///proc/self/cwd/evil?.whl"])
  func `a package that hides from the check gets no password of the user`(line: String) async throws {
    let attack = try Attack("python:3.11", Self.package("show(os.environ['HOME'] + '/.config/pip/pip.conf')"))
    try attack.bench.write("\(line)\n", to: "requirements.txt")
    // pip enters the directory and follows the path again.
    try attack.link("evil/evil", to: ".")
    try await attack.expectHeld()
  }

  private static let crate = [
    "Cargo.toml": "[package]\nname = \"tested\"\nversion = \"0.1.0\"\nedition = \"2018\"\n",
    "Cargo.lock": "version = 3\n\n[[package]]\nname = \"tested\"\nversion = \"0.1.0\"\n",
    "src/main.rs": "fn main() {}\n",
    "evil/bin/cargo": "#!/bin/sh\nrev $HOME/.cargo/credentials.toml >&2\nexit 3\n",
    "evil/bin/rustc": "#!/bin/sh\nrev $HOME/.cargo/credentials.toml >&2\nexit 3\n",
  ]
  private static let hasCargo = Workbench.has("cargo") && Workbench.base("glibc") != nil

  @Test(.enabled(if: hasCargo))
  func `a forged message of cargo names no file of the machine`() async throws {
    var files = Self.crate
    files["build.rs"] = """
      use std::io::Write;
      fn main() {
        let path = include_str!("secret-path");
        let output = format!("/proc/{}/fd/1", std::os::unix::process::parent_id());
        let line = format!("{{\\"target\\":{{\\"name\\":\\"tested\\",\\"kind\\":[\\"bin\\"]}},\\"executable\\":\\"{}\\"}}\\n", path);
        std::fs::OpenOptions::new().write(true).open(output).unwrap().write_all(line.as_bytes()).unwrap();
      }

      """
    let attack = try Attack("rust", files)
    try attack.bench.write("\(attack.outside)/secret", to: "secret-path")
    try await attack.expectHeld(Workbench.base("glibc") ?? "")
  }

  @Test(
    .enabled(if: hasCargo),
    arguments: [
      ["rust-toolchain.toml": "[toolchain]\npath = \"/proc/self/cwd/evil\"\n"],
      ["rust-toolchain": "[toolchain]\npath = \"/proc/self/cwd/evil\"\n"],
      [
        ".cargo/config": "[term]\n", ".dockerignore": ".cargo/config\n",
        ".cargo/config.toml": "[build]\nrustc = \"/proc/self/cwd/evil/bin/rustc\"\n",
      ],
      [
        ".cargo/config.toml": "[build]\nrustc = \"/proc/self/cwd/evil/bin/rustc\"\n"
          + String(repeating: "# long\n", count: 1 << 18)
      ],
    ])
  func `a program that stands in for cargo or rustc gets no token of the user`(files: [String: String]) async throws {
    let attack = try Attack("rust", Self.crate.merging(files) { $1 })
    _ = try await attack.bench.shell("chmod +x evil/bin/*")
    try await attack.expectHeld(Workbench.base("glibc") ?? "")
  }

  @Test(.enabled(if: Workbench.has("npm") && Workbench.has("git")), arguments: ["GIT+file", #"GIT\u002bfile"#])
  func `a package from git that hides from the check gets no token of the user`(scheme: String) async throws {
    let attack = try Attack("nodejs:20", ["index.js": "", "safe/package.json": #"{"name":"safe","version":"1.0.0"}"#])
    try attack.write(
      "cloned/package.json",
      #"{"name":"cloned","version":"1.0.0","scripts":{"prepare":"rev $HOME/.npmrc >&2; exit 7"}}"#)
    let made = try await attack.bench.shell(
      """
      cd ../cloned && git init -q -b main && git add -A && git -c user.name=a -c user.email=a@b commit -qm a \
      && git clone -q --bare . ../agent/x.git && git rev-parse HEAD
      """)
    let commit = made.output.split(separator: "\n").last.map(String.init) ?? ""
    try attack.bench.write(
      #"{"name":"tested","version":"1.0.0","dependencies":{"safe":"file:safe"}}"#, to: "package.json")
    try attack.bench.write(
      """
      {"name":"tested","version":"1.0.0","lockfileVersion":3,"requires":true,"packages":{
      "":{"name":"tested","version":"1.0.0","dependencies":{"safe":"file:safe"}},
      "node_modules/safe":{"resolved":"safe","link": true},
      "safe":{"version":"1.0.0","dependencies":{"cloned":"\(scheme):///proc/self/cwd/x.git"}},
      "node_modules/cloned":{"version":"1.0.0","resolved":"\(scheme):///proc/self/cwd/x.git#\(commit)"}}}
      """, to: "package-lock.json")
    try await attack.expectHeld()
  }
}
