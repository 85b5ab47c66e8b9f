@preconcurrency import Dispatch
import Glibc
import PipelineCore

/// Turns SIGINT and SIGTERM into an orderly end: reports are written and containers removed before the process exits.
final class StopSignals: Sendable {
  private let sources: [any DispatchSourceSignal]

  /// - Parameter stop: called once; a second signal ends the process at once, for users who cannot wait.
  init(interruption: Interruption, stop: @escaping @Sendable () -> Void) {
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { @Sendable in
        guard interruption.stop(.signal(number)) else {
          // A deadline that was reached a moment ago is no impatience of the user.
          if interruption.reason != .timeout { _exit(128 + number) }
          return
        }
        stop()
      }
      source.resume()
      return source
    }
    // A registry or a child that hangs up is an error of that one connection, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
  }

  deinit {
    for source in sources { source.cancel() }
  }
}
