@preconcurrency import Dispatch
import Glibc
import PipelineCore
import Synchronization

/// Ends the run in order on SIGHUP, SIGINT, SIGQUIT and SIGTERM: reports are written and containers removed before the
/// process exits.
///
/// A second signal ends the process at once, for users who cannot wait. The handler itself does that, so that no busy
/// thread and no blocking call can prevent it.
final class StopSignals: Sendable {
  private static let numbers = [SIGHUP, SIGINT, SIGQUIT, SIGTERM]

  private let handled: [Int32]
  private let source: (any DispatchSourceRead)?

  /// - Parameter stop: called once.
  init(interruption: Interruption, stop: @escaping @Sendable () -> Void) {
    // A closed connection or pipe is an error of its user, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    // What runs under nohup goes on without its terminal.
    handled = Self.numbers.filter { $0 != SIGHUP || !Self.isIgnored($0) }
    guard let descriptor = SignalPipe.shared?.readEnd else {
      source = nil
      return
    }
    firstSignal.store(0, ordering: .relaxed)
    let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global())
    source.setEventHandler { @Sendable in
      while let number = SignalPipe.shared?.next() {
        if interruption.stop(.signal(number)) { stop() }
      }
    }
    source.resume()
    self.source = source
    // An earlier signal waits in the pipe.
    for number in handled { signal(number, SignalPipe.handler) }
  }

  deinit {
    for number in handled { signal(number, SIG_DFL) }
    source?.cancel()
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}

/// When the first signal came, in milliseconds of the monotonic clock; 0 until then. After the time limit, too, the first
/// signal only asks.
private let firstSignal = Atomic<Int>(0)

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

  /// Milliseconds after the first signal in which another counts as the same one: `timeout` and CI runners signal the
  /// process and its group.
  private static let patience = 250

  /// Only calls what a handler may (signal-safety(7)); the globals exist before it is installed.
  static let handler: @convention(c) (Int32) -> Void = { number in
    let before = errno
    var clock = timespec()
    clock_gettime(CLOCK_MONOTONIC, &clock)
    let now = clock.tv_sec * 1000 + clock.tv_nsec / 1_000_000
    let (isFirst, first) = firstSignal.compareExchange(expected: 0, desired: now, ordering: .relaxed)
    if !isFirst, now - first > SignalPipe.patience { _exit(128 + number) }
    var byte = UInt8(truncatingIfNeeded: number)
    if let pipe = SignalPipe.shared { _ = write(pipe.writeEnd, &byte, 1) }
    errno = before
  }

  func next() -> Int32? {
    var byte: UInt8 = 0
    return read(readEnd, &byte, 1) == 1 ? Int32(byte) : nil
  }
}
