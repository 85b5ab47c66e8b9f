import FileIO
import Glibc
import SystemPackage
import TestSupport
import Testing

/// A package of the agent's own runs a program when it is installed. The program looks for secrets and for ways out.
/// One after the other: a process has its secrets in its environment until it has read them, which another test's attacker
/// without a sandbox could see.
@Suite("A hostile build", .serialized, .enabled(if: Workbench.has("bwrap"))) struct IsolationTests {
  /// Who runs the tool, and what holds the program.
  enum Situation: String, CaseIterable, Sendable {
    case root, ordinaryUser
    /// bubblewrap is not on PATH, but runc is.
    case runc
    /// No sandbox is on PATH.
    case withoutSandbox
  }

  /// A build backend of PEP 517: it runs inside of `pip install`, needs no index, and fails with what it found.
  private static func attack(reading files: [String], writing places: [String], connectingTo port: UInt16) -> String {
    """
    import glob, os, socket
    found = ["the attacker ran", "in " + os.getcwd()] + [f"LEAK {name}={value}" for name, value in os.environ.items() if "canary" in value]
    for path in glob.glob("/proc/[0-9]*/environ") + \(files):
      try: text = open(path, "rb").read().decode(errors="replace")
      except OSError: continue
      if "canary" in text or "root:" in text: found.append("LEAK " + path + " " + text)
    for path in \(places):
      try: open(path, "w").write("1")
      except OSError: pass
    try: socket.create_connection(("127.0.0.1", \(port)), 2); found.append("CONNECTED")
    except OSError: pass
    raise SystemExit("\\n".join(found))
    """
  }

  private struct Attack {
    var bench: Workbench
    var server: TestHTTPServer
    var output: String
    var exitCode: Int32
  }

  /// Where the program writes: beside the agent, into it, and into the system.
  private static func places(_ bench: Workbench) -> [String] {
    [
      "\(bench.directory)/written", "\(bench.agent)/written", "/usr/agent-pipeline-canary",
      "/etc/agent-pipeline-canary",
    ]
  }

  private func attack(_ situation: Situation, _ arguments: [String] = []) async throws -> Attack {
    let bench = try Workbench([
      "agent.yaml": manifest("python:3.11"), "main.py": "", "requirements.txt": "./hostile\n",
      "hostile/pyproject.toml":
        "[build-system]\nrequires = []\nbuild-backend = \"backend\"\nbackend-path = [\".\"]\n",
    ])
    let server = try TestHTTPServer { _ in TestResponse(200) }
    let home = bench.directory.appending("home")
    let secrets = [
      "\(home)/.netrc", "\(home)/.docker/config.json", "\(home)/.cargo/credentials.toml",
      "\(bench.directory)/other/file",
      "\(bench.agent)/.git/config",
    ]
    for path in secrets {
      try Directory.create(FilePath(path).removingLastComponent())
      try FileContents.write(Array("canary-of-file".utf8), to: FilePath(path))
    }
    // Nothing holds the program where no sandbox works, so there it only looks.
    let isHeld = situation != .withoutSandbox
    let attack = Self.attack(
      reading: isHeld ? secrets + ["/etc/shadow"] : [], writing: isHeld ? Self.places(bench) : [],
      connectingTo: server.port)
    try bench.write(attack, to: "hostile/backend.py")
    // Debian's Python, which every user can run.
    var path = "/usr/bin:/bin"
    if situation == .withoutSandbox || situation == .runc {
      path = "\(bench.directory)/bin"
      _ = try await bench.shell("mkdir ../bin; ln -s /usr/bin/python3 /usr/bin/python3.11 /bin/sh ../bin")
      if situation == .runc { _ = try await bench.shell("ln -s $(command -v runc) ../bin") }
    }
    var command = "\(Workbench.executable) build \(bench.agent)"
    if situation == .ordinaryUser, geteuid() == 0 {
      command = "chown -R 65534:65534 ..; setpriv --reuid=65534 --regid=65534 --clear-groups \(command)"
    }
    let variables = [
      "PATH=\(path)", "HOME=\(home)", "DEPLOY_TOKEN=canary-of-token", "AWS_SECRET_ACCESS_KEY=canary-of-key",
      "PLAIN=canary-of-plain", "UV_INDEX_PRIVATE_PASSWORD=canary-of-index", "PIP_NO_INDEX=1", "NO_COLOR=1",
      "ACTIONS_ID_TOKEN_REQUEST_URL=canary-of-identity",
    ]
    let more =
      [
        "--build-base-image", "scratch", "--build-entrypoint", "/app/main.py", "--build-installer", "pip",
      ] + arguments
    let ended = try await bench.shell(
      "export AGENT_PIPELINE_CACHE_DIR=\(bench.directory)/cache; \(variables.map { "export \($0)" }.joined(separator: ";")); export PATH=$PATH:/usr/sbin; \(path.hasPrefix("/usr") ? "" : "export PATH=\(path); exec ")\(command) \(more.joined(separator: " "))"
    )
    return Attack(bench: bench, server: server, output: ended.output, exitCode: ended.status)
  }

  @Test(arguments: [Situation.root, .ordinaryUser, .runc])
  func `finds no secret, reaches no server and writes nothing outside`(situation: Situation) async throws {
    let attack = try await attack(situation)
    defer { attack.server.stop() }
    #expect(attack.output.contains("the attacker ran"), "\(attack.output)")
    for mark in ["LEAK", "CONNECTED"] {
      #expect(!attack.output.contains(mark), "\(mark): \(attack.output)")
    }
    #expect(attack.server.acceptedConnections == 0)
    for place in Self.places(attack.bench) { #expect(try FileStatus.of(FilePath(place)) == nil, "\(place)") }
    #expect(!attack.output.contains("build-not-isolated"))
  }

  @Test func `finds no secret in variables or processes where no sandbox works, and the user is warned`() async throws {
    let attack = try await attack(.withoutSandbox)
    defer { attack.server.stop() }
    #expect(
      attack.output.contains("the attacker ran") && attack.output.contains("build-not-isolated"), "\(attack.output)")
    // Tools read configuration of the directories above.
    #expect(!attack.output.contains("in \(attack.bench.agent)"))
    for mark in ["token", "key", "plain", "index", "identity"] {
      #expect(!attack.output.contains("canary-of-\(mark)"), "\(mark): \(attack.output)")
    }
  }

  @Test func `does not begin where isolation is required and no sandbox works`() async throws {
    let attack = try await attack(.withoutSandbox, ["--build-isolation", "required"])
    defer { attack.server.stop() }
    #expect(attack.exitCode == 3 && attack.output.contains("build-isolation-unavailable"), "\(attack.output)")
    #expect(!attack.output.contains("the attacker ran"))
  }

  @Test(arguments: ["pip", "uv"])
  func `is told which server it may not reach, and how the user allows it`(installer: String) async throws {
    guard installer == "pip" || Workbench.has("uv") else { return }
    let server = try TestHTTPServer { _ in TestResponse(404) }
    defer { server.stop() }
    // An index that has its files elsewhere.
    let file = "tool-1.0-py3-none-any.whl"
    let link = "<a href=\"\(server.origin)/\(file)\">\(file)</a>"
    let index = try TestHTTPServer { _ in TestResponse(200, [("Content-Type", "text/html")], body: Array(link.utf8)) }
    defer { index.stop() }
    let bench = try Workbench([
      "agent.yaml": manifest("python:3.11"), "main.py": "", "requirements.txt": "tool==1.0\n",
    ])
    let variables = ["PIP_INDEX_URL": "\(index.origin)", "UV_DEFAULT_INDEX": "\(index.origin)"]
    let settings = [
      "--build-base-image", "scratch", "--build-entrypoint", "/app/main.py", "--build-installer", installer,
    ]
    let refused = try await bench.run("build", settings, environment: variables)
    #expect(refused.exitCode == 1 && refused.errors == ["build-network-refused"], "\(refused.output)")
    #expect(refused.output.contains("--build-allow-hosts \(server.host)"))
    #expect(server.acceptedConnections == 0)
    let allowed = try await bench.run("build", settings + ["--build-allow-hosts", server.host], environment: variables)
    #expect(!allowed.errors.contains("build-network-refused") && server.acceptedConnections > 0, "\(allowed.output)")
  }

  /// What a build script finds goes into the program, which prints it.
  private static let buildScript = """
    use std::{env, fs, net::TcpStream};
    fn main() {
        let home = env::var("HOME").unwrap();
        let mut found = String::from("the build script ran\\n");
        fs::create_dir_all(format!("{}/.cargo/registry", home)).ok();
        if fs::write(format!("{}/.cargo/registry/poison", home), "x").is_ok() { found += "POISONED\\n"; }
        if fs::write(format!("{}/.cargo/config.toml", home), "x").is_ok() { found += "CONFIGURED\\n"; }
        if TcpStream::connect("127.0.0.1:3128").is_ok() { found += "FILTER\\n"; }
        for (name, value) in env::vars() { found += &format!("{}={}\\n", name, value); }
        fs::write(format!("{}/found", env::var("OUT_DIR").unwrap()), found).unwrap();
    }
    """

  // Cargo is a Debian package that a contributor may not have; the base image comes from Scripts/test.sh.
  @Test(.enabled(if: Workbench.has("cargo") && Workbench.base("glibc") != nil))
  func `of Rust has no network, no secret and no way into later builds`() async throws {
    let bench = try Workbench([
      "agent.yaml": manifest("rust"), "build.rs": Self.buildScript,
      "Cargo.toml": "[package]\nname = \"tested\"\nversion = \"0.1.0\"\nedition = \"2018\"\n",
      "Cargo.lock": "version = 3\n\n[[package]]\nname = \"tested\"\nversion = \"0.1.0\"\n",
      "src/main.rs": "fn main() { print!(\"{}\", include_str!(concat!(env!(\"OUT_DIR\"), \"/found\"))) }\n",
    ])
    let outcome = try await bench.run(
      "build", ["--build-base-image", Workbench.base("glibc") ?? ""],
      environment: ["CARGO_REGISTRY_TOKEN": "canary", "GITHUB_TOKEN": "canary"])
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    let said = try await bench.shell("\(try await bench.unpack(outcome, to: "root"))/app/tested").output
    #expect(said.contains("the build script ran"), "\(said)")
    for mark in ["POISONED", "CONFIGURED", "FILTER", "canary"] { #expect(!said.contains(mark), "\(mark): \(said)") }
  }
}
