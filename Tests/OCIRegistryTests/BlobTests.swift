import Diagnostics
import FileIO
import HTTPTransport
import OCIImage
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import OCIRegistry

@Suite("Blobs") struct BlobTests {
  @Test func `uploads once and then finds it there`() async throws {
    let fixture = try Fixture()
    let client = fixture.client()
    let blob = try fixture.blob(bytes(300_000))
    let sent = Mutex<Int64>(0)
    let first = try await client.pushBlob(blob.descriptor, from: blob.path, to: fixture.repository) { count in
      sent.withLock { $0 = count }
    }
    #expect(first == RegistryClient.BlobPush(status: .uploaded, bytesUploaded: 300_000, retries: 0))
    #expect(sent.withLock { $0 } == 300_000)
    #expect(fixture.registry.blob(blob.descriptor.digest, in: "team/app") == bytes(300_000))
    let second = try await client.pushBlob(blob.descriptor, from: blob.path, to: fixture.repository)
    #expect(second == RegistryClient.BlobPush(status: .present, bytesUploaded: 0, retries: 0))
    #expect(try await client.findBlob(blob.descriptor.digest, .pull(fixture.repository)))
    #expect(try await client.findBlob(SHA256.digest(of: [1]), .pull(fixture.repository)) == false)
    #expect(fixture.registry.requests.filter { $0.method == "POST" }.count == 1)
  }

  @Test(arguments: [TestRegistry.LocationStyle.absolute, .relative])
  func `follows the Location of an upload and keeps its query`(style: TestRegistry.LocationStyle) async throws {
    let fixture = try Fixture { $0.location = style }
    let blob = try fixture.blob(bytes(10))
    _ = try await fixture.client().pushBlob(blob.descriptor, from: blob.path, to: fixture.repository)
    #expect(fixture.registry.blob(blob.descriptor.digest, in: "team/app") != nil)
  }

  @Test func `uploads to another host without the registry's credential`() async throws {
    let storage = try TestHTTPServer { _ in TestResponse(201) }
    defer { storage.stop() }
    let fixture = try Fixture {
      $0.authentication = .basic
      $0.location = .foreign(storage.origin)
    }
    let blob = try fixture.blob(bytes(10))
    _ = try await fixture.client().pushBlob(blob.descriptor, from: blob.path, to: fixture.repository)
    #expect(storage.requests.map(\.method) == ["PUT"])
    #expect(storage.requests.allSatisfy { $0.header("Authorization") == nil })
  }

  @Test(arguments: [
    TestFault("PUT", "/uploads/", times: 2, TestFault.error(500, "UNKNOWN")),
    TestFault("PUT", "/uploads/", TestFault.error(404, "BLOB_UPLOAD_UNKNOWN")),
    TestFault("PUT", "/uploads/", TestFault.error(400, "BLOB_UPLOAD_INVALID")),
    TestFault("PUT", "/uploads/", .loseUploads),
    TestFault("POST", "/uploads/", times: 3, .respond(TestResponse(503, text: "<html>busy</html>"))),
    TestFault("POST", "/uploads/", .respond(TestResponse(429, [("Retry-After", "1")]))),
    TestFault("HEAD", "/blobs/", .respond(TestResponse(502))),
  ])
  func `begins a new upload after what may pass`(fault: TestFault) async throws {
    let fixture = try Fixture()
    fixture.registry.inject(fault)
    let blob = try fixture.blob(bytes(1_000_000))
    let push = try await fixture.client().pushBlob(blob.descriptor, from: blob.path, to: fixture.repository)
    #expect(push == RegistryClient.BlobPush(status: .uploaded, bytesUploaded: 1_000_000, retries: fault.times))
    #expect(fixture.registry.blob(blob.descriptor.digest, in: "team/app") == bytes(1_000_000))
    #expect(fixture.registry.openUploads == 0)
  }

  @Test func `survives connections that break in the middle of an upload`() async throws {
    let fixture = try Fixture()
    fixture.registry.inject(TestFault("PUT", "/uploads/", times: 3, .resetUpload(afterBytes: 100_000)))
    let blob = try fixture.blob(bytes(1_000_000))
    let push = try await fixture.client().pushBlob(blob.descriptor, from: blob.path, to: fixture.repository)
    // libcurl itself tries again where a connection it had kept turns out to be broken.
    #expect((1...3).contains(push.retries))
    #expect(fixture.registry.blob(blob.descriptor.digest, in: "team/app") == bytes(1_000_000))
    #expect(fixture.registry.openUploads == 0)
  }

  @Test(arguments: [
    (400, "DIGEST_INVALID", RegistryFailure.Class.digestMismatch), (403, "DENIED", .denied),
    (500, "DENIED", .denied), (404, "NAME_UNKNOWN", .notFound), (405, "UNSUPPORTED", .registryError),
    (413, "SIZE_INVALID", .tooLarge), (401, "UNAUTHORIZED", .auth),
  ])
  func `does not insist on what the registry refuses`(
    status: Int, code: String, expected: RegistryFailure.Class
  ) async throws {
    let fixture = try Fixture()
    fixture.registry.inject(TestFault("PUT", "/uploads/", times: 9, TestFault.error(status, code, #"no\u001b[2J way"#)))
    let blob = try fixture.blob(bytes(10))
    let failure = try #require(
      await fixture.failure { () async throws(RegistryFailure) in
        _ = try await fixture.client().pushBlob(blob.descriptor, from: blob.path, to: fixture.repository)
      })
    #expect(failure.failureClass == expected)
    #expect(failure.status == status)
    #expect(
      failure.diagnostic.code == (expected == .registryError ? "registry-error" : "registry-\(expected.rawValue)"))
    #expect(fixture.registry.requests.filter { $0.method == "PUT" }.isEmpty == false)
    // What arrived otherwise than it was sent may have suffered on the way: once more.
    #expect(fixture.waits.withLock { $0 }.count == (expected == .digestMismatch ? 1 : 0))
    // The registry's words are repeated, its control characters are not.
    #expect(failure.diagnostic.message.hasSuffix("way") && !failure.diagnostic.message.contains("\u{1B}"))
    #expect(fixture.registry.openUploads == 0)
  }

  @Test func `gives up in the end and says what the registry said last`() async throws {
    let fixture = try Fixture()
    fixture.registry.inject(TestFault("POST", "/uploads/", times: 99, TestFault.error(503, "UNAVAILABLE", "down")))
    let blob = try fixture.blob(bytes(10))
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await fixture.client(attempts: 3).pushBlob(blob.descriptor, from: blob.path, to: fixture.repository)
    }
    #expect(failure?.failureClass == .registryError)
    #expect(failure?.errors.map(\.message) == ["down"])
    #expect(failure?.retries == 2)
    #expect(fixture.waits.withLock { $0 } == [.milliseconds(250), .milliseconds(500)])
  }

  @Test(arguments: [
    TestFault("GET", "/blobs/", .end(.truncated(afterBytes: 1000))),
    TestFault("GET", "/blobs/", .end(.reset(afterBytes: 1000))),
    TestFault("GET", "/blobs/", times: 2, .respond(TestResponse(500))),
    TestFault("GET", "/blobs/", .corruptBody),
  ])
  func `downloads whole or not at all`(fault: TestFault) async throws {
    let fixture = try Fixture()
    let blob = try fixture.blob(bytes(200_000)).descriptor
    _ = fixture.registry.put(blob: bytes(200_000), in: "team/app")
    fixture.registry.inject(fault)
    let path = fixture.directory.appending("down/loaded")
    try Directory.create(fixture.directory.appending("down"))
    try await fixture.client().pullBlob(blob, from: fixture.repository, to: path)
    #expect(try FileContents.read(path, limit: 1 << 20) == bytes(200_000))
    #expect(try Directory.names(in: fixture.directory.appending("down")) == ["loaded"])
  }

  @Test(arguments: [true, false])
  func `goes on where the connection broke, if the registry serves parts`(servesRanges: Bool) async throws {
    let fixture = try Fixture { $0.servesRanges = servesRanges }
    let content = bytes(300_000)
    let blob = try fixture.blob(content).descriptor
    _ = fixture.registry.put(blob: content, in: "team/app")
    for end in [100_000, 150_000] {
      fixture.registry.inject(TestFault("GET", "/blobs/", .end(.truncated(afterBytes: servesRanges ? 100_000 : end))))
    }
    let path = fixture.directory.appending("loaded")
    try await fixture.client().pullBlob(blob, from: fixture.repository, to: path)
    #expect(try FileContents.read(path, limit: 1 << 20) == content)
    let ranges = fixture.registry.requests.filter { $0.path.contains("/blobs/") }.map { $0.header("Range") }
    #expect(ranges == [nil, "bytes=100000-", servesRanges ? "bytes=200000-" : "bytes=150000-"])
  }

  @Test func `begins anew where the parts do not make the blob`() async throws {
    let fixture = try Fixture()
    let content = bytes(300_000)
    let blob = try fixture.blob(content).descriptor
    _ = fixture.registry.put(blob: content, in: "team/app")
    fixture.registry.inject(TestFault("GET", "/blobs/", .end(.truncated(afterBytes: 100_000))))
    fixture.registry.inject(TestFault("GET", "/blobs/", .corruptBody))
    let path = fixture.directory.appending("loaded")
    try await fixture.client().pullBlob(blob, from: fixture.repository, to: path)
    #expect(try FileContents.read(path, limit: 1 << 20) == content)
    let ranges = fixture.registry.requests.filter { $0.path.contains("/blobs/") }.map { $0.header("Range") }
    #expect(ranges == [nil, "bytes=100000-", nil])
  }

  @Test(arguments: [
    TestResponse(206, [("Content-Range", "bytes 0-299999/300000")], body: bytes(300_000)), TestResponse(416),
  ])
  func `begins anew where another part comes than was asked for`(answer: TestResponse) async throws {
    let fixture = try Fixture()
    let content = bytes(300_000)
    let blob = try fixture.blob(content).descriptor
    _ = fixture.registry.put(blob: content, in: "team/app")
    fixture.registry.inject(TestFault("GET", "/blobs/", .end(.truncated(afterBytes: 100_000))))
    fixture.registry.inject(TestFault("GET", "/blobs/", .respond(answer)))
    let path = fixture.directory.appending("loaded")
    try await fixture.client().pullBlob(blob, from: fixture.repository, to: path)
    #expect(try FileContents.read(path, limit: 1 << 20) == content)
  }

  @Test func `never leaves wrong bytes behind`() async throws {
    let fixture = try Fixture()
    var blob = try fixture.blob(bytes(5000)).descriptor
    _ = fixture.registry.put(blob: bytes(5000), in: "team/app")
    fixture.registry.inject(TestFault("GET", "/blobs/", times: 99, .corruptBody))
    try Directory.create(fixture.directory.appending("down"))
    for size: Int64 in [5000, 4000, 6000] {
      blob.size = size
      let wanted = blob
      let failure = await fixture.failure { () async throws(RegistryFailure) in
        try await fixture.client().pullBlob(
          wanted, from: fixture.repository, to: fixture.directory.appending("down/loaded"))
      }
      #expect(failure?.failureClass == .digestMismatch)
    }
    #expect(try Directory.names(in: fixture.directory.appending("down")).isEmpty)
  }

  @Test func `follows a redirect to another host without the registry's credential`() async throws {
    let content = bytes(5000)
    let storage = try TestHTTPServer { _ in TestResponse(200, body: content) }
    defer { storage.stop() }
    for authentication in [TestRegistry.Authentication.basic, .bearer] {
      let fixture = try Fixture {
        $0.authentication = authentication
        $0.blobOrigin = storage.origin
      }
      _ = fixture.registry.put(blob: content, in: "team/app")
      let path = fixture.directory.appending("loaded")
      try await fixture.client().pullBlob(try fixture.blob(content).descriptor, from: fixture.repository, to: path)
      #expect(try FileContents.read(path, limit: 1 << 20) == content)
    }
    #expect(storage.requests.count == 2)
    #expect(storage.requests.allSatisfy { $0.header("Authorization") == nil && $0.parameters("signature") == ["abc"] })
  }

  @Test func `ends at once when its task is cancelled, and leaves nothing behind`() async throws {
    let fixture = try Fixture()
    let blob = try fixture.blob(bytes(5000)).descriptor
    _ = fixture.registry.put(blob: bytes(5000), in: "team/app")
    fixture.registry.inject(TestFault("GET", "/blobs/", .end(.stalled(afterBytes: 1000))))
    try Directory.create(fixture.directory.appending("down"))
    let task = Task {
      await fixture.failure { () async throws(RegistryFailure) in
        try await fixture.client().pullBlob(
          blob, from: fixture.repository, to: fixture.directory.appending("down/loaded"))
      }
    }
    while !fixture.registry.requests.contains(where: { $0.path.contains("/blobs/") }) {
      try await Task.sleep(for: .milliseconds(5))
    }
    let start = ContinuousClock.now
    task.cancel()
    #expect(await task.value?.failureClass == .cancelled)
    #expect(ContinuousClock.now - start < .seconds(30))
    #expect(try Directory.names(in: fixture.directory.appending("down")).isEmpty)
  }

  @Test func `says where nothing listens`() async throws {
    let fixture = try Fixture()
    let repository = try Reference(parsing: "127.0.0.1:\(try TestProcess.freePort())/app")
    let client = RegistryClient(
      for: repository, http: Fixture.http, keychain: .empty,
      configuration: RegistryClient.Configuration(retries: RetryPolicy(attempts: 1)))
    let failure = await fixture.failure { () async throws(RegistryFailure) in _ = try await client.connected() }
    #expect(failure?.failureClass == .network)
    #expect(
      failure?.diagnostic.message
        == "connecting to `\(repository.domain)` failed: nothing is listening at `\(repository.domain)`")
  }

  @Test func `says which file is missing`() async throws {
    let fixture = try Fixture()
    let blob = try fixture.blob(bytes(10)).descriptor
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await fixture.client().pushBlob(blob, from: "/nonexistent/layer", to: fixture.repository)
    }
    #expect(failure?.failureClass == .localFile)
    #expect(failure?.diagnostic.message.contains("/nonexistent/layer") == true)
  }

  @Test func `finds out before the build whether the credential may push`() async throws {
    let fixture = try Fixture { $0.authentication = .bearer }
    try await fixture.client().checkPushAccess(to: fixture.repository)
    #expect(fixture.registry.openUploads == 0)
    fixture.registry.change { $0.deniedActions = ["push"] }
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      try await fixture.client().checkPushAccess(to: fixture.repository)
    }
    #expect(failure != nil)
  }
}
