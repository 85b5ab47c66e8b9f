/// The syntax of a Python requirement (PEP 508, with PEP 440's version specifiers).
enum PythonRequirement {
  /// What is wrong with the line, or nothing.
  static func problem(in line: String) -> String? {
    var scanner = Scanner(line)
    scanner.skipSpaces()
    guard scanner.takeName() else { return "it must begin with the name of a package" }
    scanner.skipSpaces()
    if scanner.take("[") {
      guard scanner.takeExtras() else { return "the extras in `[…]` are names separated by commas" }
      scanner.skipSpaces()
    }
    if scanner.take("@") {
      scanner.skipSpaces()
      let address = scanner.takeUntilSpace()
      guard address.contains(":") else { return "after `@` comes a URL" }
    } else if let problem = versions(&scanner) {
      return problem
    }
    scanner.skipSpaces()
    if scanner.take(";") {
      guard scanner.takeMarker(), scanner.isAtEnd else { return "the condition after `;` is not a valid marker" }
    }
    return scanner.isAtEnd ? nil : "`\(scanner.rest)` is not understood after the name"
  }

  private static func versions(_ scanner: inout Scanner) -> String? {
    let isParenthesised = scanner.take("(")
    scanner.skipSpaces()
    guard isParenthesised || scanner.isAtOperator else { return nil }
    repeat {
      scanner.skipSpaces()
      guard let comparison = scanner.takeOperator() else { return "a comparison such as `==` is expected" }
      guard ["==", "!=", "<=", ">=", "<", ">", "~=", "==="].contains(comparison) else {
        return "`\(comparison)` is not a comparison"
      }
      scanner.skipSpaces()
      guard scanner.takeVersion(isWildcardAllowed: comparison == "==" || comparison == "!=") else {
        return "no version follows `\(comparison)`"
      }
      scanner.skipSpaces()
    } while scanner.take(",")
    return isParenthesised && !scanner.take(")") ? "`(` is not closed" : nil
  }
}

extension PythonRequirement {
  /// Walks over one line.
  private struct Scanner {
    private(set) var rest: Substring

    init(_ line: String) {
      rest = line[...]
    }

    var isAtEnd: Bool { rest.allSatisfy { $0 == " " || $0 == "\t" } }
    var isAtOperator: Bool { rest.first.map { "<>=!~".contains($0) } ?? false }

    mutating func skipSpaces() {
      rest = rest.drop { $0 == " " || $0 == "\t" }
    }

    mutating func take(_ text: String) -> Bool {
      guard rest.hasPrefix(text) else { return false }
      rest = rest.dropFirst(text.count)
      return true
    }

    /// `[A-Z0-9]` or `[A-Z0-9][A-Z0-9._-]*[A-Z0-9]`, whatever the case.
    mutating func takeName() -> Bool {
      let name = rest.prefix { Self.isAlphanumeric($0) || "._-".contains($0) }
      guard let first = name.first, let last = name.last, Self.isAlphanumeric(first), Self.isAlphanumeric(last)
      else { return false }
      rest = rest[name.endIndex...]
      return true
    }

    mutating func takeExtras() -> Bool {
      skipSpaces()
      if take("]") { return true }
      repeat {
        skipSpaces()
        guard takeName() else { return false }
        skipSpaces()
      } while take(",")
      return take("]")
    }

    mutating func takeOperator() -> String? {
      let text = rest.prefix { "<>=!~".contains($0) }
      rest = rest[text.endIndex...]
      return text.isEmpty ? nil : String(text)
    }

    mutating func takeVersion(isWildcardAllowed: Bool) -> Bool {
      let version = rest.prefix { Self.isAlphanumeric($0) || "._-+!".contains($0) }
      guard version.contains(where: Self.isAlphanumeric) else { return false }
      rest = rest[version.endIndex...]
      if version.last == ".", isWildcardAllowed { return take("*") }
      return version.last.map(Self.isAlphanumeric) ?? false
    }

    mutating func takeUntilSpace() -> Substring {
      let text = rest.prefix { $0 != " " && $0 != "\t" }
      rest = rest[text.endIndex...]
      return text
    }

    /// `marker_or` of PEP 508, with a bound on parentheses inside one another.
    mutating func takeMarker(depth: Int = 0) -> Bool {
      guard depth < 20 else { return false }
      repeat {
        skipSpaces()
        if take("(") {
          guard takeMarker(depth: depth + 1), take(")") else { return false }
        } else {
          guard takeOperand(), takeComparison(), takeOperand() else { return false }
        }
        skipSpaces()
      } while take("and ") || take("or ")
      return true
    }

    private mutating func takeComparison() -> Bool {
      skipSpaces()
      if take("in ") { return true }
      if take("not ") {
        skipSpaces()
        return take("in ")
      }
      return takeOperator() != nil
    }

    private mutating func takeOperand() -> Bool {
      skipSpaces()
      for quote in ["\"", "'"] where take(quote) {
        rest = rest.drop { String($0) != quote }
        return take(quote)
      }
      let name = rest.prefix { Self.isAlphanumeric($0) || $0 == "_" || $0 == "." }
      rest = rest[name.endIndex...]
      return !name.isEmpty
    }

    private static func isAlphanumeric(_ character: Character) -> Bool {
      character.isASCII && (character.isLetter || character.isNumber)
    }
  }
}
