import Diagnostics
import FileIO
import HTTPTransport
import OCIImage
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import OCIRegistry

@Suite("What is no registry, or a strange one") struct WrongAnswerTests {
  private static let page = TestResponse(
    200, [("Content-Type", "text/html; charset=utf-8")], body: Array("<html>log in</html>".utf8))

  /// A login page that answers everything with success, or sends everything to it.
  @Test(arguments: [false, true])
  func `a login page is not pushed to`(isRedirecting: Bool) async throws {
    let fixture = try Fixture()
    let portal = try TestHTTPServer { request in
      isRedirecting && request.path != "/login"
        ? TestResponse(302, [("Location", "/login")]) : Self.page
    }
    defer { portal.stop() }
    let repository = try Reference(parsing: "\(portal.host)/team/app")
    let image = try fixture.image(layers: [bytes(100)])
    let client = RegistryClient(
      for: repository, http: Fixture.http, keychain: .empty,
      configuration: RegistryClient.Configuration(retries: RetryPolicy(attempts: 1)))
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await client.push(image, to: repository, tags: ["1"])
    }
    #expect(failure?.failureClass == .registryError && failure?.diagnostic.code == "registry-error")
    #expect(failure?.hints.contains { $0.contains("login page") } == true)
    let pull = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await client.manifest(repository.with(tag: "1"))
    }
    #expect(pull?.failureClass == .registryError)
  }

  @Test(arguments: [
    ("HEAD", "/blobs/", WrongAnswerTests.page), ("HEAD", "/manifests/", WrongAnswerTests.page),
    ("POST", "/uploads/", TestResponse(200)),
    ("PUT", "/uploads/", TestResponse(200)), ("PUT", "/manifests/", TestResponse(200)),
    ("PUT", "/manifests/1", TestResponse(202)),
  ])
  func `a success of another kind than the one asked for is a failure`(
    method: String, path: String, answer: TestResponse
  ) async throws {
    let fixture = try Fixture()
    fixture.registry.inject(TestFault(method, path, times: 99, .respond(answer)))
    let image = try fixture.image(layers: [bytes(100)])
    let failures = Mutex(0)
    do throws(RegistryFailure) {
      for result in try await fixture.client().push(image, to: fixture.repository, tags: ["1"]) {
        if case .failed = result.status { failures.withLock { $0 += 1 } }
      }
    } catch {
      failures.withLock { $0 += 1 }
    }
    #expect(failures.withLock { $0 } == 1)
  }

  @Test func `another success counts where it names the digest`() async throws {
    let fixture = try Fixture()
    let manifest = Array(#"{"schemaVersion":2}"#.utf8)
    let digest = SHA256.digest(of: manifest)
    fixture.registry.inject(
      TestFault("PUT", "/manifests/", .respond(TestResponse(200, [("Docker-Content-Digest", "\(digest)")]))))
    let push = try await fixture.client().pushManifest(
      manifest, mediaType: MediaType.manifest, to: fixture.repository.with(tag: "1"))
    #expect(push.status == .pushed)
  }

  @Test func `a registry that does not name digests is asked for the bytes`() async throws {
    let fixture = try Fixture()
    let image = try fixture.image(layers: [bytes(100)])
    _ = try await fixture.client().push(image, to: fixture.repository, tags: ["1"])
    fixture.registry.inject(TestFault("HEAD", "/manifests/", times: 99, .header("Docker-Content-Digest", "")))
    let results = try await fixture.client().push(image, to: fixture.repository, tags: ["1"])
    guard case .unchanged = results[0].status else {
      Issue.record("unexpected \(results)")
      return
    }
  }

  @Test func `the first request is tried again on every path`() async throws {
    let fixture = try Fixture()
    let manifest = Array(#"{"schemaVersion":2}"#.utf8)
    let digest = fixture.registry.put(manifest: manifest, type: MediaType.manifest, in: "team/app", tag: "1")
    let blob = fixture.registry.put(blob: bytes(10), in: "team/app")
    func fail() { fixture.registry.inject(TestFault("GET", "/v2/", TestFault.error(503, "UNAVAILABLE"))) }
    fail()
    _ = try await fixture.client().manifest(fixture.repository.with(tag: "1"))
    fail()
    #expect(try await fixture.client().tags(of: fixture.repository) == ["1"])
    fail()
    #expect(try await fixture.client().referrers(of: digest, in: fixture.repository).isEmpty)
    fail()
    try await fixture.client().pullBlob(
      Descriptor(mediaType: MediaType.layerGzip, digest: blob, size: 10), from: fixture.repository,
      to: fixture.directory.appending("blob"))
    #expect(fixture.waits.withLock(\.count) == 4)
  }

  @Test func `an API that has moved on its host is found, any other place is named`() async throws {
    let fixture = try Fixture()
    let manifest = Array(#"{"schemaVersion":2}"#.utf8)
    _ = fixture.registry.put(manifest: manifest, type: MediaType.manifest, in: "team/app", tag: "1")
    fixture.registry.inject(
      TestFault("GET", "/v2/", .respond(TestResponse(301, [("Location", "\(fixture.registry.origin)/v2/")]))))
    #expect(try await fixture.client().tags(of: fixture.repository) == ["1"])
    fixture.registry.inject(
      TestFault("GET", "/v2/", times: 9, .respond(TestResponse(302, [("Location", "/login?back=x")]))))
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await fixture.client().tags(of: fixture.repository)
    }
    #expect(failure?.summary.hasSuffix("redirects to `\(fixture.registry.origin)/login`") == true)
  }

  // MARK: Uploads

  private func pushBlob(
    _ fixture: Fixture, _ change: (inout RegistryClient.Configuration) -> Void = { _ in }
  ) async throws {
    let blob = try fixture.blob(bytes(100_000))
    _ = try await fixture.client(configure: change)
      .pushBlob(blob.descriptor, from: blob.path, to: fixture.repository)
    #expect(fixture.registry.blob(blob.descriptor.digest, in: "team/app") == bytes(100_000))
    #expect(fixture.registry.openUploads == 0)
  }

  private func count(_ fixture: Fixture, _ method: String) -> Int {
    fixture.registry.requests.filter { $0.method == method && $0.path.contains("/uploads/") }.count
  }

  @Test func `a range that ends before it begins says that nothing arrived`() async throws {
    let fixture = try Fixture { $0.closesConnections = true }
    fixture.registry.inject(TestFault("PUT", "/uploads/", .resetUpload(afterBytes: 9)))
    fixture.registry.inject(TestFault("GET", "/uploads/", .header("Range", "0--1")))
    try await pushBlob(fixture)
    #expect(count(fixture, "POST") == 2)
  }

  @Test func `a refused range begins anew`() async throws {
    let fixture = try Fixture()
    fixture.registry.inject(TestFault("PATCH", "/uploads/", TestFault.error(416, "RANGE_INVALID")))
    try await pushBlob(fixture) { $0.chunkSize = 60_000 }
    #expect(count(fixture, "POST") == 2 && count(fixture, "DELETE") == 1)
  }

  @Test(arguments: [404, 405, 501])
  func `a registry that knows no pieces gets the whole`(status: Int) async throws {
    let fixture = try Fixture()
    fixture.registry.inject(TestFault("PATCH", "/uploads/", times: 99, .respond(TestResponse(status))))
    try await pushBlob(fixture) { $0.chunkSize = 60_000 }
    #expect(count(fixture, "PATCH") == 1)
  }

  @Test func `a cancelled upload is tidied away`() async throws {
    let fixture = try Fixture()
    fixture.registry.inject(
      TestFault("PUT", "/uploads/", .respond(TestResponse(201, body: [1, 2], ending: .stalled(afterBytes: 1)))))
    let blob = try fixture.blob(bytes(1000))
    let task = Task {
      try await fixture.client().pushBlob(blob.descriptor, from: blob.path, to: fixture.repository)
    }
    while count(fixture, "PUT") == 0 { try await Task.sleep(for: .milliseconds(10)) }
    task.cancel()
    await #expect(throws: RegistryFailure.self) { _ = try await task.value }
    #expect(count(fixture, "DELETE") == 1)
    #expect(fixture.registry.openUploads == 0)
  }

  // MARK: Waiting and credentials

  @Test func `a gate that closes again while one waits is waited for again`() async throws {
    let now = Mutex(Duration.zero)
    let gates = HostGates()
    let clock = RetryClock(
      now: { now.withLock { $0 } }, random: { 0 },
      sleep: { wait in
        let isFirst = now.withLock { now in
          now += wait
          return now == .seconds(5)
        }
        if isFirst { gates.gate(for: "r.io", clock: .system).close(for: .seconds(3)) }
      })
    // Whoever asks first brings the clock; all clients of a host share the gate.
    gates.gate(for: "r.io", clock: clock).close(for: .seconds(5))
    try await gates.gate(for: "r.io", clock: clock).pass()
    #expect(now.withLock { $0 } == .seconds(8))
    try await gates.gate(for: "other.io", clock: clock).pass()
    #expect(now.withLock { $0 } == .seconds(8))
  }

  @Test(arguments: [
    ([200], 200, 1), ([500, 200], 200, 2), ([408, 429, 503, 502, 504, 200], 200, 6), ([404], 404, 1), ([503], 503, 6),
  ])
  func `a transient status is tried again, any other is not`(statuses: [Int], status: Int, tries: Int) async throws {
    let fixture = try Fixture()
    let client = fixture.client(attempts: 6)
    let tried = Mutex(0)
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await client.retrying { () async throws(RegistryFailure) in
        let number = tried.withLock { count in
          defer { count += 1 }
          return count
        }
        let answer = HTTPResponse(status: statuses[min(number, statuses.count - 1)])
        if !answer.isSuccess { throw client.failure("trying", answer) }
      }
    }
    #expect((failure?.status ?? 200) == status)
    #expect(tried.withLock { $0 } == tries)
    #expect((failure?.retries ?? tries - 1) == tries - 1)
  }

  @Test(arguments: HTTPFailure.Kind.allCases)
  func `a request without an answer is tried again if it may pass`(kind: HTTPFailure.Kind) {
    let failure = RegistryFailure("trying", HTTPFailure(kind, url: "http://example.com/", detail: ""))
    #expect(failure.isRetryable == [.connect, .timeout, .reset, .dns].contains(kind))
  }

  @Test func `clients of one run wait together`() throws {
    let fixture = try Fixture()
    let gates = HostGates()
    let clients = [gates, gates, HostGates()].map { gates in fixture.client(configure: { $0.gates = gates }) }
    #expect(clients[0].gate === clients[1].gate)
    #expect(clients[0].gate !== clients[2].gate)
  }

  @Test(arguments: [TestRegistry.Authentication.basic, .bearer], ["HEAD", "GET"])
  func `a credential that the registry calls too old is renewed once`(
    authentication: TestRegistry.Authentication, method: String
  ) async throws {
    let fixture = try Fixture { $0.authentication = authentication }
    let calls = Mutex(0)
    let file = #"{"credHelpers":{"\#(fixture.registry.host)":"ecr-login"}}"#
    let client = fixture.client(
      ["DOCKER_AUTH_CONFIG": file], attempts: 1,
      helper: { _, _ in
        let password = calls.withLock { calls in
          calls += 1
          return calls == 1 && authentication == .basic ? "old" : "secret"
        }
        let answer = #"{"Username":"ci","Secret":"\#(password)"}"#
        return CredentialHelperOutput(exitStatus: 0, standardOutput: Array(answer.utf8))
      })
    let manifest = Array(#"{"schemaVersion":2}"#.utf8)
    _ = fixture.registry.put(manifest: manifest, type: MediaType.manifest, in: "team/app", tag: "1")
    // The answer to HEAD comes without its words.
    fixture.registry.inject(
      TestFault(
        method, "/manifests/", TestFault.error(403, "DENIED", "Your authorization token has expired. Reauthenticate.")))
    let reference = fixture.repository.with(tag: "1")
    if method == "GET" {
      #expect(try await client.manifest(reference).bytes == manifest)
    } else {
      #expect(try await client.findManifest(reference, .pull(reference)) != nil)
    }
    #expect(calls.withLock { $0 } == 2)
  }

  // MARK: Pulls

  @Test func `a blob that is there with other bytes is pulled again, and leftovers go`() async throws {
    let fixture = try Fixture()
    let image = try fixture.image(layers: [bytes(100)])
    _ = try await fixture.client().push(image, to: fixture.repository, tags: ["1"])
    let layout = try ImageLayout.create(at: fixture.directory.appending("layout"))
    let reference = fixture.repository.with(tag: "1")
    _ = try await fixture.client().pull(reference, to: layout)
    let path = layout.blobPath(SHA256.digest(of: bytes(100)))
    try FileContents.write([UInt8](repeating: 0, count: 100), to: path)
    let leftover = path.removingLastComponent().appending("abc.1.2.part")
    try FileContents.write([1], to: leftover)
    _ = try await fixture.client().pull(reference, to: layout)
    #expect(try FileContents.read(path, limit: 1000) == bytes(100))
    #expect(try FileStatus.of(leftover) == nil)
  }
}
