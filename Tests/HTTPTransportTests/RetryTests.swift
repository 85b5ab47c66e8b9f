import HTTPTransport
import Synchronization
import Testing

/// A clock that only the waiting moves.
final class FakeTime: Sendable {
  let waits = Mutex<[Duration]>([])
  let random: Double

  init(random: Double = 0) {
    self.random = random
  }

  var clock: RetryClock {
    RetryClock(
      now: { self.waits.withLock { $0.reduce(.zero, +) } },
      secondsSince1970: { 784_111_777 + self.waits.withLock { $0.reduce(.zero, +) }.components.seconds },
      random: { self.random }, sleep: { wait in self.waits.withLock { $0.append(wait) } })
  }
}

@Suite("RetryPolicy") struct RetryTests {
  let url: HTTPURL

  init() throws {
    url = try HTTPURL("http://example.com/")
  }

  @Test(arguments: [
    ([200], 200, 1), ([500, 200], 200, 2), ([429, 503, 502, 504, 200], 200, 5), ([404], 404, 1), ([401], 401, 1),
    ([503], 503, 5),
  ])
  func `tries again after transient statuses only`(statuses: [Int], status: Int, tries: Int) async throws {
    let time = FakeTime()
    let asked = Counter()
    let client = asked.client(statuses.map { .success(HTTPResponse(status: $0)) })
      .retrying(RetryPolicy(clock: time.clock))
    #expect(try await client.send(HTTPRequest(.get, url)).status == status)
    #expect(asked.count == tries)
  }

  @Test(arguments: HTTPFailure.Kind.allCases)
  func `tries again after failures that may pass`(kind: HTTPFailure.Kind) async throws {
    let asked = Counter()
    let failure = HTTPFailure(kind, url: "http://example.com/", detail: "")
    let client = asked.client([.failure(failure), .success(HTTPResponse(status: 200))])
      .retrying(RetryPolicy(clock: FakeTime().clock))
    let response = try? await client.send(HTTPRequest(.get, url))
    #expect(response?.status == (failure.isTransient ? 200 : nil))
    #expect(asked.count == (failure.isTransient ? 2 : 1))
  }

  @Test func `waits twice as long from try to try, up to a limit, with half of it left to chance`() {
    func delays(_ random: Double) -> [Duration?] {
      let policy = RetryPolicy(
        attempts: 5, firstDelay: .seconds(1), maximumDelay: .seconds(3), clock: FakeTime(random: random).clock)
      return (1...5).map { policy.delay(beforeRetry: $0, asked: nil) }
    }
    #expect(delays(0) == [.seconds(0.5), .seconds(1), .seconds(1.5), .seconds(1.5), nil])
    #expect(delays(1) == [.seconds(1), .seconds(2), .seconds(3), .seconds(3), nil])
  }

  @Test(arguments: [
    ("7", 7), ("Sun, 06 Nov 1994 08:50:37 GMT", 60), ("Sun, 06 Nov 1994 08:00:00 GMT", 0), ("soon", 0), ("", 0),
    ("Thu, 29 Feb 1996 00:00:00 GMT", 41_440_223),
  ])
  func `reads Retry-After as seconds and as a date`(value: String, seconds: Int) async throws {
    let time = FakeTime()
    let asked = Counter()
    let policy = RetryPolicy(firstDelay: .zero, retryAfterLimit: .seconds(1 << 40), clock: time.clock)
    let client = asked.client([
      .success(HTTPResponse(status: 429, headers: ["retry-after": value])), .success(HTTPResponse(status: 200)),
    ])
    _ = try await client.retrying(policy).send(HTTPRequest(.get, url))
    #expect(time.waits.withLock { $0 } == [.seconds(seconds)])
  }

  @Test func `gives up at once where the server asks for more patience than there is`() async throws {
    let asked = Counter()
    let client = asked.client([.success(HTTPResponse(status: 429, headers: ["Retry-After": "3600"]))])
    let response = try await client.retrying(RetryPolicy(clock: FakeTime().clock)).send(HTTPRequest(.get, url))
    #expect(response.status == 429)
    #expect(asked.count == 1)
  }

  @Test func `never repeats what a sink may have taken`() async throws {
    let asked = Counter()
    let client = asked.client([.success(HTTPResponse(status: 500))]).retrying(RetryPolicy(clock: FakeTime().clock))
    _ = try await client.send(HTTPRequest(.get, url, receiving: .stream { _ in }))
    #expect(asked.count == 1)
  }
}

/// Counts what it is asked, and answers from a list whose last entry repeats.
final class Counter: Sendable {
  private let asked = Mutex(0)

  var count: Int { asked.withLock { $0 } }

  func client(_ answers: [Result<HTTPResponse, HTTPFailure>]) -> HTTPClient {
    HTTPClient { (_) async throws(HTTPFailure) in
      let number = self.asked.withLock { count in
        defer { count += 1 }
        return count
      }
      return try answers[min(number, answers.count - 1)].get()
    }
  }
}
