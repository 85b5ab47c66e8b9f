@preconcurrency import Dispatch
import Reporting

/// Lets the console show how long the work takes while the work says nothing.
///
/// It has a thread of the system: stages that pack or unpack keep those of tasks busy.
final class ProgressTicker: Sendable {
  private let console: ConsoleReporter
  private let timer: any DispatchSourceTimer

  init(_ console: ConsoleReporter) {
    self.console = console
    let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "progress"))
    timer.schedule(deadline: .now() + .milliseconds(250), repeating: .milliseconds(250))
    timer.setEventHandler { @Sendable in console.tick() }
    timer.resume()
    self.timer = timer
  }

  /// Also removes what is shown.
  func stop() {
    timer.cancel()
    console.endProgress()
  }
}
