/// How many columns text takes on a terminal.
enum TerminalText {
  static func width(of text: String) -> Int { text.reduce(0) { $0 + width(of: $1) } }

  /// The text, or its beginning and an ellipsis, in at most so many columns.
  static func fitted(_ text: String, width: Int, _ ellipsis: String) -> String {
    guard self.width(of: text) > width else { return text }
    var room = width - self.width(of: ellipsis)
    guard room >= 0 else { return String(text.prefix(0)) }
    let kept = text.prefix { character in
      room -= self.width(of: character)
      return room >= 0
    }
    return kept + ellipsis
  }

  /// UAX #11 (East Asian Width), in short: the blocks of wide characters, and pictures.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x231A...0x231B, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
    0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
    0xFFE0...0xFFE6, 0x1F1E6...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x3FFFD,
  ]

  private static func width(of character: Character) -> Int {
    var columns = 0
    for scalar in character.unicodeScalars {
      if scalar.isASCII { return 1 }
      // The picture form of a character that is text otherwise.
      if scalar == "\u{FE0F}" || wide.contains(where: { $0.contains(scalar.value) }) { return 2 }
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .enclosingMark, .format: continue
      default: columns = 1
      }
    }
    return columns
  }
}
