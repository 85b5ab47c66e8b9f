import TextFormats

/// Dates in image tags: `YYYY`, `MM`, `DD`, `HH`, `mm` and `ss` in UTC, with `.`, `_` and `-` between them.
enum DateText {
  private static let fields = ["YYYY": 0..<4, "MM": 5..<7, "DD": 8..<10, "HH": 11..<13, "mm": 14..<16, "ss": 17..<19]

  static func isFormat(_ text: Substring) -> Bool { render(text, Array(repeating: "0", count: 20)) != nil }

  static func text(_ time: Timestamp, _ format: String) -> String {
    render(format[...], Array("\(time)")) ?? format
  }

  /// - Parameter digits: of an RFC 3339 date.
  /// - Returns: `nil` if the format has other letters, or none.
  private static func render(_ format: Substring, _ digits: [Character]) -> String? {
    var (rest, result, hasField) = (format, "", false)
    while let first = rest.first {
      if let (name, place) = fields.first(where: { rest.hasPrefix($0.key) }) {
        result += String(digits[place])
        rest = rest.dropFirst(name.count)
        hasField = true
      } else if "._-".contains(first) {
        result.append(rest.removeFirst())
      } else {
        return nil
      }
    }
    return hasField ? result : nil
  }
}
