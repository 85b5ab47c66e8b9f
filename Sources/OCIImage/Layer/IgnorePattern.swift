/// One line of `.dockerignore`.
struct IgnorePattern: Sendable, Hashable {
  /// A `!` pattern.
  let isException: Bool
  private let text: String
  private let matching: Matching

  /// Docker compares plain, leading-`**` and trailing-`**` patterns as strings; only the others become a glob.
  private enum Matching: Sendable, Hashable {
    case exact
    case prefix(String)
    case suffix(String)
    case glob([GlobToken])
  }

  /// Nil for an empty line.
  init?(_ line: String, line number: Int?) throws(InvalidIgnorePattern) {
    func invalid(_ problem: String) -> InvalidIgnorePattern {
      InvalidIgnorePattern(pattern: line, line: number, problem: problem)
    }
    var text = Self.trimmed(line)
    if text.isEmpty { return nil }
    isException = text.hasPrefix("!")
    if isException {
      text = Self.trimmed(String(text.dropFirst()))
      guard !text.isEmpty else { throw invalid("`!` needs a pattern after it") }
    }
    text = Self.cleaned(text)
    if text.utf8.count > 1, text.hasPrefix("/") { text.removeFirst() }
    self.text = text
    do throws(GlobProblem) {
      matching = Self.matching(text, try GlobToken.parse(text))
    } catch {
      throw invalid(error.message)
    }
  }

  func matches(_ path: String) -> Bool {
    switch matching {
    case .exact: path == text
    case .prefix(let prefix): path.utf8.starts(with: prefix.utf8)
    case .suffix(let suffix):
      path.utf8.count >= suffix.utf8.count && path.utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
        || suffix.hasPrefix("/") && path.utf8.elementsEqual(suffix.utf8.dropFirst())
    case .glob(let tokens): GlobToken.match(tokens[...], Array(path.unicodeScalars)[...])
    }
  }

  /// Whether something in the directory may match. May return true if nothing does, never the reverse.
  func mayMatch(below directory: String) -> Bool {
    let plain = text.prefix { !"*?[\\".contains($0) }
    let directory = directory + "/"
    if plain.utf8.count == text.utf8.count { return text.utf8.starts(with: directory.utf8) }
    return plain.utf8.starts(with: directory.utf8) || directory.utf8.starts(with: plain.utf8)
  }

  private static func matching(_ text: String, _ tokens: [GlobToken]) -> Matching {
    if tokens.allSatisfy(\.isPlain) { return .exact }
    // `**file` also matches `profile` this way, as it does for Docker.
    if text.hasPrefix("**"), tokens.dropFirst().allSatisfy(\.isPlain) { return .suffix(String(text.dropFirst(2))) }
    if text.hasSuffix("**"), tokens.dropLast().allSatisfy(\.isPlain) { return .prefix(String(text.dropLast(2))) }
    return .glob(tokens.map { $0 == .scalar("^", isEscaped: false) ? .start : $0 })
  }

  private static func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[first...last])
  }

  /// Go's `filepath.Clean`: no `.`, no `//`, no final slash, `a/..` resolved.
  private static func cleaned(_ text: String) -> String {
    var parts: [Substring] = []
    let isAbsolute = text.hasPrefix("/")
    for part in text.split(separator: "/") where part != "." {
      if part != ".." {
        parts.append(part)
      } else if let last = parts.last, last != ".." {
        parts.removeLast()
      } else if !isAbsolute {
        parts.append(part)
      }
    }
    let joined = (isAbsolute ? "/" : "") + parts.joined(separator: "/")
    return joined.isEmpty ? "." : joined
  }
}
