/// The help of a command as ArgumentParser writes it, fitted to the width, with examples at its end.
struct HelpText {
  private static let usage = "\nUSAGE: \(ToolVersion.name)"

  private let text: String
  private let width: Int

  /// - Parameter width: in columns.
  /// - Returns: `nil` if the text is not a help text.
  init?(_ text: String, width: Int) {
    guard text.hasPrefix("OVERVIEW: "), text.contains(Self.usage) else { return nil }
    self.text = text
    self.width = max(width, 40)
  }

  /// The names of the command, read from the line with its usage.
  private var path: [String] {
    guard let usage = text.firstRange(of: Self.usage) else { return [] }
    return text[usage.upperBound...].prefix { $0 != "\n" }.split(separator: " ").prefix { word in
      word.allSatisfy { $0.isLowercase || $0 == "-" }
    }.map(String.init)
  }

  var complete: String {
    var lines = fitted(text)
    while lines.last?.isEmpty == true { lines.removeLast() }
    return (lines + HelpExample.section(of: path)).joined(separator: "\n")
  }

  /// Without the explanations at the beginning, for a call without arguments.
  var short: String {
    let paragraphs = text.split(separator: "\n\n", omittingEmptySubsequences: true)
    let kept = paragraphs.prefix(1) + paragraphs.drop { !$0.hasPrefix("USAGE: ") }
    return fitted(kept.joined(separator: "\n\n")).joined(separator: "\n")
  }

  /// ArgumentParser keeps the names of an option on one line, and long words whole.
  private func fitted(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [Substring] in
      var lines: [Substring] = []
      var rest = line
      var indent = Substring(line.prefix { $0 == " " })
      if line.dropFirst(indent.count).hasPrefix("-") { indent += "    " }
      while rest.count > width, let end = Self.lastBreak(rest, before: width) {
        lines.append(rest[..<end])
        rest = indent + rest[end...].drop { $0 == " " }
      }
      return lines + [rest]
    }.map { line in String(line.reversed().drop { $0 == " " }.reversed()) }
  }

  /// The end of the part that fits: behind a space, a comma, a slash or a bar.
  private static func lastBreak(_ line: Substring, before width: Int) -> Substring.Index? {
    let room = line.prefix(width)
    let start = room.firstIndex { $0 != " " } ?? room.endIndex
    guard let last = room[start...].lastIndex(where: { " ,/|".contains($0) }), last > start else { return nil }
    return room.index(after: last)
  }
}
