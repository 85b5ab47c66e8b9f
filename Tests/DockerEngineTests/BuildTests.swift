import Diagnostics
import FoundationEssentials
import OCIImage
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import DockerEngine

@Suite(.timeLimit(.minutes(1))) struct `building in an engine` {
  @Test func `every setting becomes its parameter`() async throws {
    let engine = try FakeEngine { request in
      guard request.path.hasSuffix("/build") else { return nil }
      return FakeEngine.stream(#"{"id":"moby.image.id","aux":{"ID":"sha256:1"}}"#)
    }
    var build = EngineBuild.any(usesBuildKit: true)
    build.arguments = ["A": "a b&c=d", "B": "ü"]
    build.labels = ["x.y": "z"]
    build.cacheFrom = ["registry/x:1"]
    build.target = "run"
    build.platform = Platform("linux/arm64")
    build.network = "host"
    build.ignoresCache = true
    build.logins = [RegistryLogin(server: "docker.io", fields: ["username": "u", "password": "p?>"])]
    #expect(try await engine.client().build(build) { _ in } == "sha256:1")
    let request = try #require(engine.server.requests.first { $0.path.hasSuffix("/build") })
    let parameters = Dictionary(request.query.map { ($0.name, $0.value) }) { first, _ in first }
    #expect(parameters["buildargs"] == #"{"A":"a b&c=d","B":"ü"}"#)
    #expect(parameters["labels"] == #"{"x.y":"z"}"#)
    #expect(parameters["cachefrom"] == #"["registry/x:1"]"#)
    #expect(parameters["target"] == "run")
    #expect(parameters["platform"] == "linux/arm64")
    #expect(parameters["networkmode"] == "host")
    #expect(parameters["nocache"] == "1")
    #expect(parameters["version"] == "2")
    #expect(parameters["t"] == nil)
    #expect(request.body.count == 1024)
    let header = try #require(request.header("X-Registry-Config"))
    let text = header.replacing("-", with: "+").replacing("_", with: "/")
    let decoded = String(decoding: try #require(Data(base64Encoded: text)), as: UTF8.self)
    #expect(decoded.contains(#""https://index.docker.io/v1/":{"#))
    #expect(decoded.contains(#""password":"p?>""#))
  }

  @Test func `a refusal before the stream is explained like one in it`() async throws {
    let engine = try FakeEngine { request in
      request.path.hasSuffix("/build")
        ? TestResponse(400, text: #"{"message":"dockerfile parse error line 2: unknown instruction: RUNN"}"#) : nil
    }
    let failure = try await Self.failure(of: engine)
    #expect(failure.code == .invalidDockerfile)
    #expect(failure.failureKind == .agent)
    #expect(failure.line == 2)
  }

  @Test(arguments: [
    TestResponse(200, text: "<html>"), TestResponse(200, text: ""),
    TestResponse(200, body: Array(#"{"stream":"Step 1/1 : RUN x"}"#.utf8), ending: .reset(afterBytes: 20)),
    TestResponse(200, body: Array(#"{"stream":"Step 1/1 : RUN x"}"#.utf8), ending: .truncated(afterBytes: 20)),
    TestResponse(500, text: "out of order"),
  ])
  func `an engine that breaks is not the agent's fault`(response: TestResponse) async throws {
    let engine = try FakeEngine { $0.path.hasSuffix("/build") ? response : nil }
    let failure = try await Self.failure(of: engine)
    #expect(failure.failureKind == .infrastructure, "\(failure)")
  }

  private static let stepText = [
    #"{"stream":"Step 1/2 : FROM x\n"}"#, #"{"stream":" ---\u003e 0000000000aa\n"}"#,
    #"{"stream":"Step 2/3 : COPY . /\n"}"#,
    #"{"stream":" ---\u003e 0000000000bb\n"}"#, #"{"stream":"Step 3/3 : RUN false\n"}"#,
    #"{"stream":" ---\u003e Running in 0000000000cc\n"}"#,
    // A program's output may look like the engine's own words.
    #"{"stream":" ---\u003e 0000000000dd\n"}"#, #"{"stream":" ---\u003e Running in 0000000000ee\n"}"#,
  ]

  /// An engine that has an image `dd` and a container `ee` of somebody else's.
  private static func busyEngine(_ build: TestResponse) throws -> FakeEngine {
    try FakeEngine { request in
      let name = request.path.split(separator: "/").first { $0.hasPrefix("00000") }.map(String.init) ?? ""
      switch (request.method, request.path.split(separator: "/").dropFirst().first, name) {
      case ("POST", "build", _): return build
      case ("GET", "images", "0000000000bb"):
        return TestResponse(200, text: #"{"Id":"sha256:0000000000bb","RepoTags":[]}"#)
      case ("GET", "images", "0000000000dd"):
        return TestResponse(200, text: #"{"Id":"sha256:0000000000dd","RepoTags":null}"#)
      case ("GET", "containers", let id) where !id.isEmpty: return TestResponse(200, text: #"{"Id":"\#(id)"}"#)
      case ("GET", "images", ""): return TestResponse(200, text: #"[{"Id":"sha256:0000000000dd"}]"#)
      case ("GET", "containers", ""): return TestResponse(200, text: #"[{"Id":"0000000000ee"}]"#)
      case ("DELETE", _, _): return TestResponse(200, text: "[]")
      default: return nil
      }
    }
  }

  @Test func `a failed build removes what it made, and nothing of others`() async throws {
    let lines = Self.stepText + [#"{"errorDetail":{"message":"x returned a non-zero code: 1"}}"#]
    let engine = try Self.busyEngine(TestResponse(200, text: lines.joined(separator: "\r\n")))
    #expect(try await Self.failure(of: engine).code == .stepFailed)
    let removed = engine.calls.filter { $0.hasPrefix("DELETE") }
    #expect(removed == ["DELETE /v1.41/containers/0000000000cc", "DELETE /v1.41/images/sha256:0000000000bb"])
  }

  @Test func `a cancelled build ends at once and clears up all the same`() async throws {
    let text = Array((Self.stepText.joined() + #"{"stream":"never"}"#).utf8)
    let engine = try Self.busyEngine(TestResponse(200, body: text, ending: .stalled(afterBytes: text.count - 18)))
    let client = try await engine.client()
    let task = Task { try await client.build(.any()) { _ in } }
    while !engine.calls.contains("POST /v1.41/build") { try await Task.sleep(for: .milliseconds(5)) }
    try await Task.sleep(for: .milliseconds(100))
    task.cancel()
    let failure = await #expect(throws: EngineFailure.self) { try await task.value }
    #expect(failure?.code == .cancelled)
    let removed = engine.calls.filter { $0.hasPrefix("DELETE") }
    #expect(removed == ["DELETE /v1.41/containers/0000000000cc", "DELETE /v1.41/images/sha256:0000000000bb"])
  }

  private static func failure(of engine: FakeEngine) async throws -> EngineFailure {
    let client = try await engine.client()
    return try #require(await #expect(throws: EngineFailure.self) { try await client.build(.any()) { _ in } })
  }
}

@Suite struct `pulling by an engine` {
  private static let reference = try? Reference(parsing: "registry.example.com/team/base:1")

  @Test func `the login goes along, and an empty one where there is none`() async throws {
    let engine = try FakeEngine { _ in FakeEngine.stream(#"{"status":"Pull complete","id":"0a1b"}"#) }
    let client = try await engine.client()
    let reference = try #require(Self.reference)
    let events = Mutex<[BuildEvent]>([])
    try await client.pull(reference, platform: .host, login: nil) { event in events.withLock { $0.append(event) } }
    #expect(events.withLock { $0 } == [.transfer("0a1b: Pull complete")])
    let request = try #require(engine.server.requests.last)
    #expect(request.header("X-Registry-Auth") == "e30=")
    #expect(request.parameters("fromImage") == ["registry.example.com/team/base"])
    #expect(request.parameters("tag") == ["1"])
    let login = RegistryLogin(server: reference.domain, fields: ["identitytoken": "secret"])
    try await client.pull(reference, platform: nil, login: login) { _ in }
    let header = try #require(
      engine.server.requests.last?.header("X-Registry-Auth").flatMap { Data(base64Encoded: $0) })
    #expect(String(decoding: header, as: UTF8.self).contains(#""identitytoken":"secret""#))
    #expect(!"\(login)".contains("secret"))
  }

  @Test(arguments: [
    (FakeEngine.stream(#"{"errorDetail":{"message":"manifest unknown"}}"#), FailureKind.agent),
    (FakeEngine.stream(#"{"error":"unauthorized: authentication required"}"#), .infrastructure),
    (TestResponse(404, text: #"{"message":"pull access denied, repository does not exist"}"#), .infrastructure),
    (TestResponse(500, text: #"{"message":"dial tcp: connection refused"}"#), .infrastructure),
  ])
  func `a failure has its cause and its kind`(response: TestResponse, kind: FailureKind) async throws {
    let engine = try FakeEngine { $0.path.hasSuffix("/images/create") ? response : nil }
    let client = try await engine.client()
    let reference = try #require(Self.reference)
    let failure = await #expect(throws: EngineFailure.self) {
      try await client.pull(reference, platform: nil, login: nil) { _ in }
    }
    #expect(failure?.code == .pullFailed)
    #expect(failure?.failureKind == kind)
  }
}
