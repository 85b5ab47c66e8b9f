import Diagnostics

/// What a code means that is not a rule of agent.yaml, and what to do.
///
/// The rules explain themselves (`RuleReference`). Here are the codes of failures, as text: the code, its meaning in
/// indented lines, and after an arrow what to do.
struct Explanation {
  var code: String
  var meaning: String
  var remedy: String

  static let all = [initTexts, runTexts, buildTexts, imageTexts, testTexts, tagTexts, pushTexts].flatMap(parse)

  /// For a terminal.
  func text(style: TerminalStyle) -> String {
    "\(style(code, .emphasis)): \(meaning)\n\n\(style("What to do", .success))\n  \(remedy)\n"
  }

  private static func parse(_ text: String) -> [Explanation] {
    var found: [Explanation] = []
    for line in text.split(separator: "\n") {
      let words = line.drop { $0 == " " }
      guard words.startIndex != line.startIndex, let last = found.indices.last else {
        found.append(Explanation(code: String(line), meaning: "", remedy: ""))
        continue
      }
      if words.hasPrefix("→ ") {
        found[last].remedy = String(words.dropFirst(2))
      } else if found[last].remedy.isEmpty {
        found[last].meaning += (found[last].meaning.isEmpty ? "" : " ") + words
      } else {
        found[last].remedy += " " + words
      }
    }
    return found
  }
}
