import FileIO
import HTTPTransport
import Synchronization
import SystemPackage
import TestSupport
import Testing

@Suite("CurlTransport") struct TransportTests {
  let client = CurlTransport(CurlTransport.Configuration(version: "1.2.3")).client

  @Test func `sends method, headers in order and body, and reads status, headers and body`() async throws {
    let server = try TestHTTPServer { request in
      TestResponse(201, [("X-One", "1"), ("x-one", "2"), ("Empty", "")], body: request.body.reversed())
    }
    defer { server.stop() }
    var request = HTTPRequest(.put, try HTTPURL("\(server.origin)/a/b?c=d"), body: .bytes(Array("abc".utf8)))
    request.headers = ["B": "2", "A": "1", "C": ""]
    let response = try await client.send(request)
    #expect(response.status == 201)
    #expect(response.headers.values(of: "X-ONE") == ["1", "2"])
    #expect(response.headers["empty"] == "")
    #expect(response.body == Array("cba".utf8))
    let seen = try #require(server.requests.first)
    #expect(seen.method == "PUT")
    #expect(seen.path == "/a/b")
    #expect(seen.parameters("c") == ["d"])
    #expect(seen.header("User-Agent") == "agent-pipeline/1.2.3")
    #expect(seen.header("Content-Length") == "3")
    #expect(seen.header("C") == "")
    #expect(seen.header("Expect") == nil)
    #expect(seen.headers.map(\.name).filter { ["A", "B"].contains($0) } == ["B", "A"])
  }

  @Test(arguments: ["HTTP/1.1 200 OK", "Location: /b"])
  func `a line that continues a header is neither a status nor a header`(line: String) async throws {
    let server = try TestHTTPServer { _ in TestResponse(404, [("X", "y\r\n \(line)")]) }
    defer { server.stop() }
    let response = try await client.send(HTTPRequest(.get, try HTTPURL("\(server.origin)/a")))
    #expect(response.status == 404)
    #expect(response.headers["X"] == "y" && response.headers["Location"] == nil)
  }

  @Test(arguments: [HTTPRequest.Method.get, .head, .post, .put, .patch, .delete])
  func `speaks every method, with and without a body`(method: HTTPRequest.Method) async throws {
    let server = try TestHTTPServer { _ in TestResponse(200, text: "hello") }
    defer { server.stop() }
    for body in [HTTPRequest.Body.none, .bytes([])] where method != .head || body == .none {
      let response = try await client.send(HTTPRequest(method, try HTTPURL(server.origin), body: body))
      #expect(response.body == (method == .head ? [] : Array("hello".utf8)))
    }
    #expect(server.requests.allSatisfy { $0.method == method.rawValue && $0.header("Content-Type") == nil })
    if method != .head { #expect(server.requests.last?.header("Content-Length") == "0") }
  }

  /// The rest of the large body never comes: only who does not wait for it gets an answer.
  @Test(arguments: [(0, TestResponse.Ending.complete), (4096, .complete), (10_000_000, .stalled(afterBytes: 8000))])
  func `ends where a body that is not wanted begins`(size: Int, ending: TestResponse.Ending) async throws {
    let server = try TestHTTPServer { _ in
      TestResponse(200, [("X", "y")], body: [UInt8](repeating: 1, count: size), ending: ending)
    }
    defer { server.stop() }
    let response = try await client.send(HTTPRequest(.get, try HTTPURL(server.origin), receiving: .discarded))
    #expect(response.status == 200 && response.headers["X"] == "y" && response.body.isEmpty)
  }

  @Test func `streams a part of a file up and a body down`() async throws {
    let directory = try Directory.temporary(prefix: "transport", in: "/tmp")
    defer { try? Directory.remove(directory) }
    let contents = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    try FileContents.write(contents, to: directory.appending("body"))
    let server = try TestHTTPServer { TestResponse(200, body: $0.body) }
    defer { server.stop() }
    let received = Mutex<[UInt8]>([])
    let sent = Mutex<[Int64]>([])
    var request = HTTPRequest(
      .put, try HTTPURL(server.origin),
      body: .file(directory.appending("body"), offset: 1000, length: 2_000_000),
      receiving: .stream { bytes in received.withLock { $0.append(contentsOf: bytes) } })
    request.onSent = { count in sent.withLock { $0.append(count) } }
    let response = try await client.send(request)
    #expect(response.body.isEmpty)
    #expect(received.withLock { $0 } == Array(contents[1000..<2_001_000]))
    #expect(sent.withLock { $0.last } == 2_000_000)
    #expect(sent.withLock { $0 == $0.sorted() && $0.count > 3 })
  }

  @Test func `uses one connection for requests that follow one another`() async throws {
    let server = try TestHTTPServer { _ in TestResponse(200) }
    defer { server.stop() }
    for _ in 0..<5 { _ = try await client.send(HTTPRequest(.get, try HTTPURL(server.origin))) }
    #expect(server.acceptedConnections == 1)
  }

  @Test func `runs requests side by side`() async throws {
    let server = try TestHTTPServer { TestResponse(200, text: $0.path) }
    defer { server.stop() }
    let origin = server.origin
    let client = client
    let answers = try await withThrowingTaskGroup(of: String.self) { group in
      for number in 0..<40 {
        group.addTask {
          let response = try await client.send(HTTPRequest(.get, try HTTPURL("\(origin)/\(number)")))
          return String(decoding: response.body, as: UTF8.self)
        }
      }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(answers.count == 40)
  }

  @Test func `does not follow redirects`() async throws {
    let server = try TestHTTPServer { _ in TestResponse(302, [("Location", "/elsewhere")]) }
    defer { server.stop() }
    let response = try await client.send(HTTPRequest(.get, try HTTPURL(server.origin)))
    #expect(response.status == 302)
    #expect(server.requests.count == 1)
  }

  @Test func `keeps the beginning of an endless error page and still knows the status`() async throws {
    let server = try TestHTTPServer { _ in TestResponse(502, body: [UInt8](repeating: 65, count: 1 << 20)) }
    defer { server.stop() }
    let sink: HTTPRequest.Sink = { _ in Issue.record("an error page reached the sink") }
    for receiving in [HTTPRequest.Receiving.bytes(limit: 10), .stream(sink)] {
      let response = try await client.send(HTTPRequest(.get, try HTTPURL(server.origin), receiving: receiving))
      #expect(response.status == 502)
      #expect(response.body.count == HTTPResponse.errorBodyLimit)
    }
  }

  @Test func `a cancelled task ends its transfer at once`() async throws {
    let server = try TestHTTPServer { _ in TestResponse(200, body: [1, 2, 3], ending: .stalled(afterBytes: 1)) }
    defer { server.stop() }
    let (client, url) = (client, try HTTPURL(server.origin))
    let clock = ContinuousClock()
    let task = Task { try await client.send(HTTPRequest(.get, url)) }
    while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    let start = clock.now
    task.cancel()
    let result = await task.result
    #expect(clock.now - start < .seconds(30))
    #expect(throws: HTTPFailure.self) { try result.get() }
    #expect((result.failure as? HTTPFailure)?.kind == .cancelled)
    while server.openConnections > 0, clock.now - start < .seconds(30) { try await Task.sleep(for: .milliseconds(5)) }
    #expect(server.openConnections == 0)
  }

  @Test func `a task cancelled before it starts asks nobody`() async throws {
    let server = try TestHTTPServer { _ in TestResponse(200) }
    defer { server.stop() }
    let (client, url) = (client, try HTTPURL(server.origin))
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await client.send(HTTPRequest(.get, url))
    }
    #expect((await task.result.failure as? HTTPFailure)?.kind == .cancelled)
    #expect(server.requests.isEmpty)
  }

  @Test func `a transport that is let go still ends what it has begun`() async throws {
    let server = try TestHTTPServer { _ in TestResponse(200, text: "late") }
    defer { server.stop() }
    let response = try await CurlTransport(CurlTransport.Configuration(version: "1"))
      .send(HTTPRequest(.get, try HTTPURL(server.origin)))
    #expect(response.body == Array("late".utf8))
  }
}

extension Result {
  fileprivate var failure: Failure? {
    if case .failure(let failure) = self { failure } else { nil }
  }
}
