import TextFormats

/// The syntax of a Python requirement (PEP 508, with PEP 440's version specifiers).
enum PythonRequirement: DependencyNotation {
  static let noun = "a Python requirement"

  static func pinned(_ name: String, _ version: String) -> String { "\(name)==\(version)" }

  static func parse(_ line: String) throws(DependencyProblem) -> Dependency {
    do throws(Problem) {
      return try dependency(line)
    } catch {
      throw DependencyProblem(message: error.message, hint: hint(line))
    }
  }

  /// PEP 503: whatever the case, and whichever of `-`, `_` and `.` separates.
  static func identity(_ name: String) -> String {
    var identity: [UInt8] = []
    for byte in name.utf8 {
      if ASCII.isAlphanumeric(byte) {
        identity.append(ASCII.isUpper(byte) ? byte | 0x20 : byte)
      } else if identity.last != UInt8(ascii: "-") {
        identity.append(UInt8(ascii: "-"))
      }
    }
    return String(decoding: identity, as: UTF8.self)
  }

  private struct Problem: Error {
    let message: String

    init(_ message: String) { self.message = message }
  }

  private static func dependency(_ line: String) throws(Problem) -> Dependency {
    var scanner = Scanner(line)
    scanner.skipSpaces()
    guard let name = scanner.takeName() else { throw Problem("it must begin with the name of a package") }
    var dependency = Dependency(name: name, identity: identity(name), version: nil, isPinned: false)
    scanner.skipSpaces()
    if scanner.take("[") {
      guard scanner.takeExtras() else { throw Problem("the extras in `[…]` are names separated by commas") }
      scanner.skipSpaces()
    }
    if scanner.take("@") {
      scanner.skipSpaces()
      let address = scanner.takeUntilSpace()
      guard address.contains(":") else { throw Problem("after `@` comes a URL") }
      dependency.isPinned = isFixedAddress(address)
    } else {
      let specifiers = try versions(&scanner)
      dependency.version =
        specifiers.first { ($0.comparison == "==" && !$0.version.hasSuffix("*")) || $0.comparison == "===" }?.version
      dependency.isPinned = dependency.version != nil
      if dependency.version == nil { dependency.allowed = VersionRange.python(specifiers) }
    }
    scanner.skipSpaces()
    if scanner.take(";") {
      guard scanner.takeMarker(), scanner.isAtEnd else {
        throw Problem("the condition after `;` is not a valid marker")
      }
      dependency.isConditional = true
    }
    guard scanner.isAtEnd else { throw Problem("`\(scanner.rest)` is not understood after the name") }
    return dependency
  }

  private static func versions(_ scanner: inout Scanner) throws(Problem) -> [(comparison: String, version: String)] {
    let isParenthesised = scanner.take("(")
    scanner.skipSpaces()
    guard isParenthesised || scanner.isAtOperator else { return [] }
    var found: [(comparison: String, version: String)] = []
    repeat {
      scanner.skipSpaces()
      guard let comparison = scanner.takeOperator() else { throw Problem("a comparison such as `==` is expected") }
      guard ["==", "!=", "<=", ">=", "<", ">", "~=", "==="].contains(comparison) else {
        throw Problem("`\(comparison)` is not a comparison")
      }
      scanner.skipSpaces()
      guard let version = scanner.takeVersion(isWildcardAllowed: comparison == "==" || comparison == "!=") else {
        throw Problem("no version follows `\(comparison)`")
      }
      if comparison != "===", comparison == "~=" || !isPlainRelease(version) {
        guard let parsed = PythonVersion(version) else { throw Problem("`\(version)` is not a version of PEP 440") }
        if comparison == "~=", parsed.release.count < 2 {
          throw Problem("`~=` needs a version of two numbers, not `\(version)`")
        }
      }
      found.append((comparison, version))
      scanner.skipSpaces()
    } while scanner.take(",")
    if isParenthesised, !scanner.take(")") { throw Problem("`(` is not closed") }
    return found
  }

  /// Digits and single dots, as nearly all versions are.
  private static func isPlainRelease(_ version: String) -> Bool {
    var wasDigit = false
    for byte in version.utf8 {
      guard ASCII.isDigit(byte) || byte == UInt8(ascii: ".") && wasDigit else { return false }
      wasDigit = ASCII.isDigit(byte)
    }
    return wasDigit
  }

  private static func hint(_ line: String) -> String {
    if line.hasPrefix("-") { return "options of pip belong into requirements.txt" }
    let parts = line.split(maxSplits: 1, omittingEmptySubsequences: true) { $0 == "=" || $0 == "@" || $0 == " " }
    if parts.count == 2, parts[1].first?.isNumber == true, (try? dependency("\(parts[0])==\(parts[1])")) != nil {
      return "write `\(parts[0])==\(parts[1])`"
    }
    return "write `name==1.2.3`, `name>=1.2,<2` or `name @ https://…`"
  }
}

extension PythonRequirement {
  /// Walks over one line.
  private struct Scanner {
    private var bytes: Substring.UTF8View

    init(_ line: String) {
      bytes = line[...].utf8
    }

    var rest: Substring { Substring(bytes) }
    var isAtEnd: Bool { bytes.allSatisfy(ASCII.isBlank) }
    var isAtOperator: Bool { bytes.first.map(Self.isComparison) ?? false }

    mutating func skipSpaces() {
      bytes = bytes.drop(while: ASCII.isBlank)
    }

    mutating func take(_ text: StaticString) -> Bool {
      guard text.withUTF8Buffer({ bytes.starts(with: $0) }) else { return false }
      bytes = bytes.dropFirst(text.utf8CodeUnitCount)
      return true
    }

    /// `[A-Z0-9]` or `[A-Z0-9][A-Z0-9._-]*[A-Z0-9]`, whatever the case.
    mutating func takeName() -> String? {
      let name = takeAll { ASCII.isAlphanumeric($0) || $0 == 0x2E || $0 == 0x5F || $0 == 0x2D }
      guard let first = name.utf8.first, let last = name.utf8.last, ASCII.isAlphanumeric(first),
        ASCII.isAlphanumeric(last)
      else { return nil }
      return String(name)
    }

    mutating func takeExtras() -> Bool {
      skipSpaces()
      if take("]") { return true }
      repeat {
        skipSpaces()
        guard takeName() != nil else { return false }
        skipSpaces()
      } while take(",")
      return take("]")
    }

    mutating func takeOperator() -> String? {
      let text = takeAll(Self.isComparison)
      return text.isEmpty ? nil : String(text)
    }

    mutating func takeVersion(isWildcardAllowed: Bool) -> String? {
      let version = takeAll { ASCII.isAlphanumeric($0) || Self.isMark($0) }
      guard version.utf8.contains(where: ASCII.isAlphanumeric), let last = version.utf8.last else { return nil }
      if last == UInt8(ascii: "."), isWildcardAllowed { return take("*") ? version + "*" : nil }
      return ASCII.isAlphanumeric(last) ? String(version) : nil
    }

    mutating func takeUntilSpace() -> Substring {
      takeAll { !ASCII.isBlank($0) }
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
      for quote in [UInt8(ascii: "\""), UInt8(ascii: "'")] where bytes.first == quote {
        bytes = bytes.dropFirst().drop { $0 != quote }
        guard !bytes.isEmpty else { return false }
        bytes = bytes.dropFirst()
        return true
      }
      return !takeAll { ASCII.isAlphanumeric($0) || $0 == 0x5F || $0 == 0x2E }.isEmpty
    }

    private mutating func takeAll(_ isPart: (UInt8) -> Bool) -> Substring {
      let part = bytes.prefix(while: isPart)
      bytes = bytes[part.endIndex...]
      return Substring(part)
    }

    private static func isComparison(_ byte: UInt8) -> Bool {
      (0x3C...0x3E).contains(byte) || byte == UInt8(ascii: "!") || byte == UInt8(ascii: "~")
    }

    /// `.`, `_`, `-`, `+`, `!`
    private static func isMark(_ byte: UInt8) -> Bool {
      switch byte {
      case 0x2E, 0x5F, 0x2D, 0x2B, 0x21: true
      default: false
      }
    }
  }
}
