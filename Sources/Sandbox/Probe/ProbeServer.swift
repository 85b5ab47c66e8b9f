import Dispatch
import Synchronization
import SystemPackage

/// The helper's side: reads requests from standard input until its end and answers on standard output.
enum ProbeServer {
  /// Requests are answered as they finish, not in order.
  /// - Parameter perform: makes one HTTP request.
  static func serve(perform: @escaping @Sendable (ProbeRequest.HTTP) async -> ProbeResponse) async {
    await withDiscardingTaskGroup { group in
      for await request in requests() {
        group.addTask {
          let start = ContinuousClock.now
          var response =
            switch request.kind {
            case .http(let probe): await perform(probe)
            case .tcp(let probe): await probe.connect()
            }
          response.id = request.id
          response.durationSeconds = (.now - start) / .seconds(1)
          guard let line = try? JSONLine.encode(response) else { return }
          // If the client is gone, the end of standard input follows.
          output.withLock { _ = try? $0.writeAll(line + [UInt8(ascii: "\n")]) }
        }
      }
      // The client no longer waits for responses.
      group.cancelAll()
    }
  }

  /// One answer at a time.
  private static let output = Mutex(FileDescriptor.standardOutput)

  /// Reading blocks, so it runs on a separate thread outside Swift's pool, which may be a single one.
  private static func requests() -> AsyncStream<ProbeRequest> {
    let (stream, continuation) = AsyncStream.makeStream(of: ProbeRequest.self)
    DispatchQueue.global().async {
      while let line = readLine() {
        if let request = JSONLine.decode(ProbeRequest.self, from: line.utf8) { continuation.yield(request) }
      }
      continuation.finish()
    }
    return stream
  }
}
