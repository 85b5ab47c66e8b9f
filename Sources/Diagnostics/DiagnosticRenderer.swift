/// Renders a diagnostic for people: `file:line:column: error: message [code]`, the line, a caret, the hints.
public struct DiagnosticRenderer: Sendable {
  /// Returns one line (1-based, without its terminator) of a file that diagnostics point at.
  public typealias LineSource = @Sendable (_ file: String, _ line: Int) -> String?

  /// Longer lines are cut around the caret: a minified file must not flood the log.
  static let maximumLineLength = 160

  private let style: TerminalStyle
  private let lineSource: LineSource

  public init(style: TerminalStyle, lineSource: @escaping LineSource) {
    self.style = style
    self.lineSource = lineSource
  }

  public func render(_ diagnostic: Diagnostic) -> String {
    var output = ""
    if let place = diagnostic.location {
      output += style("\(place.file):\(place.line):\(place.column): ", .emphasis)
    }
    output += style("\(diagnostic.severity.rawValue):", role(of: diagnostic.severity))
    output += " \(diagnostic.message)"
    output += style(" [\(diagnostic.code)]", .faint) + "\n"
    if let place = diagnostic.location, let line = lineSource(place.file, place.line) {
      output += snippet(of: line, at: place, role(of: diagnostic.severity))
    }
    for hint in diagnostic.hints {
      output += "  \(style("hint:", .note)) \(indentFollowingLines(of: hint))\n"
    }
    return output
  }

  private func role(of severity: Diagnostic.Severity) -> TerminalStyle.Role {
    switch severity {
    case .error: .error
    case .warning: .warning
    case .note: .note
    }
  }

  private func snippet(of line: String, at place: SourceLocation, _ role: TerminalStyle.Role) -> String {
    let scalars = Array(line.unicodeScalars)
    let start = min(max(place.column - 1, 0), scalars.count)
    // A window around the caret keeps the marked text visible in very long lines.
    let first = scalars.count > Self.maximumLineLength ? max(0, start - Self.maximumLineLength / 2) : 0
    let last = min(scalars.count, first + Self.maximumLineLength)
    let end = place.endLine == place.line ? min(max(place.endColumn - 1, start + 1), max(last, start + 1)) : start + 1
    let number = String(place.line)
    let gutter = String(repeating: " ", count: number.count)
    let shown = scalars[first..<last].map(printable)
    let padding = scalars[first..<min(start, last)].map { $0 == "\t" ? "\t" : " " }.joined()
    let mark = "^" + String(repeating: "~", count: max(0, end - start - 1))
    return "  \(style("\(number) |", .faint)) \(shown.joined())\n"
      + "  \(style("\(gutter) |", .faint)) \(padding)\(style(mark, role))\n"
  }

  /// Control characters of a hostile file must not reach the terminal.
  private func printable(_ scalar: Unicode.Scalar) -> String {
    switch scalar.properties.generalCategory {
    case .control where scalar != "\t", .format, .surrogate, .privateUse, .lineSeparator, .paragraphSeparator:
      "\u{FFFD}"
    default: String(scalar)
    }
  }

  private func indentFollowingLines(of text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n        ")
  }
}
