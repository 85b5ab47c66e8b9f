import TextFormats

/// Commands as a shell reads them, one by one.
enum ShellText {
  /// Lines joined where they end in a backslash, with the number of the first; without comments.
  static func lines(_ text: String) -> [(line: Int, text: String)] {
    var found: [(Int, String)] = []
    var isOpen = false
    for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let line = ASCII.trimmed(line)
      if line.hasPrefix("#") || line.isEmpty { continue }
      let part = line.hasSuffix("\\") ? String(line.dropLast()) : line
      if isOpen, let last = found.indices.last { found[last].1 += " \(part)" } else { found.append((number + 1, part)) }
      isOpen = line.hasSuffix("\\")
    }
    return found
  }

  /// The commands of one line, without the words that only steer it: `if a; then b && c; fi` → [a, b, c].
  static func commands(_ line: String) -> [String] {
    parts(line).compactMap { part in
      var words = part.split(whereSeparator: \.isWhitespace)
      while let first = words.first, Self.leading.contains(first) { words.removeFirst() }
      guard let first = words.first, !Self.steering.contains(first) else { return nil }
      // `A=1` alone sets a variable of the script.
      if words.count == 1, first.contains("=") || first.hasSuffix("()") { return nil }
      return words.joined(separator: " ")
    }
  }

  private static let leading: Set<Substring> = ["if", "elif", "while", "until", "then", "else", "do", "!", "{", "("]
  private static let steering: Set<Substring> = [
    "fi", "done", "for", "case", "esac", "break", "continue", "return", "exit", "set", "echo", "printf", "cd", "export",
    "sleep", "true", "false", ":", "test", "[", "[[", "}", ")", "shift", "wait", "trap", "local", "function", "umask",
  ]

  /// Split at `;`, `&&`, `||` and `&` outside of quotes; `2>&1` is one word.
  private static func parts(_ line: String) -> [String] {
    var parts: [String] = []
    var part = ""
    var quote: Character?
    var rest = line[...]
    while let character = rest.first {
      if quote == nil, let sign = [";", "&&", "||", " & "].first(where: rest.hasPrefix) {
        parts.append(part)
        part = ""
        rest = rest.dropFirst(sign.count)
        continue
      }
      if character == quote {
        quote = nil
      } else if quote == nil, character == "\"" || character == "'" {
        quote = character
      }
      part.append(character)
      rest = rest.dropFirst()
    }
    return (parts + [part]).map { ASCII.trimmed($0) }.filter { !$0.isEmpty }
  }
}
