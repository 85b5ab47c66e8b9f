import Diagnostics
import Forges
import HTTPTransport
import Synchronization
import TestSupport
import Testing
import TextFormats

@Suite("A forge that refuses") struct RefusalTests {
  struct Refusal: Sendable, CustomTestStringConvertible {
    var kind: TestForge.Kind
    var status: Int
    var body: String
    var code: ForgeFailure.Code
    var words: String
    var hint: String

    var testDescription: String { "\(kind) \(status) \(body)" }

    init(
      _ kind: TestForge.Kind, _ status: Int, _ body: String, _ code: ForgeFailure.Code, _ words: String, _ hint: String
    ) {
      (self.kind, self.status, self.body, self.code, self.words, self.hint) = (kind, status, body, code, words, hint)
    }
  }

  static let refusals = [
    Refusal(.gitHub, 401, #"{"message":"Bad credentials"}"#, .auth, ": Bad credentials", "has not expired"),
    Refusal(
      .gitHub, 403, #"{"message":"Resource not accessible by integration"}"#, .denied,
      ": Resource not accessible by integration", "`permissions: contents: write`"),
    Refusal(
      .gitHub, 403, #"{"message":"You have exceeded a secondary rate limit"}"#, .rateLimited, ": You have exceeded",
      "when the limit has passed"),
    Refusal(.gitHub, 404, #"{"message":"Not Found"}"#, .notFound, ": Not Found", "check the repository `team/agents`"),
    Refusal(
      .gitHub, 422,
      #"{"message":"Validation Failed","errors":[{"code":"invalid","field":"target_commitish","resource":"Release"}]}"#,
      .refused, ": Validation Failed: code invalid, field target_commitish, resource Release", "push the tag first"),
    Refusal(
      .gitea, 403, #"{"message":"token does not have scope"}"#, .denied, ": token does not", "`write:repository`"),
    Refusal(.gitLab, 401, #"{"message":"401 Unauthorized"}"#, .auth, ": 401 Unauthorized", "scope `api`"),
    Refusal(.gitLab, 403, #"{"message":"403 Forbidden"}"#, .denied, ": 403 Forbidden", "role Developer"),
    Refusal(
      .gitLab, 422, #"{"message":{"tag_name":["is invalid","is odd"]}}"#, .refused, ": tag_name is invalid, is odd",
      "push the tag first"),
    Refusal(
      .gitLab, 400, #"{"error":"ref is missing","error_description":"x"}"#, .refused, ": ref is missing: x",
      "push the tag first"),
    Refusal(.gitHub, 418, "<html>tea</html>", .unexpectedAnswer, " answers with status 418", ""),
  ]

  @Test(arguments: refusals) func `is quoted, and says what to do`(refusal: Refusal) async throws {
    let forge = TestForge(refusal.kind)
    forge.add { $0.method == "POST" ? TestResponse(refusal.status, text: refusal.body) : nil }
    let server = try forge.server()
    defer { server.stop() }
    let failure = try #require(await forgeFailure { try await publish(refusal.kind, at: server.origin) })
    #expect(failure.code == refusal.code)
    #expect(failure.message.hasPrefix("`\(server.host)` ") && failure.message.contains(refusal.words), "\(failure)")
    #expect(refusal.hint.isEmpty || failure.hints.contains { $0.contains(refusal.hint) }, "\(failure.hints)")
    #expect(failure.failureKind == .infrastructure && failure.diagnostic.code == refusal.code.rawValue)
    #expect(server.requests.map(\.method) == ["GET", "POST"])
  }

  @Test(arguments: TestForge.Kind.allCases) func `never gets the token repeated`(kind: TestForge.Kind) async throws {
    let forge = TestForge(kind)
    forge.add { request in
      let headers = request.headers.map(\.value).joined(separator: " ")
      let endless = String(repeating: "x", count: 280)
      return TestForge.answer(
        401, .object(["message": .string("\u{1B}[31m\u{202E}\(endless) \(headers) \(exampleToken)")]))
    }
    let server = try forge.server()
    defer { server.stop() }
    let failure = try #require(await forgeFailure { try await publish(kind, at: server.origin) })
    let text = failure.message + failure.hints.joined()
    for part in [exampleToken, "glpat", "secret"] { #expect(!text.contains(part)) }
    #expect(!text.unicodeScalars.contains { $0.value < 32 || $0.value == 0x202E })
    #expect(failure.message.count < 500)
  }

  @Test(arguments: [
    ("<html>Sign in</html>", 200), ("[]", 200), (#"{"id":1}"#, 200), ("", 200), (#"{"id":"x","tag_name":1}"#, 200),
    ("", 204),
  ]) func `or answers something else is not believed`(body: String, status: Int) async throws {
    for kind in TestForge.Kind.allCases {
      let server = try TestHTTPServer { _ in TestResponse(status, text: body) }
      defer { server.stop() }
      let failure = try #require(await forgeFailure { try await publish(kind, at: server.origin) })
      #expect(failure.code == .unexpectedAnswer)
      #expect(failure.hints.first?.contains("the address of the API") == true)
      #expect(server.requests.count == 1)
    }
  }

  @Test func `an answer without end is refused`() async throws {
    let server = try TestHTTPServer { _ in TestResponse(200, body: [UInt8](repeating: 0x20, count: 17 << 20)) }
    defer { server.stop() }
    let failure = await forgeFailure { try await publish(.gitHub, at: server.origin) }
    #expect(failure?.code == .network && failure?.message.contains("too large") == true)
  }

  @Test func `an address that is none does not get into reports`() async throws {
    let forge = TestForge(.gitHub)
    let server = try forge.server()
    defer { server.stop() }
    forge.set(
      "chat/v1.2.0",
      [
        "name": .string("chat 1.2.0"), "body": .string(exampleRelease.notes),
        "html_url": .string("javascript:alert(1)"),
      ])
    let outcome = try await publish(.gitHub, at: server.origin)
    #expect(outcome == .unchanged(url: "\(server.origin)/repos/team/agents/releases/tags/chat%2Fv1.2.0"))
  }
}

@Suite("A forge that is slow or busy") struct ForgeRetryTests {
  @Test(arguments: [408, 429, 500, 502, 503, 504]) func `is asked again`(status: Int) async throws {
    let forge = TestForge(.gitHub)
    for method in ["GET", "POST"] {
      forge.add { $0.method == method ? TestForge.answer(status, .null, [("Retry-After", "3")]) : nil }
    }
    let server = try forge.server()
    defer { server.stop() }
    let waits = Mutex<[Duration]>([])
    _ = try await publish(.gitHub, at: server.origin, onWait: { _, wait in waits.withLock { $0.append(wait) } })
    #expect(server.requests.map(\.method) == ["GET", "GET", "POST", "GET", "POST"])
    #expect(waits.withLock { $0 } == [.seconds(3), .seconds(3)])
  }

  @Test(arguments: TestForge.Kind.allCases) func `that creates the page and loses its answer has created it once`(
    kind: TestForge.Kind
  ) async throws {
    let forge = TestForge(kind)
    forge.add { request in
      guard request.method == "POST" else { return nil }
      var response = forge.route(request)
      response.ending = .reset(afterBytes: 1)
      return response
    }
    let server = try forge.server()
    defer { server.stop() }
    #expect(try await publish(kind, at: server.origin).isUnchanged)
    #expect(server.requests.map(\.method) == ["GET", "POST", "GET"])
  }

  @Test func `is asked as often as the policy says`() async throws {
    let server = try TestHTTPServer { _ in TestResponse(503) }
    defer { server.stop() }
    let failure = await forgeFailure { try await publish(.gitLab, at: server.origin) }
    #expect(failure?.code == .unexpectedAnswer && failure?.isRetryable == true)
    #expect(server.requests.count == 4)
  }

  @Test(
    arguments: [
      (429, [("Retry-After", "3600")], 1), (403, [("X-RateLimit-Remaining", "0")], 1), (403, [("Retry-After", "1")], 4),
    ] as [(Int, [(String, String)], Int)])
  func `that limits requests for long is not waited for`(
    status: Int, headers: [(String, String)], tries: Int
  ) async throws {
    let server = try TestHTTPServer { _ in TestForge.answer(status, .object(["message": .string("slow")]), headers) }
    defer { server.stop() }
    let failure = await forgeFailure { try await publish(.gitHub, at: server.origin) }
    #expect(failure?.code == .rateLimited)
    #expect(server.requests.count == tries)
  }

  @Test func `that is not there is a matter of the network`() async throws {
    let server = try TestHTTPServer { _ in TestResponse(200) }
    server.stop()
    let once = RetryPolicy(attempts: 1, clock: patient.clock)
    let failure = await forgeFailure { try await publish(.gitHub, at: server.origin, retries: once) }
    #expect(failure?.code == .network && failure?.hints.isEmpty == false)
  }

  @Test func `a task that is cancelled does not wait`() async throws {
    let server = try TestHTTPServer { _ in TestResponse(503) }
    defer { server.stop() }
    let origin = server.origin
    let slow = RetryPolicy(
      clock: RetryClock(now: { .zero }, random: { 0 }, sleep: { _ in try await Task.sleep(for: .seconds(600)) }))
    let task = Task { await forgeFailure { try await publish(.gitHub, at: origin, retries: slow) } }
    while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
    task.cancel()
    #expect(await task.value != nil)
    #expect(server.requests.count == 1)
  }
}
