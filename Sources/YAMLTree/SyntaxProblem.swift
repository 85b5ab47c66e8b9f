import Diagnostics

/// What libyaml's complaint means for the person who wrote the file: the likely cause, its place and the cure.
struct SyntaxProblem {
  let diagnostic: Diagnostic

  init(
    _ failure: EventParser.Failure, in source: SourceText,
    after scalar: (style: YAMLScalar.Style, location: SourceLocation)?
  ) {
    let evidence = Evidence(failure: failure, source: source, lastScalar: scalar)
    diagnostic =
      Self.tabIndentation(evidence) ?? Self.wideSpace(evidence) ?? Self.quote(evidence) ?? Self.missingSpace(evidence)
      ?? Self.brackets(evidence)
      ?? Self.known(evidence)
  }

  /// What the causes are found by.
  private struct Evidence {
    let failure: EventParser.Failure
    let source: SourceText
    let lastScalar: (style: YAMLScalar.Style, location: SourceLocation)?

    var problem: String { failure.problem }
    var place: (line: Int, column: Int) { source.position(of: failure.problemIndex) }
    var contextPlace: (line: Int, column: Int) { source.position(of: failure.contextIndex) }

    /// The text from the problem to the end of its line.
    var rest: Substring.UnicodeScalarView {
      Substring(source.line(place.line)).unicodeScalars.dropFirst(place.column - 1)
    }

    var startsItsLine: Bool {
      source.line(place.line).unicodeScalars.prefix(place.column - 1).allSatisfy { $0 == " " }
    }

    func error(_ message: String, at place: (line: Int, column: Int)? = nil, _ hints: String...) -> Diagnostic {
      let place = place ?? self.place
      let location = SourceLocation(file: source.file, line: place.line, column: place.column)
      return .error(.syntax, message, at: location, hints: hints)
    }
  }

  private static func tabIndentation(_ evidence: Evidence) -> Diagnostic? {
    for line in [evidence.place.line, evidence.place.line - 1, evidence.contextPlace.line] {
      let indentation = evidence.source.line(line).unicodeScalars.prefix { $0 == " " || $0 == "\t" }
      guard indentation.count < evidence.source.line(line).unicodeScalars.count else { continue }
      if let tab = indentation.firstIndex(of: "\t") {
        let column = indentation.distance(from: indentation.startIndex, to: tab) + 1
        return evidence.error(
          "a tab in the indentation", at: (line, column), "indent with spaces: YAML does not allow tabs there")
      }
    }
    return nil
  }

  /// In the indentation, after a dash, or after a colon.
  private static func wideSpace(_ evidence: Evidence) -> Diagnostic? {
    for line in [evidence.place.line, evidence.place.line - 1, evidence.contextPlace.line] {
      let text = evidence.source.line(line).unicodeScalars
      var before: Unicode.Scalar = " "
      for (offset, scalar) in text.enumerated() {
        let isSeparator = before == " " && text.prefix(offset).allSatisfy { " -".unicodeScalars.contains($0) }
        if WideSpace.isOne(scalar), isSeparator || before == "-" && offset < 80 || before == ":" {
          return WideSpace.diagnostic(
            scalar, at: SourceLocation(file: evidence.source.file, line: line, column: offset + 1))
        }
        before = scalar
        if offset > 500 { break }
      }
    }
    return nil
  }

  private static func quote(_ evidence: Evidence) -> Diagnostic? {
    if evidence.failure.context == "while scanning a quoted scalar" {
      return evidence.error(
        "the quote opened here is never closed", at: evidence.contextPlace, "add the same quote at the end of the text")
    }
    guard let scalar = evidence.lastScalar, scalar.style == .singleQuoted || scalar.style == .doubleQuoted,
      scalar.location.endLine == evidence.place.line, scalar.location.endColumn <= evidence.place.column,
      evidence.source.line(evidence.place.line).unicodeScalars.dropFirst(scalar.location.endColumn - 1)
        .prefix(evidence.place.column - scalar.location.endColumn).allSatisfy({ $0 == " " })
    else { return nil }
    if scalar.location.line < scalar.location.endLine {
      return evidence.error(
        "the quote opened here is not closed on its line", at: (scalar.location.line, scalar.location.column),
        "add the same quote at the end of the text")
    }
    return evidence.error(
      "unexpected text after the closing quote",
      "put the whole value in quotes; inside double quotes write `\\\"` for a quote")
  }

  /// `name:value`, which is plain text and no key, makes the line after it fail.
  private static func missingSpace(_ evidence: Evidence) -> Diagnostic? {
    guard evidence.problem.hasPrefix("mapping values") || evidence.problem.hasPrefix("could not find expected ':'")
    else { return nil }
    for line in [evidence.contextPlace.line, evidence.place.line - 1, evidence.place.line] {
      let text = evidence.source.line(line).unicodeScalars
      let indentation = text.prefix { $0 == " " || $0 == "-" }
      let key = text[indentation.endIndex...].prefix {
        $0.properties.isAlphabetic || $0.properties.numericType != nil || "_-.".unicodeScalars.contains($0)
      }
      let rest = text[key.endIndex...]
      guard !key.isEmpty, rest.first == ":", let next = rest.dropFirst().first, next != " ", next != "/" else {
        continue
      }
      let column = indentation.count + key.count + 1
      return evidence.error(
        "a space is missing after the colon", at: (line, column), "write `\(String(key)): \(String(rest.dropFirst()))`")
    }
    return nil
  }

  private static func brackets(_ evidence: Evidence) -> Diagnostic? {
    let isSequence = evidence.failure.context == "while parsing a flow sequence"
    guard isSequence || evidence.failure.context == "while parsing a flow mapping" else { return nil }
    let (open, close) = isSequence ? ("[", "]") : ("{", "}")
    let start = evidence.contextPlace
    if evidence.place.line > start.line {
      return evidence.error(
        "the `\(open)` opened here is not closed", at: start, "add `\(close)`, or a comma between the entries")
    }
    return evidence.error(
      "expected `,` or `\(close)`", "put text that contains `,`, `[`, `]`, `{`, `}` or `: ` in quotes")
  }

  /// libyaml's own words, said plainly.
  private static func known(_ evidence: Evidence) -> Diagnostic {
    let quotes = "put the value in quotes"
    switch evidence.problem {
    case "mapping values are not allowed in this context":
      return evidence.error(
        "a second `:` on one line, or a key indented deeper than the keys before it",
        "align the key with those above it; put a value that contains `: ` in quotes")
    case "could not find expected ':'":
      return evidence.error(
        "this line is neither `key: value` nor an item of a list", at: evidence.contextPlace,
        "write a colon and a space after the key, or `- ` before the item")
    case "did not find expected key" where !evidence.startsItsLine:
      return evidence.error("unexpected text after the value", quotes)
    case "did not find expected key", "did not find expected '-' indicator":
      return evidence.error(
        "this line does not fit the indentation of those above it", "align it with the keys or items it belongs to")
    case "block sequence entries are not allowed in this context":
      return evidence.error("a list cannot start here", "put every `- item` on its own line, under its key")
    case "found character that cannot start any token":
      let character = evidence.rest.first.map { String($0) } ?? ""
      if character == "\t" { return evidence.error("a tab where a value is expected", "write spaces instead") }
      let name = character == "`" ? "a backtick" : "`\(character)`"
      return evidence.error("a value cannot start with \(name)", quotes)
    case "found unknown escape character":
      return evidence.error(
        "an unknown escape in double quotes", "write `\\\\` for a backslash, or use single quotes")
    case "did not find expected alphabetic or numeric character":
      return evidence.error(
        "`*` and `&` at the start of a value name an anchor, and no name follows", at: evidence.contextPlace, quotes)
    case "did not find expected <document start>":
      return evidence.error("text after the end of the document", "check the indentation of this line")
    case "did not find expected node content":
      return evidence.error("a value is missing here", "write a value, or `null`")
    case "found unexpected ':'":
      return evidence.error("a `:` inside a value without quotes", quotes)
    case "mapping keys are not allowed in this context":
      return evidence.error("`?` followed by a space cannot start a value here", quotes)
    case "found a tab character that violates indentation":
      return evidence.error("a tab in the indentation", "indent with spaces: YAML does not allow tabs there")
    case _ where evidence.failure.context == "while scanning a directive":
      return evidence.error(
        "a line that begins with `%` is a directive, and this one is unknown", at: evidence.contextPlace,
        "remove the line")
    case _ where evidence.failure.context == "while scanning a block scalar":
      return evidence.error("unexpected text after `|` or `>`", "begin the text on the next line, indented")
    case "found undefined tag handle":
      return evidence.error("`!` at the start of a value names a tag, and this one is unknown", quotes)
    default:
      let context = evidence.failure.context.isEmpty ? "" : " \(evidence.failure.context)"
      return evidence.error("\(evidence.problem)\(context)", "check the line and the one above it")
    }
  }
}
