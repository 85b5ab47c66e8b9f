import HTTPTransport
import Testing

@Suite("Retries") struct RetryTests {
  @Test func `wait twice as long from try to try, up to a limit, with half of it left to chance`() {
    func delays(_ random: Double) -> [Duration?] {
      let clock = RetryClock(now: { .zero }, random: { random }, sleep: { _ in })
      let policy = RetryPolicy(attempts: 5, firstDelay: .seconds(1), maximumDelay: .seconds(3), clock: clock)
      return (1...5).map { policy.delay(beforeRetry: $0, asked: nil) }
    }
    #expect(delays(0) == [.seconds(0.5), .seconds(1), .seconds(1.5), .seconds(1.5), nil])
    #expect(delays(1) == [.seconds(1), .seconds(2), .seconds(3), .seconds(3), nil])
  }

  @Test(arguments: [
    ("7", 7), ("Sun, 06 Nov 1994 08:50:37 GMT", 60), ("Sun, 06 Nov 1994 08:00:00 GMT", 0), ("soon", nil), ("", nil),
    ("-7", nil), ("Thu, 29 Feb 1996 00:00:00 GMT", 41_440_223),
  ])
  func `read Retry-After as seconds and as a date`(value: String, seconds: Int?) {
    let headers: HTTPHeaders = ["date": "Sun, 06 Nov 1994 08:49:37 GMT", "retry-after": value]
    #expect(headers.retryAfter == seconds.map { .seconds($0) })
  }

  @Test func `do not compare a server's date with the clock of this machine`() {
    #expect((["Retry-After": "Sun, 06 Nov 1994 08:50:37 GMT"] as HTTPHeaders).retryAfter == nil)
    #expect((["Retry-After": "7"] as HTTPHeaders).retryAfter == .seconds(7))
  }

  @Test func `end at once where the server asks for more patience than there is`() {
    #expect(RetryPolicy().delay(beforeRetry: 1, asked: .seconds(121)) == nil)
    #expect(RetryPolicy().delay(beforeRetry: 1, asked: .seconds(120)) == .seconds(120))
  }
}
