import Diagnostics
import PipelineCore
import Synchronization
import Testing

@testable import Reporting

@Suite("The progress line") struct ProgressLineTests {
  /// A console with a clock that the test sets.
  private final class Desk: Sendable {
    private let state = Mutex((text: "", now: Duration.zero, width: 40))

    /// What was written since the last look.
    func takeText() -> String {
      state.withLock { state in
        defer { state.text = "" }
        return state.text
      }
    }

    func wait(_ duration: Duration) { state.withLock { $0.now += duration } }
    func resize(_ width: Int) { state.withLock { $0.width = width } }

    func reporter(isTerminal: Bool, detail: ConsoleOptions.Detail = .normal) -> ConsoleReporter {
      var options = ConsoleOptions()
      options.detail = detail
      if isTerminal { options.terminalWidth = { self.state.withLock(\.width) } }
      return ConsoleReporter(
        options, lineSource: { _, _ in nil }, now: { self.state.withLock(\.now) },
        write: { text in self.state.withLock { $0.text += text } })
    }
  }

  private static let erase = "\r\u{1B}[K"

  @Test func `shows how long the work takes, at most ten times in a second`() {
    let desk = Desk()
    let reporter = desk.reporter(isTerminal: true)
    reporter.handle(.progress("pulling a: 1 MB of 9 MB"))
    #expect(desk.takeText() == "\(Self.erase)  pulling a: 1 MB of 9 MB")
    desk.wait(.milliseconds(50))
    reporter.handle(.progress("pulling a: 2 MB of 9 MB"))
    #expect(desk.takeText() == "")
    desk.wait(.milliseconds(2500))
    reporter.tick()
    #expect(desk.takeText() == "\(Self.erase)  pulling a: 2 MB of 9 MB  2 s")
    // Other work begins at once, and its time anew.
    reporter.handle(.progress("installing b"))
    #expect(desk.takeText() == "\(Self.erase)  installing b")
    desk.wait(.seconds(75))
    reporter.tick()
    #expect(desk.takeText() == "\(Self.erase)  installing b  1 m 15 s")
  }

  @Test func `comes back after a line, and not after the work's result`() {
    let desk = Desk()
    let reporter = desk.reporter(isTerminal: true)
    reporter.handle(.progress("pushing"))
    reporter.handle(.line("uploaded a"))
    #expect(desk.takeText() == "\(Self.erase)  pushing\(Self.erase)  uploaded a\n")
    desk.wait(.seconds(1))
    reporter.tick()
    #expect(desk.takeText() == "\(Self.erase)  pushing  1 s")
    reporter.handle(.check(CheckReport(id: "a", outcome: .passed, durationSeconds: 0)))
    #expect(desk.takeText().hasPrefix(Self.erase))
    desk.wait(.seconds(1))
    reporter.tick()
    #expect(desk.takeText() == "")
  }

  @Test(arguments: [
    ("0123456789012345678901234567890123456789", "  012345678901234567890123456789012345…"),
    ("層層層層層層層層層層層層層層層層層層層層層", "  層層層層層層層層層層層層層層層層層層…"),
    ("e\u{301}e\u{301}", "  e\u{301}e\u{301}"),
  ])
  func `never fills the last column`(text: String, shown: String) {
    let desk = Desk()
    desk.reporter(isTerminal: true).handle(.progress(text))
    #expect(desk.takeText() == "\(Self.erase)\(shown)")
    #expect(TerminalText.width(of: shown) <= 39)
  }

  @Test func `is cut before its seconds`() {
    let desk = Desk()
    desk.resize(20)
    let reporter = desk.reporter(isTerminal: true)
    reporter.handle(.progress("installing many things"))
    desk.wait(.seconds(3))
    _ = desk.takeText()
    reporter.tick()
    #expect(desk.takeText() == "\(Self.erase)  installing …  3 s")
  }

  @Test func `shortens the name of the work before its state`() {
    let desk = Desk()
    let reporter = desk.reporter(isTerminal: true)
    reporter.handle(.progress("pushing to registry.example.com/team/agent: 1.0 MB of 9.0 MB"))
    #expect(desk.takeText() == "\(Self.erase)  pushing to registr…: 1.0 MB of 9.0 MB")
  }

  @Test func `is erased whole when the terminal became narrower`() {
    let desk = Desk()
    let reporter = desk.reporter(isTerminal: true)
    reporter.handle(.progress("012345678901234567890123456789"))
    desk.resize(10)
    _ = desk.takeText()
    reporter.handle(.line("done"))
    #expect(desk.takeText() == "\u{1B}[3A\r\u{1B}[J  done\n")
  }

  @Test func `elsewhere work that takes long is a plain line every ten seconds`() {
    let desk = Desk()
    let reporter = desk.reporter(isTerminal: false)
    reporter.handle(.stageStarted(.build))
    reporter.handle(.progress("installing a"))
    var texts: [String] = []
    for _ in 0..<100 {
      desk.wait(.milliseconds(250))
      reporter.tick()
      texts.append(desk.takeText())
    }
    #expect(texts.filter { !$0.isEmpty } == ["build\n", "  installing a  10 s\n", "  installing a  20 s\n"])
    reporter.handle(.line("half of it"))
    _ = desk.takeText()
    desk.wait(.seconds(9))
    reporter.tick()
    #expect(desk.takeText() == "")
    desk.wait(.seconds(1))
    reporter.tick()
    #expect(desk.takeText() == "  installing a  35 s\n")
  }

  @Test func `quiet is quiet`() {
    for isTerminal in [true, false] {
      let desk = Desk()
      let reporter = desk.reporter(isTerminal: isTerminal, detail: .quiet)
      reporter.handle(.progress("installing a"))
      desk.wait(.seconds(60))
      reporter.tick()
      #expect(desk.takeText() == "")
    }
  }
}
