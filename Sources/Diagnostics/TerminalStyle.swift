/// Text styles of a terminal; without colour the same text is printed.
public struct TerminalStyle: Sendable {
  public enum Role: Sendable {
    case error, warning, note, success, emphasis, faint
  }

  public var isColored: Bool

  public init(isColored: Bool) {
    self.isColored = isColored
  }

  /// `text` in the colour of `role` (ECMA-48 SGR), or unchanged without colour.
  public func callAsFunction(_ text: String, _ role: Role) -> String {
    guard isColored else { return text }
    let code =
      switch role {
      case .error: "1;31"
      case .warning: "1;33"
      case .note: "1;36"
      case .success: "32"
      case .emphasis: "1"
      case .faint: "2"
      }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}
