import PipelineCore
import TextFormats

/// What is going on: a line that rewrites itself on a terminal, and elsewhere a plain line now and then.
///
/// Times are those of a monotonic clock.
struct ProgressLine {
  /// Faster than this, no one can read it.
  private static let redrawInterval: Duration = .milliseconds(100)
  /// Work that has said nothing for so long is worth a plain line, and again after as long.
  private static let patience: Duration = .seconds(10)

  /// Columns that are left to the name of the work, at least.
  private static let shortestSubject = 12

  private let ellipsis: String
  private var text = ""
  /// When the work began that the text is about.
  private var start: Duration = .zero
  private var lastDrawn: Duration?
  /// When any line was last written.
  private var lastLine: Duration = .zero
  /// Columns of the line on the terminal.
  private var drawnWidth = 0

  init(ellipsis: String) {
    self.ellipsis = ellipsis
  }

  /// What the work is, without how far it is: `pulling IMAGE` of `pulling IMAGE: 2 MB of 8 MB`.
  private static func subject(_ text: String) -> Substring {
    text.firstRange(of: ": ").map { text[..<$0.lowerBound] } ?? text[...]
  }

  /// - Returns: whether it is about other work than before.
  mutating func set(_ text: String, at now: Duration) -> Bool {
    let isOther = self.text.isEmpty || Self.subject(text) != Self.subject(self.text)
    if isOther { start = now }
    self.text = text
    return isOther
  }

  /// The work is done.
  mutating func end() { text = "" }

  mutating func lineWritten(at now: Duration) { lastLine = now }

  /// - Parameter isForced: draws it even if it has just been drawn.
  /// - Returns: what to write to the terminal; `nil` for nothing.
  mutating func drawing(width: Int, at now: Duration, isForced: Bool, _ style: (String) -> String) -> String? {
    guard !text.isEmpty, isForced || lastDrawn.map({ now - $0 >= Self.redrawInterval }) ?? true else { return nil }
    // A line that fills the last column could wrap.
    let room = max(width - 1, 1)
    let time = now - start < .seconds(1) ? "" : "  \(Self.seconds(now - start))"
    let line = TerminalText.fitted(fitted(max(room - time.count, 1)) + time, width: room, ellipsis)
    let erasing = erasing(width: width)
    drawnWidth = TerminalText.width(of: line)
    lastDrawn = now
    return erasing + style(line)
  }

  /// The text in so many columns: how far the work is says more than all of its name.
  private func fitted(_ width: Int) -> String {
    let subject = Self.subject(text)
    let state = text[subject.endIndex...]
    let room = width - TerminalText.width(of: String(state))
    guard room >= Self.shortestSubject else { return TerminalText.fitted("  \(text)", width: width, ellipsis) }
    return TerminalText.fitted("  \(subject)", width: room, ellipsis) + state
  }

  /// What removes the line; empty if there is none.
  mutating func clearing(width: Int) -> String {
    defer { drawnWidth = 0 }
    return drawnWidth == 0 ? "" : erasing(width: width)
  }

  /// The plain line that is due without a terminal.
  func plainLine(at now: Duration) -> String? {
    guard !text.isEmpty, now - start >= Self.patience, now - lastLine >= Self.patience else { return nil }
    return "  \(text)  \(Self.seconds(now - start))"
  }

  /// A terminal that became narrower has wrapped the line.
  private func erasing(width: Int) -> String {
    let rows = drawnWidth > width && width > 0 ? (drawnWidth - 1) / width : 0
    return rows == 0 ? "\r\u{1B}[K" : "\u{1B}[\(rows)A\r\u{1B}[J"
  }

  /// Tenths of a second would flicker.
  private static func seconds(_ duration: Duration) -> String {
    let whole = duration.components.seconds
    return whole < 60 ? "\(whole) s" : HumanText.duration(Double(whole))
  }
}
