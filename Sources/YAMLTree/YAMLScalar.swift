/// A scalar's text and what it means.
public struct YAMLScalar: Sendable, Hashable {
  public enum Style: Sendable, Hashable {
    case plain, singleQuoted, doubleQuoted, literal, folded
  }

  /// What YAML 1.2's core schema makes of the scalar (spec 10.3.2).
  public enum Kind: String, Sendable, Hashable {
    case string, null, boolean, integer, float
  }

  /// What a YAML 1.1 parser, such as PyYAML, reads instead.
  public enum Trap: Sendable, Hashable {
    /// `yes`, `no`, `on`, `off`.
    case boolean
    /// `0644` is 420.
    case octalNumber
    /// `1:30` is 90.
    case sexagesimalNumber
    /// `1_000` and `0b11`.
    case number
    /// `2024-01-31`.
    case timestamp
  }

  public var text: String
  public var style = Style.plain
  public var kind = Kind.string
  public var trap: Trap?
}

extension YAMLScalar {
  /// The number a scalar of kind `integer` stands for; `nil` for other kinds, and if it does not fit.
  public var integer: Int? {
    guard kind == .integer else { return nil }
    if text.hasPrefix("0x") { return Int(text.dropFirst(2), radix: 16) }
    if text.hasPrefix("0o") { return Int(text.dropFirst(2), radix: 8) }
    return Int(text)
  }

  public var boolean: Bool? { kind == .boolean ? text.lowercased() == "true" : nil }
}
