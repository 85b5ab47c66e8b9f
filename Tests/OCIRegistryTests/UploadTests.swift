import Diagnostics
import HTTPTransport
import OCIImage
import Synchronization
import TestSupport
import Testing

@testable import OCIRegistry

@Suite("Uploads") struct UploadTests {
  private static let size = 1_000_000

  private func push(_ fixture: Fixture, _ change: (inout RegistryClient.Configuration) -> Void = { _ in }) async throws
    -> RegistryClient.BlobPush
  {
    let blob = try fixture.blob(bytes(Self.size))
    let result = try await fixture.client(configure: change)
      .pushBlob(blob.descriptor, from: blob.path, to: fixture.repository)
    #expect(fixture.registry.blob(blob.descriptor.digest, in: "team/app") == bytes(Self.size))
    #expect(fixture.registry.openUploads == 0)
    return result
  }

  private func sent(_ fixture: Fixture, _ method: String) -> [TestRequest] {
    fixture.registry.requests.filter { $0.method == method && $0.path.contains("/uploads/") }
  }

  @Test func `take one POST and one PUT where nothing goes wrong`() async throws {
    let fixture = try Fixture()
    _ = try await push(fixture)
    #expect(sent(fixture, "POST").count == 1)
    #expect(sent(fixture, "PUT").map(\.body.count) == [Self.size])
    #expect(sent(fixture, "PATCH").isEmpty && sent(fixture, "GET").isEmpty)
  }

  @Test func `go on from where the connection broke, as the registry says`() async throws {
    let fixture = try Fixture {
      $0.keepsBrokenUploads = true
      $0.closesConnections = true
    }
    fixture.registry.inject(TestFault("PUT", "/uploads/", .resetUpload(afterBytes: 400_000)))
    fixture.registry.inject(TestFault("PATCH", "/uploads/", .resetUpload(afterBytes: 100_000)))
    #expect(try await push(fixture).retries == 2)
    #expect(sent(fixture, "POST").count == 1)
    // Only what was missing travelled again.
    #expect(sent(fixture, "PATCH").map { $0.header("Content-Range") } == ["500000-999999"])
    #expect(sent(fixture, "PUT").map(\.body.count) == [0])
    #expect(sent(fixture, "DELETE").isEmpty)
  }

  @Test func `take a piece for arrived where the registry accepts it without a range`() async throws {
    let fixture = try Fixture()
    let silent = HTTPClient { (request) async throws(HTTPFailure) in
      var response = try await Fixture.http.send(request)
      if request.method == .patch { response.headers["Range"] = nil }
      return response
    }
    let client = RegistryClient(
      for: fixture.repository, http: silent, keychain: .empty,
      configuration: RegistryClient.Configuration(chunkSize: 300_000))
    let blob = try fixture.blob(bytes(Self.size))
    let push = try await client.pushBlob(blob.descriptor, from: blob.path, to: fixture.repository)
    #expect(push.retries == 0)
    #expect(fixture.registry.blob(blob.descriptor.digest, in: "team/app") == bytes(Self.size))
    #expect(sent(fixture, "PATCH").map(\.body.count) == [300_000, 300_000, 300_000, 100_000])
  }

  @Test func `start anew where the registry kept nothing or has forgotten them`() async throws {
    for fault in [
      TestFault("PUT", "/uploads/", .resetUpload(afterBytes: 9)), TestFault("PUT", "/uploads/", .loseUploads),
    ] {
      // On a connection that was used before, libcurl repeats a request by itself when it breaks at once.
      let fixture = try Fixture { $0.closesConnections = true }
      fixture.registry.inject(fault)
      _ = try await push(fixture)
      #expect(sent(fixture, "POST").count == 2)
      #expect(sent(fixture, "PUT").last?.body.count == Self.size)
      // What was given up is tidied away.
      #expect(sent(fixture, "DELETE").count == 1)
    }
  }

  @Test func `survive a registry that cannot even say how far they got`() async throws {
    let fixture = try Fixture {
      $0.keepsBrokenUploads = true
      $0.closesConnections = true
    }
    fixture.registry.inject(TestFault("PUT", "/uploads/", .resetUpload(afterBytes: 400_000)))
    fixture.registry.inject(TestFault("GET", "/uploads/", times: 9, .respond(TestResponse(500))))
    #expect(try await push(fixture).retries == 2)
    #expect(sent(fixture, "POST").count == 2)
  }

  /// libcurl sends a request once more where a connection it had kept breaks; a registry that has kept the first part
  /// then sees the blob twice, one behind the other.
  @Test func `start anew where the transport itself has sent a part twice`() async throws {
    let fixture = try Fixture()
    fixture.registry.inject(TestFault("PUT", "/uploads/", TestFault.error(400, "DIGEST_INVALID")))
    let isFirst = Mutex(true)
    let http = HTTPClient { (request) async throws(HTTPFailure) in
      if request.method == .put,
        isFirst.withLock({ first in
          defer { first = false }; return first
        })
      {
        request.onSent?(500)
        request.onSent?(0)
      }
      return try await Fixture.http.send(request)
    }
    let client = RegistryClient(
      for: fixture.repository, http: http, keychain: .empty,
      configuration: RegistryClient.Configuration(retries: RetryPolicy(firstDelay: .zero)))
    let blob = try fixture.blob(bytes(1000))
    let result = try await client.pushBlob(blob.descriptor, from: blob.path, to: fixture.repository)
    #expect(result.retries == 1)
    #expect(sent(fixture, "POST").count == 2)
  }

  @Test func `go in pieces where that is asked for, none smaller than the registry allows`() async throws {
    let fixture = try Fixture { $0.minimumChunk = 300_000 }
    _ = try await push(fixture) { $0.chunkSize = 100_000 }
    #expect(
      sent(fixture, "PATCH").map { $0.header("Content-Range") }
        == ["0-299999", "300000-599999", "600000-899999", "900000-999999"])
    #expect(sent(fixture, "PUT").map(\.body.count) == [0])
    #expect(fixture.registry.smallChunks == 1)
  }

  @Test(arguments: [
    TestFault("PUT", "/uploads/", .resetUpload(afterBytes: 100)),
    TestFault("PUT", "/uploads/", .respond(TestResponse(413, text: "<html>too large</html>"))),
    TestFault("PUT", "/uploads/", .respond(TestResponse(504, text: "<html>proxy</html>"))),
  ])
  func `go in pieces after something on the way broke the whole`(fault: TestFault) async throws {
    let fixture = try Fixture { $0.closesConnections = true }
    fixture.registry.inject(fault)
    _ = try await push(fixture) { $0.fallbackChunkSize = 400_000 }
    #expect(sent(fixture, "PATCH").map(\.body.count) == [400_000, 400_000, 200_000])
  }

  @Test func `go whole again where the registry refuses pieces`() async throws {
    let fixture = try Fixture { $0.minimumChunk = nil }
    _ = try await push(fixture) { $0.chunkSize = 400_000 }
    #expect(sent(fixture, "PATCH").count == 1)
    #expect(sent(fixture, "PUT").map(\.body.count) == [Self.size])
  }

  @Test func `start anew after a piece that was counted differently`() async throws {
    let fixture = try Fixture()
    fixture.registry.inject(TestFault("PATCH", "/uploads/", TestFault.error(416, "RANGE_INVALID")))
    _ = try await push(fixture) { $0.chunkSize = 600_000 }
    #expect(sent(fixture, "POST").count == 2)
    #expect(
      sent(fixture, "PATCH").map { $0.header("Content-Range") } == ["0-599999", "0-599999", "600000-999999"])
  }

  @Test func `tell how many bytes are sent, over all pieces`() async throws {
    let fixture = try Fixture()
    let blob = try fixture.blob(bytes(Self.size))
    let sent = Mutex<[Int64]>([])
    _ = try await fixture.client(configure: { $0.chunkSize = 400_000 })
      .pushBlob(blob.descriptor, from: blob.path, to: fixture.repository) { count in sent.withLock { $0.append(count) }
      }
    #expect(sent.withLock { $0 == $0.sorted() && $0.last == Int64(Self.size) })
  }

  // MARK: Mounts

  private func mount(
    _ fixture: Fixture, from source: String, _ environment: [String: String]? = nil
  ) async throws -> RegistryClient.BlobPush {
    let blob = try fixture.blob(bytes(Self.size))
    let client = environment.map { fixture.client($0) } ?? fixture.client()
    let result = try await client.pushBlob(
      blob.descriptor, to: fixture.repository, mountingFrom: try Reference(parsing: source)
    ) { () async throws(RegistryFailure) in blob.path }
    #expect(fixture.registry.blob(blob.descriptor.digest, in: "team/app") == bytes(Self.size))
    return result
  }

  @Test(arguments: [TestRegistry.Authentication.none, .bearer])
  func `are not needed where another repository has the blob`(
    authentication: TestRegistry.Authentication
  ) async throws {
    let fixture = try Fixture { $0.authentication = authentication }
    _ = fixture.registry.put(blob: bytes(Self.size), in: "base/python")
    let result = try await mount(fixture, from: "\(fixture.registry.host)/base/python")
    #expect(result == RegistryClient.BlobPush(status: .mounted, bytesUploaded: 0, retries: 0))
    #expect(sent(fixture, "PUT").isEmpty)
    #expect(sent(fixture, "POST").map { $0.parameters("from") } == [["base/python"]])
    if case .bearer = authentication {
      // The push scope first, the source's after it, in one token.
      #expect(
        fixture.registry.requests.last { $0.path == "/token" }?.parameters("scope")
          == ["repository:team/app:pull,push", "repository:base/python:pull"])
    }
  }

  @Test func `follow in the same session where the registry does not mount`() async throws {
    let fixture = try Fixture { $0.mountsBlobs = false }
    _ = fixture.registry.put(blob: bytes(Self.size), in: "base/python")
    #expect(try await mount(fixture, from: "\(fixture.registry.host)/base/python").status == .uploaded)
    #expect(sent(fixture, "POST").count == 1)
  }

  @Test(arguments: [400, 401, 403, 404, 405, 500])
  func `follow where a mount is refused`(status: Int) async throws {
    let fixture = try Fixture()
    fixture.registry.inject(TestFault("POST", "/uploads/", .respond(TestResponse(status))))
    #expect(try await mount(fixture, from: "\(fixture.registry.host)/base/python").status == .uploaded)
    #expect(sent(fixture, "POST").count == 2)
    #expect(sent(fixture, "POST").last?.query.isEmpty == true)
  }

  @Test func `never mount from another registry or the same repository`() async throws {
    for source in ["registry.example.com/base/python", "HOST/team/app"] {
      let fixture = try Fixture()
      _ = try await mount(fixture, from: source.replacing("HOST", with: fixture.registry.host))
      #expect(sent(fixture, "POST").map { $0.parameters("mount") } == [[]])
    }
  }

  @Test func `count as mounted in the push of an image`() async throws {
    let fixture = try Fixture()
    let image = try fixture.image(layers: [bytes(1000), bytes(2000)])
    let base = fixture.registry.put(blob: bytes(1000), in: "base/python")
    let source = try Reference(parsing: "\(fixture.registry.host)/base/python:3.11")
    let results = try await fixture.client()
      .push(image.mounting([base], from: source), to: fixture.repository, tags: ["1"])
    #expect(results[0].bytesMounted == 1000)
    #expect(results[0].bytesUploaded == Int64(2002 + 2 * image.manifest.count))
  }
}
