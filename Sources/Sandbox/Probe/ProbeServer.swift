import Dispatch
import Glibc
import Synchronization

/// The helper's side: reads requests from standard input until its end and answers on standard output.
public enum ProbeServer {
  /// Requests are answered as they finish, not in order.
  /// - Parameter perform: makes one HTTP request.
  public static func serve(perform: @escaping @Sendable (ProbeRequest.HTTP) async -> ProbeResponse) async {
    await withDiscardingTaskGroup { group in
      for await request in requests(from: STDIN_FILENO) {
        group.addTask {
          let clock = ContinuousClock()
          let start = clock.now
          var response =
            switch request.kind {
            case .http(let probe): await perform(probe)
            case .tcp(let probe): await probe.connect()
            }
          response.id = request.id
          response.durationSeconds = (clock.now - start) / .seconds(1)
          guard let line = try? JSONLine.encode(response) else { return }
          output.withLock { writeAll(line + [UInt8(ascii: "\n")], to: $0) }
        }
      }
      // The client no longer waits for responses.
      group.cancelAll()
    }
  }

  /// One answer at a time.
  private static let output = Mutex(STDOUT_FILENO)

  /// Reading blocks, so it runs on a separate thread outside Swift's pool, which may be a single one.
  private static func requests(from file: Int32) -> AsyncStream<ProbeRequest> {
    let (stream, continuation) = AsyncStream.makeStream(of: ProbeRequest.self)
    DispatchQueue.global().async {
      var pending: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 64 << 10)
      while true {
        let count = read(file, &chunk, chunk.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { break }
        var rest = chunk[..<count]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
          pending += rest[..<end]
          if let request = JSONLine.decode(ProbeRequest.self, from: pending) { continuation.yield(request) }
          pending = []
          rest = rest[(end + 1)...]
        }
        pending += rest
      }
      continuation.finish()
    }
    return stream
  }

  private static func writeAll(_ bytes: [UInt8], to file: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      // The client is gone; the end of standard input follows.
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
