public import Diagnostics
public import PipelineCore
import Synchronization
import TextFormats

/// Turns the events of a run into quiet, readable text: one line a stage, one a check, and what went wrong in full.
///
/// Events may come from several tasks; each is written whole. Every text passes the redactor.
public final class ConsoleReporter: Sendable {
  /// How many lines of a failed program's output are shown.
  static let tailLength = 20

  private struct State {
    var agent = ""
    var stage: StageID?
    var isHeadingShown = false
    var progress: ProgressLine
    var hasOutput = false
    /// Whether the running stage has already said why it fails.
    var isFailureShown = false
    var isOutputShown = false
    var tail: [String] = []
  }

  private let options: ConsoleOptions
  private let signs: ConsoleSigns
  private let renderer: DiagnosticRenderer
  private let write: @Sendable (String) -> Void
  private let now: @Sendable () -> Duration
  private let state: Mutex<State>

  /// - Parameters:
  ///   - lineSource: answers a line of a manifest, for the caret under a finding.
  ///   - now: a monotonic clock.
  ///   - write: gets whole lines, except for the progress line.
  public init(
    _ options: ConsoleOptions, lineSource: @escaping DiagnosticRenderer.LineSource,
    now: @escaping @Sendable () -> Duration = ConsoleReporter.monotonic(),
    write: @escaping @Sendable (String) -> Void
  ) {
    self.options = options
    self.now = now
    self.write = write
    signs = ConsoleSigns(isASCII: options.isASCII)
    state = Mutex(State(progress: ProgressLine(ellipsis: signs.ellipsis)))
    renderer = DiagnosticRenderer(style: options.style, lineSource: lineSource)
  }

  public func handle(_ event: RunEvent) {
    state.withLock { state in
      switch event {
      case .agentStarted(let name, let path): startAgent(name, path, &state)
      case .stageStarted(let stage): start(stage, &state)
      case .progress(let text): showProgress(text, &state)
      case .line(let text): if !isQuiet { show(PlainText.lines(of: text).map { "  \($0)" }, &state) }
      case .detail(let text): showDetail(text, &state)
      case .check(let check):
        state.progress.end()
        show(check, &state)
      case .diagnostic(let diagnostic): show(diagnostic, &state)
      case .stageFinished(let report): finish(report, &state)
      case .agentFinished: endProgress(&state)
      }
    }
  }

  /// Writes a finding that belongs to no stage, such as a malformed setting.
  public func show(_ diagnostic: Diagnostic) {
    state.withLock { show(diagnostic, &$0) }
  }

  /// Writes a line for people as it is.
  public func tell(_ line: String) {
    state.withLock { emit(PlainText.lines(of: line), &$0) }
  }

  /// Writes the summary at the end of the run.
  public func summarize(_ report: RunReport, _ details: SummaryDetails) {
    state.withLock { state in
      endProgress(&state)
      let summary = ConsoleSummary(style: options.style, signs: signs).lines(
        of: report.mapTexts(PlainText.printable), details)
      emit((state.hasOutput ? [""] : []) + summary, &state)
    }
  }

  private var isQuiet: Bool { options.detail == .quiet }

  private func startAgent(_ name: String, _ path: String, _ state: inout State) {
    state.agent = PlainText.oneLine(name)
    guard !isQuiet else { return }
    let place = name == path ? "" : " \(options.style(PlainText.oneLine(path), .faint))"
    emit((state.hasOutput ? [""] : []) + ["\(options.style(state.agent, .emphasis))\(place)"], &state)
  }

  private func start(_ stage: StageID, _ state: inout State) {
    endProgress(&state)
    state.stage = stage
    state.isFailureShown = false
    state.isOutputShown = false
    state.tail = []
    let dressing = options.dressing.start(stage)
    if !dressing.isEmpty { write(dressing) }
    // The title of a log section is the heading already.
    state.isHeadingShown = !dressing.isEmpty
    if !isQuiet { show([], &state) }
  }

  private func showDetail(_ text: String, _ state: inout State) {
    let lines = PlainText.lines(of: text)
    if options.detail == .verbose {
      show(lines.map(quoted), &state)
      state.isOutputShown = true
    } else {
      state.tail = (state.tail + lines).suffix(Self.tailLength)
    }
  }

  private func show(_ check: CheckReport, _ state: inout State) {
    let isFailure = check.outcome == .failed || check.outcome == .error
    guard isFailure || !isQuiet else { return }
    let message = PlainText.lines(of: check.message ?? "")
    var line = "  \(sign(check.outcome)) \(PlainText.oneLine(check.name))"
    if let first = message.first { line += ": \(first)" }
    if check.outcome != .skipped { line += options.style("  \(HumanText.duration(check.durationSeconds))", .faint) }
    var lines = [line] + message.dropFirst().map { "      \($0)" }
    if isFailure {
      state.isFailureShown = true
      if let output = check.output.map(PlainText.lines), !output.isEmpty {
        lines += tail(of: output)
        state.isOutputShown = true
      }
    }
    show(lines, &state)
  }

  private func show(_ diagnostic: Diagnostic, _ state: inout State) {
    guard diagnostic.severity == .error || !isQuiet else { return }
    if diagnostic.severity == .error { state.isFailureShown = true }
    // Findings start in the first column: editors and problem matchers look for `file:line:column:` there.
    show([String(renderer.render(diagnostic.mapTexts(PlainText.printable)).dropLast())], &state)
  }

  private func finish(_ report: StageReport, _ state: inout State) {
    endProgress(&state)
    switch report.outcome {
    case .passed: break
    case .failed:
      if !state.isFailureShown {
        show(["  \(sign(.failed)) \(PlainText.oneLine(report.reason ?? "failed"))"], &state)
      }
      if !state.isOutputShown, !state.tail.isEmpty {
        show(["    the end of its output:"] + state.tail.map(quoted), &state)
      }
    case .skipped, .notRun:
      if !isQuiet, report.reason != StageReport.notSelected {
        let verb = report.outcome == .skipped ? "skipped" : "not run"
        let reason = PlainText.oneLine(report.reason ?? "")
        emit(["\(signs.skipped) \(options.style("\(report.name)", .emphasis)) \(verb): \(reason)"], &state)
      }
    }
    if let stage = state.stage {
      let dressing = options.dressing.end(stage)
      if !dressing.isEmpty { write(dressing) }
    }
    state.stage = nil
  }

  /// The end of a long output, with a note about the lines left out and where they are.
  private func tail(of lines: [String]) -> [String] {
    let left = lines.count - Self.tailLength
    let note = left > 0 ? ["    \(options.style("\(signs.ellipsis) \(left) more lines in the reports", .faint))"] : []
    return note + lines.suffix(Self.tailLength).map(quoted)
  }

  private func quoted(_ line: String) -> String { "    \(options.style(signs.bar, .faint)) \(line)" }

  private func sign(_ outcome: CheckOutcome) -> String {
    switch outcome {
    case .passed: options.style(signs.passed, .success)
    case .failed, .error: options.style(signs.failed, .error)
    case .skipped: signs.skipped
    }
  }

  /// Lines of the running stage; its heading comes before the first.
  private func show(_ lines: [String], _ state: inout State) {
    clearProgress(&state)
    var lines = lines
    if let stage = state.stage, !state.isHeadingShown {
      // In quiet mode nothing has named the agent yet.
      let heading = isQuiet && !state.agent.isEmpty ? "\(state.agent): \(stage)" : "\(stage)"
      lines.insert(options.style(heading, .emphasis), at: 0)
      state.isHeadingShown = true
    }
    emit(lines, &state)
  }

  private func emit(_ lines: [String], _ state: inout State) {
    clearProgress(&state)
    guard !lines.isEmpty else { return }
    state.hasOutput = true
    state.progress.lineWritten(at: now())
    write(LogCommands.disarmed(options.redactor(lines.map { "\($0)\n" }.joined())))
  }
}

/// The progress line.
extension ConsoleReporter {
  /// The time since this call.
  public static func monotonic() -> @Sendable () -> Duration {
    let start = ContinuousClock.now
    return { start.duration(to: .now) }
  }

  /// Shows how long the work takes. Call it a few times in a second.
  public func tick() {
    state.withLock { updateProgress(&$0, isForced: false) }
  }

  /// Leaves no progress line behind.
  public func endProgress() {
    state.withLock { endProgress(&$0) }
  }

  private func showProgress(_ text: String, _ state: inout State) {
    // Redacted before it is cut: half a secret would not be recognised.
    let isOther = state.progress.set(options.redactor(PlainText.lines(of: text).last ?? ""), at: now())
    updateProgress(&state, isForced: isOther)
  }

  private func updateProgress(_ state: inout State, isForced: Bool) {
    guard !isQuiet else { return }
    guard let width = options.terminalWidth?() else {
      if let line = state.progress.plainLine(at: now()) { show([line], &state) }
      return
    }
    let line = state.progress.drawing(width: width, at: now(), isForced: isForced) { options.style($0, .faint) }
    if let line { write(line) }
  }

  private func endProgress(_ state: inout State) {
    clearProgress(&state)
    state.progress.end()
  }

  private func clearProgress(_ state: inout State) {
    let erasing = state.progress.clearing(width: options.terminalWidth?() ?? 0)
    if !erasing.isEmpty { write(erasing) }
  }
}
