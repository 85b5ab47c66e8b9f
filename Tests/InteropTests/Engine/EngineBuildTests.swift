import ChildProcess
import FileIO
import Glibc
import SystemPackage
import TestSupport
import Testing

/// Our executable with real engines: what it builds there, and what it leaves there.
@Suite(
  "Builds by real engines", .serialized, .timeLimit(.minutes(10)), .needsRoot,
  .needs("dockerd", "docker", "podman", "runc", "skopeo", "umoci", "git", "curl", "python3"),
  .enabled(
    if: access(PushedAgent.pythonBase.string, F_OK) == 0, "there is no .tools/python-base; `make test` makes it"),
  .engineLab)
struct EngineBuildTests {
  let lab: EngineLab
  let scratch: Scratch

  init() throws {
    lab = try EngineLab.current()
    scratch = try Scratch()
  }

  private var cache: FilePath { scratch.path.appending("cache") }

  /// An agent with a dependency that only a server of the test has.
  private func agent(_ files: [String: String] = [:], needsWheel: Bool = true) async throws -> AgentRepository {
    let agent = try await AgentRepository.plainAgent(in: scratch.path.appending("agent"), files: files)
    let manifest = agent.directory.appending("agent.yaml")
    if needsWheel {
      try manifest.replace(
        "  capabilities: [chat]",
        with: "  capabilities: [chat]\n  dependencies: [greeting==1.0]\n  environment:\n"
          + "    - {name: QUOTED, value: 'a \"b\" $HOME \\ ${X}'}\n    - {name: TOKEN, from: secret, secretName: s}")
      try agent.directory.appending("main.py").replace(
        "from http.server",
        with: "import greeting, os\nassert os.environ['QUOTED'] == 'a \"b\" $HOME \\\\ ${X}'\nfrom http.server")
      try await agent.commit("feat: a dependency")
    }
    return agent
  }

  /// A wheel of one module, as any index would serve it.
  private func index() async throws -> TestHTTPServer {
    let wheel = scratch.path.appending("greeting-1.0-py3-none-any.whl")
    try await Tools.succeed(
      "python3",
      [
        "-c",
        """
        import sys, zipfile
        with zipfile.ZipFile(sys.argv[1], "w") as wheel:
            wheel.writestr("greeting.py", "text = 'hello'\\n")
            info = "greeting-1.0.dist-info/"
            wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: greeting\\nVersion: 1.0\\n")
            wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
            wheel.writestr(info + "RECORD", "")
        """, wheel.string,
      ])
    let bytes = try FileContents.read(wheel, limit: 1 << 20)
    return try TestHTTPServer { request in
      request.path.hasSuffix(".whl")
        ? TestResponse(200, body: bytes)
        : TestResponse(
          200, [("Content-Type", "text/html")],
          body: Array("<a href=\"/greeting-1.0-py3-none-any.whl\">greeting-1.0-py3-none-any.whl</a>".utf8))
    }
  }

  @Test("an image that is like any other", arguments: EngineLab.Engine.allCases)
  func builds(engine: EngineLab.Engine) async throws {
    let index = try await index()
    defer { index.stop() }
    let agent = try await agent()
    let arguments =
      ["run", "--until", "test"] + EngineLab.options
      + ["--build-args", "PIP_FIND_LINKS=\(index.origin)/", "--build-args", "PIP_NO_INDEX=1"]
    let exit = try await lab.run(engine, arguments, in: agent.directory, cache: cache)
    try #require(exit.status.isSuccess, "\(exit.output)")
    #expect(exit.output.contains("built by a Docker Engine: `build.engine` is `docker` (--build-engine)"))
    #expect(exit.output.contains("COPY"), "steps are told as they come: \(exit.output)")

    let image = try #require(
      try RunReportFile(agent.directory.appending(".agent-pipeline/report.json")).agents.first?.image)
    #expect(image.engine == "docker")
    #expect(Set(image.layers.map(\.role)) == ["base", "dependencies", "application"])
    let layout = agent.directory.appending(".agent-pipeline/image")
    let digest = try await Tools.succeed("skopeo", ["inspect", "--format", "{{.Digest}}", "oci:\(layout):latest"])
    #expect(digest.hasPrefix(image.digest))
    // umoci compares every layer with its digests.
    let bundle = "\(scratch.path)/bundle"
    try await Tools.succeed("umoci", ["unpack", "--image", "\(layout):latest", bundle])
    #expect(access("\(bundle)/rootfs/opt/agent/venv/lib/python3.11/site-packages/greeting.py", F_OK) == 0)
    #expect(access("\(bundle)/rootfs/app/main.py", F_OK) == 0)
    #expect(access("\(bundle)/rootfs/app/Dockerfile", F_OK) != 0, "what was made is no file of the agent")

    // Nothing changed: the same layers, and one image more than before in all.
    let before = try await lab.contents(engine)
    let again = try await lab.run(engine, arguments, in: agent.directory, cache: cache)
    try #require(again.status.isSuccess, "\(again.output)")
    let second = try #require(
      try RunReportFile(agent.directory.appending(".agent-pipeline/report.json")).agents.first?.image)
    #expect(second.layers.map(\.digest) == image.layers.map(\.digest))
    #expect(second.layers.map(\.cached) == second.layers.map { _ in true })
    #expect(try await lab.contents(engine).count == before.count)
  }

  @Test("an image is tested in a container", arguments: [EngineLab.Engine.buildKit, .podman])
  func tests(engine: EngineLab.Engine) async throws {
    let agent = try await agent(needsWheel: false)
    let report = "<testsuite/>"
    try agent.directory.appending("agent.yaml").replace(
      "  healthCheck:",
      with: """
          pipeline:
            test:
              environment: {GREETING: a b}
              http: [{name: lists, request: {path: /}, expect: {contains: [main.py]}}]
              commands:
                - name: environment
                  run: [python, -c, 'import os; raise SystemExit(os.environ["GREETING"] != "a b")']
                - name: report
                  run: [python, -c, 'open("/tmp/own.xml", "w").write("\(report)"); raise SystemExit(3)']
                  junit: /tmp/own.xml
                  exitCode: 3
                - name: endless
                  run: [python, -c, 'import time; print("begun", flush=True); time.sleep(600)']
                  timeout: 2s
          healthCheck:
        """)
    let before = try await lab.contents(engine)
    let exit = try await lab.run(
      engine, ["run", "--until", "test", "--test-engine", "docker", "--build-base-image", PushedAgent.base],
      in: agent.directory, cache: cache)
    #expect(exit.status == .exited(1), "\(exit.output)")
    #expect(exit.output.contains("running in docker"))
    #expect(exit.output.contains("✓ ready: GET") && exit.output.contains("✓ lists"), "\(exit.output)")
    #expect(exit.output.contains("✓ environment") && exit.output.contains("✓ report"), "\(exit.output)")
    #expect(exit.output.contains("✗ endless") && exit.output.contains("did not finish within 2s"), "\(exit.output)")
    #expect(exit.output.contains("begun"))
    #expect(try agent.directory.appending(".agent-pipeline/junit-report.xml").text() == report)
    #expect(try agent.directory.appending(".agent-pipeline/logs/agent.log").text().contains("GET / HTTP"))
    #expect(try await lab.contents(engine) == before, "container and image are gone")
  }

  @Test func `a stop during the test removes container and image`() async throws {
    let agent = try await agent(needsWheel: false)
    try agent.directory.appending("main.py").write("import time\nprint('asleep', flush=True)\ntime.sleep(600)\n")
    let before = try await lab.contents(.buildKit)
    let log = scratch.path.appending("log")
    let variables = Tools.environment.merging(try lab.variables(.buildKit)) { $1 }.map { "\($0.key)=\($0.value)" }
    let child = try TestProcess(
      ["/usr/bin/env", "-i"] + variables + [
        Products.executable.string, "run", "--until", "test", "--test-engine", "docker",
        "--build-base-image", PushedAgent.base, "--cache-dir", cache.string, agent.directory.string,
      ], log: log)
    let own = agent.directory.appending(".agent-pipeline/logs/agent.log")
    for _ in 0..<600 where (try? own.text())?.contains("asleep") != true {
      try await Task.sleep(for: .milliseconds(50))
    }
    kill(child.processID, SIGTERM)
    #expect(child.wait() == 143)
    #expect(try await lab.contents(.buildKit) == before)
  }

  private static let failing = """
    FROM \(EngineLab.base)
    RUN echo fine > /fine
    # a comment
    RUN echo collecting && \\
        echo 'no wheel of nosuch' >&2 && exit 7

    """

  @Test("a failing step, at its line and with its last words", arguments: EngineLab.Engine.allCases)
  func fails(engine: EngineLab.Engine) async throws {
    let agent = try await agent(["Dockerfile": Self.failing], needsWheel: false)
    let before = try await lab.contents(engine)
    let exit = try await lab.run(
      engine, ["build", "--build-dockerfile", "\(agent.directory)/Dockerfile", "--build-network", "host"],
      in: agent.directory, cache: cache)
    #expect(exit.status == .exited(1), "\(exit.output)")
    #expect(exit.output.contains("[dockerfile-step-failed]"))
    #expect(exit.output.contains("it ended with exit status 7"))
    #expect(exit.output.contains("no wheel of nosuch"))
    #expect(exit.output.contains("Dockerfile:4:1: error:"), "\(exit.output)")
    #expect(try await lab.contents(engine) == before, "nothing is left behind")
  }

  @Test("a Dockerfile that cannot be read, at its line", arguments: [EngineLab.Engine.classic, .buildKit])
  func unreadable(engine: EngineLab.Engine) async throws {
    let agent = try await agent(["Dockerfile": "FROM \(EngineLab.base)\n\nRUNN x\n"], needsWheel: false)
    let exit = try await lab.run(
      engine, ["build", "--build-dockerfile", "\(agent.directory)/Dockerfile"], in: agent.directory, cache: cache)
    #expect(exit.status == .exited(1), "\(exit.output)")
    #expect(exit.output.contains("Dockerfile:3:1: error:"), "\(exit.output)")
  }

  @Test("a stop in the middle leaves nothing", arguments: EngineLab.Engine.allCases)
  func stops(engine: EngineLab.Engine) async throws {
    // Podman goes on with a step that runs; so it must end soon.
    let seconds = engine == .podman ? 6 : 300
    let dockerfile =
      "FROM \(EngineLab.base)\nRUN echo made > /made\nRUN echo asleep; sleep \(seconds)\nRUN echo never\n"
    let agent = try await agent(["Dockerfile": dockerfile], needsWheel: false)
    let before = try await lab.contents(engine)
    let log = scratch.path.appending("log")
    let variables = Tools.environment.merging(try lab.variables(engine)) { $1 }.map { "\($0.key)=\($0.value)" }
    let child = try TestProcess(
      ["/usr/bin/env", "-i"] + variables + [
        Products.executable.string, "build", "--verbose", "--build-dockerfile",
        "\(agent.directory)/Dockerfile", "--build-network", "host", "--cache-dir", cache.string, agent.directory.string,
      ], log: log)
    for _ in 0..<600 where try !log.text().contains("asleep\n") { try await Task.sleep(for: .milliseconds(50)) }
    kill(child.processID, SIGTERM)
    #expect(child.wait() == 143)
    #expect(try log.text().contains("terminated (SIGTERM)"))
    for _ in 0..<150 where try await lab.contents(engine) != before { try await Task.sleep(for: .milliseconds(100)) }
    #expect(try await lab.contents(engine) == before)
    #expect(access("\(agent.directory)/.agent-pipeline/report.json", F_OK) == 0)
  }

  @Test func `the embedded builder's image runs in the engine it is put into`() async throws {
    let agent = try await agent(needsWheel: false)
    let base = PushedAgent.base
    let exit = try await lab.run(
      .buildKit,
      [
        "build", "--build-base-image", base, "--output-image", "docker-daemon:team/plain:2", "--output-image",
        "docker-daemon:",
      ], in: agent.directory, cache: cache)
    try #require(exit.status.isSuccess, "\(exit.output)")
    #expect(exit.output.contains("`docker.io/team/plain:2` in Docker/"))
    let output = try await lab.docker.call(
      "run", "--rm", "--network", "none", "--entrypoint", "python", "team/plain:2", "-c",
      "print(open('main.py').read())")
    #expect(output.contains("HTTPServer"))
    let ids = try await lab.docker.call("images", "--quiet", "--no-trunc", "--filter", "reference=*plain*")
    let other = try await lab.docker.call("images", "--quiet", "--no-trunc", "team/plain:2")
    #expect(ids.contains(other))
  }

  @Test func `a stage, arguments and labels of the agent's own Dockerfile`() async throws {
    let dockerfile = """
      ARG BASE=nosuch:1
      FROM $BASE AS first
      ARG WHO=nobody
      RUN echo "hello $WHO" > /greeting
      FROM first AS second
      RUN false
      """
    let agent = try await agent(["Dockerfile": dockerfile, "build.txt": "x"], needsWheel: false)
    let exit = try await lab.run(
      .buildKit,
      [
        "build", "--build-dockerfile", "\(agent.directory)/Dockerfile", "--build-target", "first", "--build-args",
        "BASE=\(EngineLab.base)", "--build-args", "WHO=a b", "--build-labels", "team=x y", "--build-network", "host",
        "--output-image", "docker-daemon:staged:1",
      ], in: agent.directory, cache: cache)
    try #require(exit.status.isSuccess, "\(exit.output)")
    #expect(exit.output.contains("built by a Docker Engine: `build.dockerfile` names"))
    #expect(
      try await lab.docker.call("run", "--rm", "--network", "none", "staged:1", "cat", "/greeting") == "hello a b")
    let label = try await lab.docker.call("inspect", "--format", "{{.Config.Labels.team}}", "staged:1")
    #expect(label == "x y")
    let image = try #require(
      try RunReportFile(agent.directory.appending(".agent-pipeline/report.json")).agents.first?.image)
    #expect(image.layers.map(\.role).last == "dependencies")
    #expect(image.layers.first?.role == "base")
  }

  @Test func `an engine that is not there is said with what to do`() async throws {
    let agent = try await agent(needsWheel: false)
    let exit = try await Tools.run(
      "agent-pipeline", ["build", "--build-engine", "docker", "--cache-dir", cache.string, agent.directory.string],
      ["DOCKER_HOST": "unix:///nowhere/docker.sock"])
    #expect(exit.status == .exited(3), "\(exit.output)")
    #expect(exit.output.contains("[engine-unreachable]"))
    #expect(exit.output.contains("hint: start the engine, or set `DOCKER_HOST`"))
  }

  @Test(.needs("openssl")) func `an engine behind TLS that asks for a certificate`() async throws {
    let directory = scratch.path
    // One authority, and a certificate of each side.
    let script = """
      set -e; cd '\(directory)'; mkdir client server
      openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test-ca -keyout ca-key.pem -out ca.pem
      for side in server client; do
        openssl req -newkey rsa:2048 -nodes -subj "/CN=$side" -keyout $side/key.pem -out $side.csr
        printf 'subjectAltName=IP:127.0.0.1\\nextendedKeyUsage=%sAuth\\n' $side >$side.ext
        openssl x509 -req -in $side.csr -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days 2 -extfile $side.ext \\
          -out $side/cert.pem
        cp ca.pem $side/
      done
      """
    try await Tools.succeed("sh", ["-c", script])
    let port = try TestProcess.freePort()
    let engine = try await DockerEngine([
      "--host", "tcp://127.0.0.1:\(port)", "--tlsverify", "--tlscacert", "\(directory)/server/ca.pem", "--tlscert",
      "\(directory)/server/cert.pem", "--tlskey", "\(directory)/server/key.pem",
    ])
    if let refusal = engine.refusal { try Test.cancel("dockerd does not start here: \(refusal)") }
    let agent = try await agent(["Dockerfile": "FROM scratch\nCOPY main.py /\nCMD [\"x\"]\n"], needsWheel: false)
    func build(_ certificates: String) async throws -> ChildProcess.Exit {
      try await Tools.run(
        "agent-pipeline",
        [
          "build", "--build-dockerfile", "\(agent.directory)/Dockerfile", "--cache-dir", cache.string,
          agent.directory.string,
        ],
        [
          "DOCKER_HOST": "tcp://127.0.0.1:\(port)", "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": certificates,
        ])
    }
    let exit = try await build("\(directory)/client")
    #expect(exit.status.isSuccess, "\(exit.output)")
    #expect(exit.output.contains("Docker/") && exit.output.contains("at tcp://127.0.0.1:\(port)"))
    try Directory.remove(directory.appending("client/cert.pem"))
    let refused = try await build("\(directory)/client")
    #expect(refused.status == .exited(3), "\(refused.output)")
    #expect(refused.output.contains("[engine-unreachable]"), "\(refused.output)")
  }

  @Test(
    "a private base image is pulled with our credentials", .needs("docker-registry", "perl"),
    arguments: [EngineLab.Engine.classic, .buildKit])
  func privateBase(engine: EngineLab.Engine) async throws {
    let registry = try await LocalRegistry(in: scratch.path, login: "ci:s3cret-word")
    let base = "\(registry.host)/team/base:1"
    try await Tools.succeed(
      "skopeo",
      [
        "copy", "-q", "--dest-tls-verify=false", "--dest-creds", "ci:s3cret-word",
        "oci:\(PushedAgent.pythonBase):3.11", "docker://\(base)",
      ])
    let agent = try await agent(needsWheel: false)
    func build(_ variables: [String: String]) async throws -> ChildProcess.Exit {
      try await Tools.run(
        "agent-pipeline",
        [
          // The engine of the tests has no network of its own, and making the home directory is a step.
          "build", "--build-engine", "docker", "--build-base-image", base, "--build-network", "host",
          "--cache-dir", cache.string, agent.directory.string,
        ], try lab.variables(engine).merging(variables) { $1 })
    }
    let refused = try await build([:])
    #expect(refused.status == .exited(3), "\(refused.output)")
    #expect(
      refused.output.contains("[base-image-pull]") && refused.output.contains("docker login"), "\(refused.output)")
    let exit = try await build([
      "AGENT_REGISTRY_URL": registry.host, "DOCKER_USERNAME": "ci", "DOCKER_PASSWORD": "s3cret-word",
    ])
    #expect(exit.status.isSuccess, "\(exit.output)")
    #expect(!exit.output.contains("s3cret-word"))
    let image = try #require(
      try RunReportFile(agent.directory.appending(".agent-pipeline/report.json")).agents.first?.image)
    #expect(image.layers.map(\.role).first == "base")
  }
}
