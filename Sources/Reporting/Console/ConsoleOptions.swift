public import Diagnostics
public import PipelineCore

/// How the console output looks; the executable derives it from flags, environment and terminal.
public struct ConsoleOptions: Sendable {
  public enum Detail: Sendable {
    /// Only failures and the summary.
    case quiet
    case normal
    /// The lines of child processes too.
    case verbose
  }

  public var detail = Detail.normal
  public var style = TerminalStyle(isColored: false)
  /// The width of the terminal in columns, which may change; `nil` if the output is not one: then there is no line that
  /// rewrites itself.
  public var terminalWidth: (@Sendable () -> Int)?
  /// ASCII signs, for locales that are not UTF-8.
  public var isASCII = false
  public var redactor = Redactor()
  /// Text that the CI system needs around the output of a stage.
  public var dressing = StageDressing()

  public init() {}
}

/// Text that a CI system wants before and after a stage, such as the marks of a foldable log section.
public struct StageDressing: Sendable {
  public var start: @Sendable (StageID) -> String
  public var end: @Sendable (StageID) -> String

  public init(
    start: @escaping @Sendable (StageID) -> String = { _ in "" },
    end: @escaping @Sendable (StageID) -> String = { _ in "" }
  ) {
    self.start = start
    self.end = end
  }
}

/// The few signs of the console output.
struct ConsoleSigns {
  var passed = "✓"
  var failed = "✗"
  var skipped = "–"
  var bar = "│"
  var ellipsis = "…"

  init(isASCII: Bool) {
    guard isASCII else { return }
    passed = "ok"
    failed = "X"
    skipped = "-"
    bar = "|"
    ellipsis = "..."
  }
}
