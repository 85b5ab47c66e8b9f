import TextFormats

/// A condition such as `python_version < "3.11" and sys_platform == "linux"` (PEP 508, "Environment Markers").
indirect enum PythonMarker: Sendable, Hashable {
  case all([PythonMarker])
  case any([PythonMarker])
  case comparison(Operand, Operator, Operand)

  enum Operand: Sendable, Hashable {
    case variable(String)
    case text(String)
  }

  enum Operator: String, Sendable, Hashable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case compatible = "~="
    case identical = "==="
    case isIn = "in"
    case isNotIn = "not in"
  }

  /// - Returns: `nil` if it is not a marker.
  init?(_ text: String) {
    var scanner = MarkerScanner(text)
    guard let marker = Self.alternatives(&scanner, depth: 0), scanner.isAtEnd else { return nil }
    self = marker
  }

  /// `marker_or` of the grammar. Deeper parentheses than anybody writes are refused.
  private static func alternatives(_ scanner: inout MarkerScanner, depth: Int) -> PythonMarker? {
    var parts: [PythonMarker] = []
    repeat {
      guard let part = conjunction(&scanner, depth: depth) else { return nil }
      parts.append(part)
    } while scanner.take(word: "or")
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  private static func conjunction(_ scanner: inout MarkerScanner, depth: Int) -> PythonMarker? {
    var parts: [PythonMarker] = []
    repeat {
      guard let part = expression(&scanner, depth: depth) else { return nil }
      parts.append(part)
    } while scanner.take(word: "and")
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private static func expression(_ scanner: inout MarkerScanner, depth: Int) -> PythonMarker? {
    if scanner.take("(") {
      guard depth < 20, let inner = alternatives(&scanner, depth: depth + 1), scanner.take(")") else { return nil }
      return inner
    }
    guard let left = scanner.operand(), let comparison = scanner.comparison(), let right = scanner.operand() else {
      return nil
    }
    return .comparison(left, comparison, right)
  }
}

/// Walks over a marker's text.
private struct MarkerScanner {
  private var rest: Substring.UTF8View

  init(_ text: String) {
    rest = Substring(text).utf8
  }

  private mutating func skipBlanks() { rest = rest.drop(while: ASCII.isBlank) }

  var isAtEnd: Bool { rest.allSatisfy(ASCII.isBlank) }

  mutating func take(_ text: String) -> Bool {
    skipBlanks()
    guard rest.starts(with: text.utf8) else { return false }
    rest = rest.dropFirst(text.utf8.count)
    return true
  }

  mutating func take(word: String) -> Bool {
    skipBlanks()
    let found = rest.prefix { ASCII.isAlphanumeric($0) || $0 == UInt8(ascii: "_") }
    guard found.elementsEqual(word.utf8) else { return false }
    rest = rest[found.endIndex...]
    return true
  }

  mutating func operand() -> PythonMarker.Operand? {
    skipBlanks()
    if let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      let text = rest.dropFirst().prefix { $0 != quote }
      guard text.endIndex < rest.endIndex else { return nil }
      rest = rest[text.endIndex...].dropFirst()
      return .text(String(Substring(text)))
    }
    let name = rest.prefix { ASCII.isAlphanumeric($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") }
    guard !name.isEmpty else { return nil }
    rest = rest[name.endIndex...]
    return .variable(String(Substring(name)))
  }

  mutating func comparison() -> PythonMarker.Operator? {
    if take(word: "in") { return .isIn }
    let before = rest
    if take(word: "not"), take(word: "in") { return .isNotIn }
    rest = before
    skipBlanks()
    let sign = rest.prefix { "<>=!~".utf8.contains($0) }
    rest = rest[sign.endIndex...]
    return PythonMarker.Operator(rawValue: String(Substring(sign)))
  }
}
