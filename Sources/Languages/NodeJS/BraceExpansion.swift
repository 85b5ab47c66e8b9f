/// Alternatives in braces, as npm, yarn and pnpm read them in the patterns of workspaces: `{apps,libs}/*` is `apps/*` and
/// `libs/*` (github.com/juliangruber/brace-expansion).
enum BraceExpansion {
  /// More than any workspace has: each pair of braces multiplies them.
  private static let limit = 500
  /// Characters; longer patterns are none of a workspace.
  private static let length = 200

  /// - Returns: the pattern alone if nothing is in braces, or if it is too long.
  static func patterns(_ pattern: String) -> [String] {
    guard pattern.count <= length else { return [pattern] }
    var finished: [String] = []
    var open = [pattern]
    while let next = open.popLast() {
      guard let parts = alternatives(Array(next)) else {
        finished.append(next)
        continue
      }
      open += parts.reversed()
      if open.count + finished.count > limit { return [pattern] }
    }
    return finished
  }

  /// A pattern without its first braces, once for each alternative; `nil` if none of its braces has a comma.
  private static func alternatives(_ text: [Character]) -> [String]? {
    for start in text.indices where text[start] == "{" {
      guard let (commas, end) = group(text, from: start), !commas.isEmpty else { continue }
      let bounds = [start] + commas + [end]
      return zip(bounds, bounds.dropFirst()).map { left, right in
        String(text[..<start] + text[(left + 1)..<right] + text[(end + 1)...])
      }
    }
    return nil
  }

  /// - Returns: where the commas of a group are and where it ends; `nil` if it does not.
  private static func group(_ text: [Character], from start: Int) -> (commas: [Int], end: Int)? {
    var (depth, commas) = (0, [Int]())
    for index in start..<text.count {
      switch text[index] {
      case "{": depth += 1
      case "}":
        depth -= 1
        if depth == 0 { return (commas, index) }
      case "," where depth == 1: commas.append(index)
      default: continue
      }
    }
    return nil
  }
}
