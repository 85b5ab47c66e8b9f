/// Removes terminal control sequences from other programs' output.
public enum PlainText {
  /// The text without ECMA-48 escape sequences: colours, cursor movement, titles, links.
  ///
  /// A sequence that is cut off ends with its line, so that a broken program cannot hide the rest of its output.
  static func withoutEscapeSequences(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0 == escape || $0 == controlSequence }) else { return text }
    var kept = String.UnicodeScalarView()
    var rest = Substring(text).unicodeScalars
    while let scalar = rest.popFirst() {
      switch scalar {
      case controlSequence: dropControlSequence(&rest)
      case escape: dropSequence(&rest)
      default: kept.append(scalar)
      }
    }
    return String(kept)
  }

  /// The lines as a terminal would have left them: without escape sequences and control characters, and of a line
  /// that was overwritten by carriage returns only the last state.
  static func lines(of text: String) -> [String] {
    // Nearly every text, and a thousand agents have many.
    var text = text
    if text.withUTF8({ $0.allSatisfy { 0x20...0x7E ~= $0 } }) { return text.isEmpty ? [] : [text] }
    var lines = withoutEscapeSequences(text).unicodeScalars
      .split(separator: "\n", omittingEmptySubsequences: false)
      .map { line in
        let states = line.split(separator: "\r", omittingEmptySubsequences: true)
        return String(String.UnicodeScalarView((states.last ?? line.prefix(0)).map(printable)))
      }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// The text for a terminal, its lines kept.
  static func printable(_ text: String) -> String { lines(of: text).joined(separator: "\n") }

  /// The text for a terminal, on one line.
  public static func oneLine(_ text: String) -> String { lines(of: text).joined(separator: " ") }

  private static let escape: Unicode.Scalar = "\u{1B}"
  /// CSI in its one-character form.
  private static let controlSequence: Unicode.Scalar = "\u{9B}"
  private static let bell: Unicode.Scalar = "\u{07}"

  private static func dropSequence(_ rest: inout Substring.UnicodeScalarView) {
    guard let introducer = rest.first, introducer != "\n" else { return }
    switch introducer {
    case "[":
      rest.removeFirst()
      dropControlSequence(&rest)
    case "]", "P", "X", "^", "_":
      rest.removeFirst()
      dropString(&rest)
    default:
      drop(&rest) { (0x20...0x2F).contains($0.value) }
      if let final = rest.first, (0x30...0x7E).contains(final.value) { rest.removeFirst() }
    }
  }

  private static func dropControlSequence(_ rest: inout Substring.UnicodeScalarView) {
    drop(&rest) { (0x20...0x3F).contains($0.value) }
    if let final = rest.first, (0x40...0x7E).contains(final.value) { rest.removeFirst() }
  }

  /// OSC, DCS and their kin run to BEL or ST.
  private static func dropString(_ rest: inout Substring.UnicodeScalarView) {
    while let scalar = rest.first, scalar != "\n" {
      rest.removeFirst()
      if scalar == bell { return }
      if scalar == escape {
        if rest.first == "\\" { rest.removeFirst() }
        return
      }
    }
  }

  private static func drop(_ rest: inout Substring.UnicodeScalarView, while matches: (Unicode.Scalar) -> Bool) {
    while let scalar = rest.first, matches(scalar) { rest.removeFirst() }
  }

  private static func printable(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0x09: scalar
    case 0..<0x20, 0x7F...0x9F: "\u{FFFD}"
    // What turns the direction of text around could make a line say the opposite (UAX #9, section 2), or begin another.
    case 0x61C, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: "\u{FFFD}"
    default: scalar
    }
  }
}
