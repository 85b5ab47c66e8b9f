@preconcurrency import Dispatch
import Glibc
import PipelineCore
import Synchronization

/// Turns SIGINT and SIGTERM into an orderly end: reports are written and containers removed before the process exits.
final class StopSignals: Sendable {
  /// A signal within this time after the first is the same wish: `timeout` and CI runners send theirs to the process and
  /// to its group.
  private static let patience = Duration.seconds(1)
  private static let numbers = [SIGINT, SIGTERM]

  private let source: (any DispatchSourceRead)?

  /// - Parameter stop: called once; a later signal ends the process at once, for users who cannot wait.
  init(interruption: Interruption, stop: @escaping @Sendable () -> Void) {
    // A registry or a child that hangs up is an error of that one connection, not the end of the process.
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
        // A deadline that was reached a moment ago is no impatience of the user.
        let isImpatient = first.withLock { $0.map { .now - $0 > Self.patience } ?? false }
        if isImpatient { _exit(128 + number) }
      }
    }
    source.resume()
    self.source = source
    // A signal that comes before the source looks waits in the pipe.
    for number in Self.numbers { signal(number, SignalPipe.handler) }
  }

  deinit {
    for number in Self.numbers { signal(number, SIG_DFL) }
    source?.cancel()
  }
}

/// Carries the numbers of signals from where they come, in the midst of anything, to where they are acted on.
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

  /// Does nothing that a handler may not (signal-safety(7)); `shared` is there before it is installed.
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
