public import Diagnostics
import YAMLTree

/// Text that YAML parsers read as something else stands in quotes.
public enum AmbiguousText: ManifestRule {
  public static let id = "ambiguous-text"
  public static let title = "Text that YAML parsers read as something else stands in quotes"
  public static let why = "To PyYAML `no` is false and `0644` is 420, and `3.10` loses its last digit in most parsers"
  public static let badExample = """
    spec:
      environment:
        - {name: FEATURE, value: no}
        - {name: PYTHON, value: 3.10}
    """
  public static let goodExample = """
    spec:
      environment:
        - {name: FEATURE, value: "no"}
        - {name: PYTHON, value: "3.10"}
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    manifest.mismatches { mismatch in
      if case .ambiguousNumber(let scalar) = mismatch.kind {
        let digits = scalar.text.drop { $0 == "0" }
        return warning(
          "`\(scalar.text)` is an octal number to other YAML parsers", at: mismatch.location,
          hints: ["write it without the zero: `\(digits.isEmpty ? "0" : digits)`"])
      }
      guard case .ambiguousText(let scalar) = mismatch.kind else { return nil }
      return warning(
        "`\(scalar.text)` is \(reading(of: scalar)) to other YAML parsers", at: mismatch.location,
        hints: ["put it into quotes: `\"\(scalar.text)\"`"])
    }
  }

  private static func reading(of scalar: YAMLScalar) -> String {
    switch scalar.trap {
    case .boolean: "`\(["yes", "on"].contains(scalar.text.lowercased()))`"
    case .octalNumber: "an octal number"
    case .sexagesimalNumber: "a number to the base of 60"
    case .timestamp: "a date"
    case .number: "a number"
    case nil: "a number without the last zero"
    }
  }
}
