import Foundation
import Synchronization

/// An HTTP/1.1 server on a free loopback port or a Unix socket, on plain sockets and one thread a connection.
///
/// It uses none of the code under test: clients use real connections, not a mock.
public final class TestHTTPServer: Sendable {
  public typealias Handler = @Sendable (TestRequest) -> TestResponse
  /// Decides, from a request without its body, after how many body bytes to reset the connection; `nil` to read all.
  public typealias BodyFault = @Sendable (TestRequest) -> Int?

  public let port: UInt16
  /// `http://127.0.0.1:port`
  public var origin: String { "http://127.0.0.1:\(port)" }
  /// `127.0.0.1:port`, as image references write it.
  public var host: String { "127.0.0.1:\(port)" }

  private struct State {
    var connections: Set<Int32> = []
    var acceptedCount = 0
    var isStopped = false
    var isClosed = false
    var requests: [TestRequest] = []
  }

  private let listener: Int32
  private let state = Mutex(State())
  private let handler: Handler
  private let bodyFault: BodyFault
  private let onBroken: @Sendable (TestRequest) -> Void

  /// - Parameters:
  ///   - unixSocket: where to listen instead of a port.
  ///   - onBroken: gets a request with the part of its body that came before the connection was reset.
  public init(
    unixSocket: String? = nil, bodyFault: @escaping BodyFault = { _ in nil },
    onBroken: @escaping @Sendable (TestRequest) -> Void = { _ in },
    _ handler: @escaping Handler
  ) throws {
    self.handler = handler
    self.bodyFault = bodyFault
    self.onBroken = onBroken
    (listener, port) =
      try unixSocket.map { (try TestSocket.listenOnUnixSocket($0), 0) } ?? TestSocket.listenOnLoopback()
    Thread.detachNewThread { self.acceptConnections() }
  }

  /// Every request received so far, with its body, in the order of arrival.
  public var requests: [TestRequest] { state.withLock { $0.requests } }
  /// TCP connections accepted so far: tells whether a client reuses them.
  public var acceptedConnections: Int { state.withLock { $0.acceptedCount } }
  /// TCP connections open now: tells whether a client has let go.
  public var openConnections: Int { state.withLock { $0.connections.count } }

  public func stop() {
    state.withLock { state in
      state.isStopped = true
      for connection in state.connections { shutdown(connection, Int32(SHUT_RDWR)) }
      // Wakes accept(2), which then fails and ends its thread. Once it is closed, the number may be another server's.
      if !state.isClosed { shutdown(listener, Int32(SHUT_RDWR)) }
    }
  }

  private func acceptConnections() {
    defer {
      state.withLock { state in
        state.isClosed = true
        close(listener)
      }
    }
    while true {
      let connection = accept(listener, nil, nil)
      if connection < 0 && errno == EINTR { continue }
      guard connection >= 0 else { return }
      // Programs that other tests start must not keep it open.
      _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
      let isStopped = state.withLock { state in
        state.connections.insert(connection)
        state.acceptedCount += 1
        return state.isStopped
      }
      if isStopped { return finish(connection) }
      Thread.detachNewThread {
        self.serve(connection)
        self.finish(connection)
      }
    }
  }

  private func finish(_ connection: Int32) {
    state.withLock { _ = $0.connections.remove(connection) }
    close(connection)
  }

  /// Answers requests until the connection ends.
  private func serve(_ connection: Int32) {
    var reader = TestMessageReader(connection)
    while var request = reader.readHead() {
      let length = request.header("Content-Length").flatMap { Int($0) } ?? 0
      if let bytes = bodyFault(request), bytes < length {
        request.body = reader.readBody(length: bytes) ?? []
        onBroken(request)
        return TestSocket.resetOnClose(connection)
      }
      guard let body = reader.readBody(length: length) else { return }
      request.body = body
      let received = request
      state.withLock { $0.requests.append(received) }
      let response = handler(request)
      guard send(response, to: request, on: connection) else { return }
    }
  }

  /// - Returns: whether the connection goes on.
  private func send(_ response: TestResponse, to request: TestRequest, on connection: Int32) -> Bool {
    var head = "HTTP/1.1 \(response.status) Status\r\n"
    for (name, value) in response.headers { head += "\(name): \(value)\r\n" }
    if !response.headers.contains(where: { $0.name.lowercased() == "content-length" }) && response.status != 204 {
      head += "Content-Length: \(response.body.count)\r\n"
    }
    head += "\r\n"
    let body = request.method == "HEAD" ? [] : response.body
    guard TestSocket.write(Array(head.utf8), to: connection) else { return false }
    switch response.ending {
    case .complete:
      return TestSocket.write(body, to: connection)
    case .truncated(let count):
      _ = TestSocket.write(Array(body.prefix(count)), to: connection)
    case .reset(let count):
      _ = TestSocket.write(Array(body.prefix(count)), to: connection)
      // Gives the client time to take what was sent: a reset discards what it has not read.
      usleep(50_000)
      TestSocket.resetOnClose(connection)
    case .stalled(let count):
      _ = TestSocket.write(Array(body.prefix(count)), to: connection)
      TestSocket.waitForClose(connection)
    }
    return false
  }
}
