import ChildProcess
import Diagnostics
import FileIO
import Languages
import PipelineCore
import Sandbox
import Settings
import SystemPackage
import Testing

@testable import ImageBuilding

/// What of this user and this machine reaches a build tool.
@Suite("What a build tool sees") struct ToolEnvironmentTests {
  private let needs = ToolNeeds(variables: ["PIP_*", "npm_config_*"], hosts: ["pypi.org"], userFiles: [".npmrc"])

  private func policy(_ source: SourceTrust, flags: [String: [String]] = [:], manifest: [String] = [])
    -> IsolationPolicy
  {
    let settings = Settings.resolve(flags: flags, environment: [:]).settings.completed { name in
      name == "build.environment" && !manifest.isEmpty
        ? (.list(manifest), .init(file: "agent.yaml", line: 1, column: 1)) : nil
    }
    return IsolationPolicy(settings.settings, source, in: "/")
  }

  private func seen(_ environment: [String: String], _ policy: IsolationPolicy) -> Set<String> {
    Set(ToolEnvironment(environment, needs, policy).variables.keys).subtracting(["SOURCE_DATE_EPOCH"])
  }

  @Test(arguments: [
    "DEPLOY_TOKEN", "PIP_TOKEN", "PIP_PASSWORD", "PIP_INDEX_SECRET", "npm_config__auth", "npm_config__authToken",
    "npm_config_//registry.example.com/:_authToken", "AWS_SECRET_ACCESS_KEY", "ACTIONS_ID_TOKEN_REQUEST_URL",
    "CI_JOB_TOKEN", "HTTPS_PROXY", "LD_PRELOAD", "PYTHONPATH", "NODE_OPTIONS", "GIT_CONFIG_COUNT", "SSH_AUTH_SOCK",
  ])
  func `is no variable that may be secret or may run a program`(name: String) {
    #expect(seen([name: "x", "PIP_INDEX_URL": "https://a/"], policy(.repository)) == ["PIP_INDEX_URL"])
  }

  @Test(arguments: [
    (SourceTrust.repository, true), (.changeRequest, false), (.fork, false), (.unknown, false),
  ])
  func `is a variable that agent.yaml names in builds of the repository alone`(source: SourceTrust, isSeen: Bool) {
    let environment = ["DEPLOY_TOKEN": "x"]
    let byManifest = policy(source, manifest: ["DEPLOY_TOKEN"])
    #expect(seen(environment, byManifest).contains("DEPLOY_TOKEN") == isSeen)
    #expect(ToolEnvironment(environment, needs, byManifest).withheld.isEmpty == isSeen)
    #expect(seen(environment, policy(source, flags: ["build.environment": ["DEPLOY_TOKEN"]])).contains("DEPLOY_TOKEN"))
  }

  @Test func `is the login of an index except for a fork`() {
    let environment = ["PIP_INDEX_URL": "https://user:secret@index.example.com/simple"]
    func index(_ source: SourceTrust) -> String? {
      ToolEnvironment(environment, needs, policy(source)).variables["PIP_INDEX_URL"]
    }
    #expect(index(.changeRequest) == environment["PIP_INDEX_URL"])
    // Not without an index: pip would take a package of the same name from the public one.
    #expect(index(.fork) == "https://index.example.com/simple")
  }

  @Test func `is no password in an option except for the project itself`() {
    let environment = ["PIP_OPTS": "-Djavax.net.ssl.keyStorePassword=x"]
    #expect(seen(environment, policy(.changeRequest)) == ["PIP_OPTS"])
    #expect(seen(environment, policy(.fork)).isEmpty)
    #expect(seen(["PIP_INDEX_URL": "https://tokens.example.com/"], policy(.fork)) == ["PIP_INDEX_URL"])
  }

  @Test(arguments: [
    ("registry=https://npm.example.com\n//npm.example.com/:_authToken=x", false),
    ("//registry.example.com/:_authToken=x", true),
    ("[global]\nindex-url = https://pypi.org/simple\ncomment = password", true),
    ("[global]\nindex-url = https://a:b@private.example.com/simple", false),
  ])
  func `is never the public index in the place of one that is withheld`(text: String, runs: Bool) async throws {
    let directory = try Directory.temporary(prefix: "user-files-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    for name in ["named.conf", ".npmrc"] {
      let file = directory.appending(name)
      try FileContents.write(Array(text.utf8), to: file)
      let tools = IsolatedTools(
        needs, policy(.fork),
        environment: ["HOME": name == ".npmrc" ? directory.string : "/nonexistent", "PIP_CONFIG_FILE": file.string],
        directory: "/agent", caches: directory.appending("caches"),
        sandboxes: ToolSandboxFinder(
          host: SandboxHost(searchPath: "", helper: [], temporaryDirectory: directory)))
      var call = ToolCall(
        "/bin/true", [], environment: [:], workingDirectory: nil, timeLimit: .seconds(9), onLine: { _ in })
      call.network = .indexes
      do {
        #expect(try await tools.run(call).exit.status.isSuccess)
        #expect(runs)
      } catch let failure as Failure {
        #expect(failure.diagnostic.code == "package-index-withheld" && !runs)
      }
    }
  }

  @Test(arguments: [(SourceTrust.repository, true), (.changeRequest, true), (.fork, false)])
  func `is a file with a password except for a fork`(source: SourceTrust, isSeen: Bool) throws {
    let directory = try Directory.temporary(prefix: "user-files-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    let named = directory.appending("pip.conf")
    for path in [named, directory.appending(".npmrc")] {
      try FileContents.write(Array("//registry.example.com/:_authToken=x".utf8), to: path)
    }
    let tools = IsolatedTools(
      needs, policy(source), environment: ["HOME": directory.string, "PIP_CONFIG_FILE": named.string],
      directory: "/agent", caches: directory.appending("caches"),
      sandboxes: ToolSandboxFinder(
        host: SandboxHost(searchPath: "", helper: [], temporaryDirectory: directory)))
    var call = ToolCall(
      "pip", [], environment: [:], workingDirectory: nil, timeLimit: .seconds(1), onLine: { _ in })
    call.network = .indexes
    #expect(try tools.visibleUserFiles(for: call).isEmpty != isSeen)
    #expect(try tools.mounts(for: call).contains { $0.source == named } == isSeen)
  }

  @Test func `are the servers and files that trusted texts name`() {
    let text =
      "registry=https://u:p@a.example.com:8443/x\n<url>http://b.example.com</url>; file:///opt/x https://[::1]:99/"
    #expect(
      NamedServers.servers(in: text).map(\.description) == ["a.example.com:8443", "b.example.com:80", "[::1]:99"])
    #expect(NamedServers.withoutLogins("https://u:p@a/ https://b/@c") == "https://a/ https://b/@c")
    #expect(
      NamedServers.paths(in: "find-links = /opt/wheels\nfile:///srv/x|-Dy=/z/a") == ["/opt/wheels", "/srv/x", "/z/a"])
  }

  @Test func `is never the home directory, what is above it, or the agent's checkout`() throws {
    let directory = try Directory.temporary(prefix: "host-paths-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    let home = directory.appending("home")
    let places = [
      "home/.cargo/bin", "home/.local/bin", "home/.pyenv/shims", "home/.ssh", "home/tools/go/bin", "home/ci/agent",
      "jdk/bin",
    ]
    for place in places { try Directory.create(directory.pushing(FilePath(place))) }
    let path = ["home/.cargo/bin", "home/.local/bin", "home/.pyenv/shims", "home/tools/go/bin", "jdk/bin"]
      .map { "\(directory)/\($0)" }.joined(separator: ":")
    let paths = HostPaths(home: home, searchPath: path, agent: home.appending("ci").appending("agent"))
    func relative(_ found: [FilePath]) -> [String] {
      found.map { String($0.string.dropFirst(directory.string.count + 1)) }
    }
    #expect(
      relative(paths.toolchains([:])) == ["home/.cargo/bin", "home/.local/bin", "home/.pyenv", "home/tools/go", "jdk"])
    let named = ["", "/home", "/home/.ssh", "/home/ci", "/home/ci/agent", "/jdk"].map { "\(directory)\($0)" }
    #expect(relative(paths.named(in: named + ["/", "/etc/shadow", "/run", "/proc/1", "/root", "/home"])) == ["jdk"])
  }
}
