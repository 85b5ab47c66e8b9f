@preconcurrency import Dispatch
import Glibc
import PipelineCore
import Synchronization

/// Ends the run in order on SIGINT and SIGTERM: reports are written and containers removed before the process exits.
final class StopSignals: Sendable {
  /// A signal within this time after the first counts as the same one: `timeout` and CI runners signal the process and
  /// its group.
  private static let patience = Duration.seconds(1)
  private static let numbers = [SIGINT, SIGTERM]

  private let source: (any DispatchSourceRead)?

  /// - Parameter stop: called once; a later signal ends the process at once, for users who cannot wait.
  init(interruption: Interruption, stop: @escaping @Sendable () -> Void) {
    // A closed connection or pipe is an error of its user, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    guard let descriptor = SignalPipe.shared?.readEnd else {
      source = nil
      return
    }
    let first = Mutex<ContinuousClock.Instant?>(nil)
    let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global())
    source.setEventHandler { @Sendable in
      while let number = SignalPipe.shared?.next() {
        if interruption.stop(.signal(number)) {
          first.withLock { $0 = .now }
          stop()
          continue
        }
        // If the deadline came first, the first signal does not end the process at once.
        let isImpatient = first.withLock { $0.map { .now - $0 > Self.patience } ?? false }
        if isImpatient { _exit(128 + number) }
      }
    }
    source.resume()
    self.source = source
    // An earlier signal waits in the pipe.
    for number in Self.numbers { signal(number, SignalPipe.handler) }
  }

  deinit {
    for number in Self.numbers { signal(number, SIG_DFL) }
    source?.cancel()
  }
}

/// Carries signal numbers from the handler to where they are handled.
private struct SignalPipe {
  static let shared = SignalPipe()

  let readEnd: Int32
  private let writeEnd: Int32

  private init?() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    (readEnd, writeEnd) = (ends[0], ends[1])
  }

  /// Only calls what a handler may (signal-safety(7)); `shared` exists before it is installed.
  static let handler: @convention(c) (Int32) -> Void = { number in
    let before = errno
    var byte = UInt8(truncatingIfNeeded: number)
    if let pipe = SignalPipe.shared { _ = write(pipe.writeEnd, &byte, 1) }
    errno = before
  }

  func next() -> Int32? {
    var byte: UInt8 = 0
    return read(readEnd, &byte, 1) == 1 ? Int32(byte) : nil
  }
}
