/// A piece of a `.dockerignore` pattern. Go works on Unicode scalars, so do we.
enum GlobToken: Sendable, Hashable {
  case scalar(Unicode.Scalar, isEscaped: Bool)
  /// `?`: any scalar but `/`.
  case anyScalar
  /// `*`: any number of scalars but `/`.
  case anyName
  /// `**` before something: nothing, or any directories with their final `/`.
  case anyDirectories
  /// `**` at the end: anything.
  case anything
  /// `[a-z]`, `[^a]`; as in Docker, a negated one matches `/` too.
  case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
  /// An unescaped `^`, which Docker passes on to its regular expression: the start of the path.
  case start

  static func parse(_ text: String) throws(GlobProblem) -> [GlobToken] {
    var rest = text.unicodeScalars[...]
    var tokens: [GlobToken] = []
    while let scalar = rest.popFirst() {
      switch scalar {
      case "*":
        guard rest.first == "*" else {
          tokens.append(.anyName)
          continue
        }
        rest.removeFirst()
        if rest.first == "/" { rest.removeFirst() }
        tokens.append(rest.isEmpty ? .anything : .anyDirectories)
      case "?": tokens.append(.anyScalar)
      case "[": tokens.append(try parseSet(&rest))
      case "\\":
        guard let escaped = rest.popFirst() else { throw GlobProblem(message: "nothing follows the final backslash") }
        tokens.append(.scalar(escaped, isEscaped: true))
      default: tokens.append(.scalar(scalar, isEscaped: false))
      }
    }
    return tokens
  }

  /// A scalar that stands for itself.
  var isPlain: Bool { if case .scalar(_, isEscaped: false) = self { true } else { false } }

  /// The grammar of Go's `filepath.Match`: `]` and `-` need a backslash inside.
  private static func parseSet(_ rest: inout Substring.UnicodeScalarView) throws(GlobProblem) -> GlobToken {
    let isNegated = rest.first == "^"
    if isNegated { rest.removeFirst() }
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    while rest.first != "]" || ranges.isEmpty {
      let low = try parseMember(&rest)
      var high = low
      if rest.first == "-" {
        rest.removeFirst()
        high = try parseMember(&rest)
      }
      guard low <= high else { throw GlobProblem(message: "the range `\(low)-\(high)` is empty") }
      ranges.append(low...high)
    }
    rest.removeFirst()
    return .set(ranges, isNegated: isNegated)
  }

  private static func parseMember(_ rest: inout Substring.UnicodeScalarView) throws(GlobProblem) -> Unicode.Scalar {
    guard var scalar = rest.popFirst() else { throw GlobProblem(message: "`[` is not closed") }
    if scalar == "-" || scalar == "]" { throw GlobProblem(message: "`\(scalar)` needs a backslash inside `[…]`") }
    if scalar == "\\" {
      guard let escaped = rest.popFirst() else { throw GlobProblem(message: "`[` is not closed") }
      scalar = escaped
    }
    guard !rest.isEmpty else { throw GlobProblem(message: "`[` is not closed") }
    return scalar
  }
}

/// Why a pattern is malformed.
struct GlobProblem: Error {
  var message: String
}
