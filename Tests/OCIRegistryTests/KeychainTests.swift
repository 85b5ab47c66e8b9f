import Diagnostics
import FileIO
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import OCIRegistry

@Suite("Keychain") struct KeychainTests {
  /// Where the credential for `host/path` comes from, or nothing.
  private func origin(
    _ environment: [String: String], _ host: String, path: String = "team/app", destinations: Set<String> = []
  ) async -> String? {
    let keychain = Keychain(environment: environment, home: nil, destinations: destinations)
    return await keychain.credential(domain: host, path: path).credential?.origin
  }

  private static let docker = ["DOCKER_USERNAME": "u", "DOCKER_PASSWORD": "p"]
  private static let dockerOrigin = "`DOCKER_USERNAME` and `DOCKER_PASSWORD`"

  @Test(arguments: [
    ([], "docker.io", false), ([], "ghcr.io", false), (["ghcr.io"], "ghcr.io", true),
    // A base image's registry must not see the password of the registry that is pushed to.
    (["ghcr.io"], "docker.io", false), (["index.docker.io"], "docker.io", true),
  ])
  func `gives DOCKER_USERNAME to the allowed hosts only`(
    destinations: [String], host: String, isUsed: Bool
  ) async {
    #expect(await origin(Self.docker, host, destinations: Set(destinations)) == (isUsed ? Self.dockerOrigin : nil))
  }

  @Test(arguments: ["registry.example.com", "https://registry.example.com/team", "https://Registry.example.com/"])
  func `binds DOCKER_USERNAME to AGENT_REGISTRY_URL`(url: String) async {
    let environment = Self.docker.merging(["AGENT_REGISTRY_URL": url]) { $1 }
    #expect(await origin(environment, "registry.example.com", destinations: ["ghcr.io"]) == Self.dockerOrigin)
    #expect(await origin(environment, "ghcr.io", destinations: ["ghcr.io"]) == nil)
    #expect(await origin(environment, "docker.io", destinations: ["ghcr.io"]) == nil)
  }

  @Test func `asks a file that names the host before variables that do not`() async {
    let file = #"{"auths":{"quay.io":{"auth":"YTox"},"r.io":null}}"#
    let environment = Self.docker.merging(["DOCKER_AUTH_CONFIG": file]) { $1 }
    let destinations: Set = ["quay.io", "r.io"]
    #expect(await origin(environment, "quay.io", destinations: destinations) == "`DOCKER_AUTH_CONFIG`")
    #expect(await origin(environment, "r.io", destinations: destinations) == Self.dockerOrigin)
    let bound = environment.merging(["AGENT_REGISTRY_URL": "quay.io"]) { $1 }
    #expect(await origin(bound, "quay.io", destinations: destinations) == Self.dockerOrigin)
  }

  @Test func `uses AGENT_REGISTRY_TOKEN as a password`() async {
    var environment = ["AGENT_REGISTRY_URL": "r.example.com", "AGENT_REGISTRY_TOKEN": "t0ken"]
    func proof() async -> Credential.Proof? {
      await Keychain(environment: environment, home: nil).credential(domain: "r.example.com", path: "a")
        .credential?.proof
    }
    #expect(await proof() == .password(user: "token", password: "t0ken"))
    environment["DOCKER_USERNAME"] = "robot"
    #expect(await proof() == .password(user: "robot", password: "t0ken"))
  }

  @Test func `gives a credential that is handed in to its host only, the first of several`() async {
    func handed(_ origin: String) -> Credential { Credential(user: "u", password: "p", origin: origin) }
    let keychain = Keychain(
      environment: Self.docker, home: nil, destinations: ["r.example:5050", "ghcr.io"],
      bound: [("https://r.example:5050/x", handed("one")), ("r.example:5050", handed("two"))])
    func origin(_ host: String) async -> String? {
      await keychain.credential(domain: host, path: "a").credential?.origin
    }
    #expect(await origin("r.example:5050") == "one")
    #expect(await origin("ghcr.io") == Self.dockerOrigin)
    #expect(await origin("r.example") == nil)
  }

  @Test func `counts an empty variable as unset and says what half a pair lacks`() async {
    let keychain = Keychain(environment: ["DOCKER_USERNAME": "u", "DOCKER_PASSWORD": ""], home: nil)
    let answer = await keychain.credential(domain: "docker.io", path: "a")
    #expect(answer.credential == nil)
    #expect(answer.notes == ["`DOCKER_USERNAME` is set, but `DOCKER_PASSWORD` is not"])
  }

  /// `auth` values are user:password in base64; here a:1, b:2, c:3 and d:x:y.
  @Test(arguments: [
    (#"{"r.io":{"auth":"YToxCg=="}}"#, "r.io", "app", "a"),
    (#"{"https://r.io":{"auth":"YTox"}}"#, "r.io", "app", "a"),
    (#"{"https://r.io/v2/":{"auth":"YTox"}}"#, "r.io", "app", "a"),
    (#"{"https://index.docker.io/v1/":{"auth":"YTox"}}"#, "docker.io", "library/python", "a"),
    (#"{"docker.io":{"auth":"YTox"}}"#, "docker.io", "library/python", "a"),
    (#"{"r.io":{"auth":"YTox"},"r.io/team":{"auth":"Yjoy"},"r.io/team/app":{"auth":"Yzoz"}}"#, "r.io", "team/app", "c"),
    (#"{"r.io":{"auth":"YTox"},"r.io/team":{"auth":"Yjoy"}}"#, "r.io", "team/other", "b"),
    (#"{"r.io":{"auth":"YTox"},"r.io/team":{"auth":"Yjoy"}}"#, "r.io", "teams/app", "a"),
    (#"{"r.io":{"auth":"YTox"},"https://r.io":{"auth":"Yjoy"}}"#, "r.io", "app", "a"),
    (#"{"r.io":{"auth":"YTox"}}"#, "evil.r.io", "app", ""),
    (#"{"r.io:5000":{"auth":"YTox"}}"#, "r.io", "app", ""),
    (#"{"r.io":{}}"#, "r.io", "app", ""),
    (#"{"R.IO":{"auth":"YTox"}}"#, "r.io", "app", "a"), (#"{"r.io":{"auth":"YTox"}}"#, "R.io", "app", "a"),
    (#"{"[::1]:5000":{"auth":"YTox"}}"#, "[0:0:0:0:0:0:0:1]:5000", "app", "a"),
    (#"{"r.io":{"username":"e","password":"p"}}"#, "r.io", "app", "e"),
  ])
  func `matches the entries of a file`(auths: String, host: String, path: String, user: String) async {
    let keychain = Keychain(environment: ["DOCKER_AUTH_CONFIG": #"{"auths":\#(auths)}"#], home: nil)
    #expect(await keychain.credential(domain: host, path: path).credential?.user ?? "" == user)
  }

  /// `longer-user:a-password`, as editors, `base64` and `openssl` leave it.
  @Test(arguments: [
    ("bG9uZ2VyLXVzZXI6YS1wYXNzd29yZA==", "longer-user"), ("bG9uZ2VyLXVzZXI6YS1wYXNzd29yZA", "longer-user"),
    ("bG9uZ2VyLXVz\\nZXI6YS1wYXNz\\r\\nd29yZA==\\n", "longer-user"),
    (" bG9uZ2VyLXVz ZXI6YS1wYXNzd29yZA=\\t", "longer-user"),
    ("bG9uZ2VyLXVzZXI6YS1wYXNzd29yZ", nil), ("bG9u=Z2VyLXVzZXI6YS1wYXNzd29yZA==", nil), ("bG9u*Z2Vy", nil), (" ", nil),
  ])
  func `reads base64 in every form that people leave it in`(auth: String, user: String?) async {
    let file = #"{"auths":{"r.io":{"auth":"\#(auth)"}}}"#
    let answer = await Keychain(environment: ["DOCKER_AUTH_CONFIG": file], home: nil).credential(
      domain: "r.io", path: "a")
    #expect(answer.credential?.user == user)
    #expect(answer.notes.isEmpty == (user != nil))
  }

  @Test func `splits user and password at the first colon`() async {
    let file = #"{"auths":{"r.io":{"auth":"ZDp4Onk="}}}"#
    let keychain = Keychain(environment: ["DOCKER_AUTH_CONFIG": file], home: nil)
    #expect(
      await keychain.credential(domain: "r.io", path: "a").credential?.proof == .password(user: "d", password: "x:y"))
  }

  @Test func `looks in docker's and podman's files, in this order`() async throws {
    let root = try Directory.temporary(prefix: "keychain", in: "/tmp")
    defer { try? Directory.remove(root) }
    func write(_ path: String, _ host: String) throws {
      let file = root.appending(path)
      try Directory.create(file.removingLastComponent())
      try FileContents.write(Array(#"{"auths":{"\#(host)":{"auth":"YTox"},"all.io":{"auth":"YTox"}}}"#.utf8), to: file)
    }
    try write("home/.docker/config.json", "one.io")
    try write("other.json", "two.io")
    try write("run/containers/auth.json", "three.io")
    try write("home/.config/containers/auth.json", "four.io")
    let environment = [
      "REGISTRY_AUTH_FILE": root.appending("other.json").string, "XDG_RUNTIME_DIR": root.appending("run").string,
    ]
    let keychain = Keychain(environment: environment, home: root.appending("home"))
    let places = [
      ("one.io", "home/.docker/config.json"), ("two.io", "other.json"), ("three.io", "run/containers/auth.json"),
      ("four.io", "home/.config/containers/auth.json"), ("all.io", "home/.docker/config.json"),
    ]
    for (host, path) in places {
      #expect(
        await keychain.credential(domain: host, path: "a").credential?.origin == "`\(root.appending(path))`")
    }
    let moved = Keychain(
      environment: ["DOCKER_CONFIG": root.appending("nowhere").string], home: root.appending("home"))
    #expect(await moved.credential(domain: "one.io", path: "a").credential == nil)
  }

  @Test func `passes over a broken file and says so`() async {
    for text in ["{", #"{"auths":{"r.io":{"auth":"?"}}}"#, #"{"auths":{"r.io":{"auth":"YWJj"}}}"#] {
      let answer = await Keychain(environment: ["DOCKER_AUTH_CONFIG": text], home: nil)
        .credential(domain: "r.io", path: "a")
      #expect(answer.credential == nil)
      #expect(answer.notes.count == 1 && answer.notes[0].hasPrefix("`DOCKER_AUTH_CONFIG` cannot be used"))
    }
  }

  private static let helperFile =
    #"{"credsStore":"desktop","credHelpers":{"r.io":"ecr-login"},"auths":{"x.io":{"auth":"YTox"}}}"#

  @Test(arguments: [
    ("r.io", "ecr-login r.io", Credential.Proof.password(user: "AWS", password: "s3")),
    ("docker.io", "desktop https://index.docker.io/v1/", .identityToken("idt")),
    ("x.io", "desktop x.io", .password(user: "a", password: "1")),
  ])
  func `asks the helper of the host, then the store, then the file`(
    host: String, call: String, proof: Credential.Proof
  ) async {
    let calls = Mutex<[String]>([])
    let keychain = Keychain(environment: ["DOCKER_AUTH_CONFIG": Self.helperFile], home: nil) { name, server in
      calls.withLock { $0.append("\(name) \(server)") }
      let answers = [
        "ecr-login": #"{"ServerURL":"r.io","Username":"AWS","Secret":"s3"}"#,
        "desktop": #"{"Username":"<token>","Secret":"idt"}"#,
      ]
      return server == "x.io"
        ? CredentialHelperOutput(
          exitStatus: 1, standardOutput: Array("credentials not found in native keychain\n".utf8))
        : CredentialHelperOutput(exitStatus: 0, standardOutput: Array((answers[name] ?? "").utf8))
    }
    let answer = await keychain.credential(domain: host, path: "a")
    #expect(answer.credential?.proof == proof)
    #expect(answer.notes.isEmpty)
    #expect(calls.withLock { $0 } == [call])
  }

  @Test func `goes on without a helper that cannot run, and says so`() async {
    struct NotFound: Error {}
    let keychain = Keychain(environment: ["DOCKER_AUTH_CONFIG": Self.helperFile], home: nil) { _, _ in
      throw NotFound()
    }
    let answer = await keychain.credential(domain: "r.io", path: "a")
    #expect(answer.credential == nil)
    #expect(answer.notes.first?.hasPrefix("`docker-credential-ecr-login`") == true)
  }

  @Test func `never runs a helper whose name is a path`() async {
    let file = #"{"credsStore":"../../tmp/evil"}"#
    let keychain = Keychain(environment: ["DOCKER_AUTH_CONFIG": file], home: nil) { _, _ in
      Issue.record("the helper ran")
      return CredentialHelperOutput(exitStatus: 0, standardOutput: [])
    }
    #expect(await keychain.credential(domain: "r.io", path: "a").notes.count == 1)
  }

  @Test func `shows where a credential comes from and never the secret`() async throws {
    let keychain = Keychain(
      environment: ["DOCKER_USERNAME": "ci", "DOCKER_PASSWORD": "hunter2"], home: nil, destinations: ["docker.io"])
    let credential = try #require(await keychain.credential(domain: "docker.io", path: "a").credential)
    var dumped = ""
    dump(credential, to: &dumped)
    for text in ["\(credential)", String(reflecting: credential), dumped, "\([credential])"] {
      #expect(!text.contains("hunter2"))
      #expect(text.contains("DOCKER_USERNAME"))
    }
    #expect(keychain.secrets.all.contains("hunter2"))
  }
}
