import Diagnostics
import HTTPTransport
import OCIImage
import Synchronization
import TestSupport
import Testing

@testable import OCIRegistry

@Suite("Authentication") struct AuthenticationTests {
  @Test(arguments: [TestRegistry.Authentication.none, .basic, .bearer])
  func `pushes and pulls with whatever the registry wants`(authentication: TestRegistry.Authentication) async throws {
    let fixture = try Fixture { $0.authentication = authentication }
    let image = try fixture.image(layers: [bytes(1000), bytes(2000)])
    let client = fixture.client()
    _ = try await client.push(image, to: fixture.repository, tags: ["1"])
    #expect(try await client.manifest(fixture.repository.with(tag: "1")).digest == image.digest)
  }

  @Test func `fetches one token for a whole push`() async throws {
    let fixture = try Fixture { $0.authentication = .bearer }
    let image = try fixture.image(layers: (1...8).map { bytes($0 * 1000) })
    _ = try await fixture.client().push(image, to: fixture.repository, tags: ["1", "2"])
    let tokens = fixture.registry.requests.filter { $0.path == "/token" }
    #expect(tokens.count == 1)
    #expect(tokens.first?.parameters("scope") == ["repository:team/app:pull,push"])
    #expect(tokens.first?.parameters("service") == ["test"])
  }

  @Test func `gets a new token when one expires, and sends the body again`() async throws {
    let fixture = try Fixture { $0.authentication = .bearer }
    let client = fixture.client()
    let blob = try fixture.blob(bytes(300_000))
    _ = try await client.findBlob(blob.descriptor.digest, .pull(fixture.repository))
    // The registry forgets the token between POST and PUT.
    fixture.registry.inject(
      TestFault(
        "PUT", "/uploads/",
        .respond(
          TestResponse(
            401,
            [("WWW-Authenticate", #"Bearer realm="\#(fixture.registry.origin)/token",service="test""#)]))))
    let push = try await client.pushBlob(blob.descriptor, from: blob.path, to: fixture.repository)
    #expect(push.status == .uploaded && push.retries == 0)
    #expect(fixture.registry.requests.filter { $0.method == "PUT" }.map(\.body.count) == [300_000, 300_000])
  }

  @Test(arguments: [(3, true), (1000, false)])
  func `tries a token server in trouble as often as the policy says, no more`(times: Int, succeeds: Bool) async throws {
    let fixture = try Fixture { $0.authentication = .bearer }
    fixture.registry.inject(TestFault("GET", "/token", times: times, .respond(TestResponse(500))))
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      try await fixture.client(attempts: 4).checkPushAccess(to: fixture.repository)
    }
    #expect((failure == nil) == succeeds)
    #expect(fixture.registry.requests.filter { $0.path == "/token" }.count == 4)
  }

  @Test(arguments: [(401, "UNKNOWN"), (403, "UNAVAILABLE")])
  func `a token server's refusal is final, whatever its code`(status: Int, code: String) async throws {
    let fixture = try Fixture { $0.authentication = .bearer }
    let refusal = TestResponse(status, text: #"{"errors":[{"code":"\#(code)","message":"no"}]}"#)
    fixture.registry.inject(TestFault("GET", "/token", times: 1000, .respond(refusal)))
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      try await fixture.client(attempts: 4).checkPushAccess(to: fixture.repository)
    }
    #expect(failure?.isRetryable == false)
    #expect(fixture.registry.requests.filter { $0.path == "/token" }.count == 1)
  }

  @Test func `renews tokens before they expire`() async throws {
    let fixture = try Fixture { $0.authentication = .bearer }
    let client = fixture.client()
    _ = try await client.findBlob(SHA256.digest(of: []), .pull(fixture.repository))
    fixture.waits.withLock { $0.append(.seconds(200)) }
    _ = try await client.findBlob(SHA256.digest(of: []), .pull(fixture.repository))
    fixture.waits.withLock { $0.append(.seconds(100)) }
    _ = try await client.findBlob(SHA256.digest(of: []), .pull(fixture.repository))
    #expect(fixture.registry.requests.filter { $0.path == "/token" }.count == 2)
  }

  @Test(arguments: ["token", "access_token"])
  func `reads the token under both its names`(field: String) async throws {
    let fixture = try Fixture {
      $0.authentication = .bearer
      $0.tokenField = field
    }
    try await fixture.client().checkPushAccess(to: fixture.repository)
  }

  @Test(arguments: [
    [#"Basic realm="x""#, #"Bearer realm="REALM",service="test""#],
    [#"Negotiate, Basic realm="x", Bearer realm="REALM",service="test""#],
    ["bearer realm=REALM,service=test"],
  ])
  func `finds the bearer challenge among others`(challenges: [String]) async throws {
    let fixture = try Fixture { $0.authentication = .bearer }
    let realm = "\(fixture.registry.origin)/token"
    fixture.registry.change { behaviour in
      behaviour.challenges = challenges.map {
        $0.split(separator: "REALM", omittingEmptySubsequences: false).joined(separator: realm)
      }
    }
    try await fixture.client().checkPushAccess(to: fixture.repository)
    #expect(fixture.registry.requests.contains { $0.path == "/token" })
  }

  @Test func `exchanges an identity token by POST`() async throws {
    let fixture = try Fixture { $0.authentication = .bearer }
    let file = #"{"auths":{"\#(fixture.registry.host)":{"identitytoken":"identity"}}}"#
    try await fixture.client(["DOCKER_AUTH_CONFIG": file]).checkPushAccess(to: fixture.repository)
    let token = try #require(fixture.registry.requests.first { $0.path == "/token" })
    #expect(token.method == "POST")
    #expect(token.header("Authorization") == nil)
  }

  @Test(arguments: [404, 405])
  func `sends an identity token as a password where the server knows no such form`(status: Int) async throws {
    let fixture = try Fixture {
      $0.authentication = .bearer
      $0.user = "<token>"
      $0.password = "identity"
    }
    fixture.registry.inject(TestFault("POST", "/token", .respond(TestResponse(status))))
    let file = #"{"auths":{"\#(fixture.registry.host)":{"identitytoken":"identity"}}}"#
    try await fixture.client(["DOCKER_AUTH_CONFIG": file]).checkPushAccess(to: fixture.repository)
    #expect(fixture.registry.requests.filter { $0.path == "/token" }.map(\.method) == ["POST", "GET"])
  }

  @Test func `knows a credential that has expired from one that may not push`() async throws {
    let fixture = try Fixture { $0.authentication = .basic }
    // Amazon ECR's words.
    fixture.registry.inject(
      TestFault(
        "POST", "/uploads/",
        TestFault.error(403, "DENIED", "Your authorization token has expired. Reauthenticate and try again.")))
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      try await fixture.client().checkPushAccess(to: fixture.repository)
    }
    #expect(failure?.failureClass == .auth)
    #expect(failure?.hints.first?.contains("expired") == true)
  }

  @Test func `pulls what is public without any credential`() async throws {
    let fixture = try Fixture { $0.authentication = .bearer }
    _ = fixture.registry.put(manifest: [1], type: MediaType.manifest, in: "team/app", tag: "1")
    #expect(try await fixture.client([:]).manifest(fixture.repository.with(tag: "1")).bytes == [1])
  }

  @Test(arguments: [TestRegistry.Authentication.basic, .bearer])
  func `tells a missing credential from a wrong one`(authentication: TestRegistry.Authentication) async throws {
    let fixture = try Fixture { $0.authentication = authentication }
    let missing = await fixture.failure { () async throws(RegistryFailure) in
      try await fixture.client([:]).checkPushAccess(to: fixture.repository)
    }
    #expect(missing?.failureClass == .auth)
    #expect(missing?.hints.first?.contains("set `DOCKER_USERNAME` and `DOCKER_PASSWORD`") == true)
    let wrong = await fixture.failure { () async throws(RegistryFailure) in
      try await fixture.client(["DOCKER_USERNAME": "ci", "DOCKER_PASSWORD": "hunter2"])
        .checkPushAccess(to: fixture.repository)
    }
    #expect(wrong?.failureClass == .auth)
    let hint = try #require(wrong?.hints.first)
    #expect(hint.hasPrefix("the credential from `DOCKER_USERNAME` and `DOCKER_PASSWORD` (user `ci`) was refused"))
    #expect(!"\(String(reflecting: wrong))".contains("hunter2"))
    let isBasic = if case .basic = authentication { true } else { false }
    // A password is not tried twice: accounts get locked.
    let tries = fixture.registry.requests.filter { $0.header("Authorization")?.hasPrefix("Basic") == true }
    #expect(tries.count == (isBasic ? 1 : tries.filter { $0.path == "/token" }.count))
  }

  @Test func `tells a permission that is missing from a credential that is wrong`() async throws {
    let fixture = try Fixture {
      $0.authentication = .bearer
      $0.deniedActions = ["push"]
    }
    let realm = "\(fixture.registry.origin)/token"
    fixture.registry.change {
      $0.challenges = [#"Bearer realm="\#(realm)",service="test",error="insufficient_scope""#]
    }
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      try await fixture.client().checkPushAccess(to: fixture.repository)
    }
    #expect(failure?.failureClass == .denied)
    #expect(failure?.hints.first?.contains("has no permission to push to `team/app`") == true)
  }

  @Test func `asks with the scope a registry names beyond its own`() async throws {
    let fixture = try Fixture { $0.authentication = .bearer }
    let client = fixture.client()
    _ = try await client.findBlob(SHA256.digest(of: []), .pull(fixture.repository))
    let challenge = #"Bearer realm="\#(fixture.registry.origin)/token",scope="repository:base:pull""#
    fixture.registry.inject(
      TestFault("HEAD", "/blobs/", .respond(TestResponse(401, [("WWW-Authenticate", challenge)]))))
    _ = try await client.findBlob(SHA256.digest(of: []), .pull(fixture.repository))
    #expect(
      fixture.registry.requests.last { $0.path == "/token" }?.parameters("scope")
        == ["repository:team/app:pull", "repository:base:pull"])
  }

  /// A fake client stands for hosts that loopback cannot play: the wire is of no interest where nothing may be sent.
  @Test(arguments: [
    #"Bearer realm="http://auth.example.com/token""#, #"Bearer realm="https://169.254.169.254/token""#,
    #"Bearer realm="https://0x7f.1/token""#, #"Bearer realm="https://[::1]/token""#,
    #"Bearer realm="https://localhost/token""#,
  ])
  func `sends nothing to a realm it cannot trust`(challenge: String) async throws {
    let asked = Mutex<[String]>([])
    let http = HTTPClient { (request) async throws(HTTPFailure) in
      asked.withLock { $0.append(request.url.string) }
      return HTTPResponse(status: 401, headers: ["WWW-Authenticate": challenge])
    }
    let reference = try Reference(parsing: "registry.example.com/app")
    let keychain = Keychain(
      environment: ["DOCKER_USERNAME": "ci", "DOCKER_PASSWORD": "secret"], home: nil,
      destinations: ["registry.example.com"])
    let client = RegistryClient(for: reference, http: http, keychain: keychain)
    await #expect(throws: RegistryFailure.self) { try await client.checkPushAccess(to: reference) }
    #expect(asked.withLock { $0 } == ["https://registry.example.com/v2/"])
  }

  @Test(arguments: [
    "http://registry.example.com:80/elsewhere", "https://169.254.169.254/latest", "https://10.0.0.1/x",
    "http://cdn.example.com/x", "https://[::ffff:127.0.0.1]/",
  ])
  func `is not led astray by a redirect`(location: String) async throws {
    let asked = Mutex<[HTTPURL]>([])
    let http = HTTPClient { (request) async throws(HTTPFailure) in
      asked.withLock { $0.append(request.url) }
      if request.url.path == "/v2/" { return HTTPResponse(status: 200) }
      if request.url.path == "/elsewhere" { return HTTPResponse(status: 200) }
      return HTTPResponse(status: 307, headers: ["Location": location])
    }
    let reference = try Reference(parsing: "registry.example.com/app")
    let client = RegistryClient(for: reference, http: http, keychain: .empty)
    _ = try? await client.findBlob(SHA256.digest(of: []), .pull(reference))
    #expect(asked.withLock { urls in urls.allSatisfy { $0.scheme == "https" && $0.host == "registry.example.com" } })
  }
}
