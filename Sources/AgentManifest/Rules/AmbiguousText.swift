public import Diagnostics
import YAMLTree

public enum AmbiguousText: ManifestRule {
  public static let id = "ambiguous-text"
  public static let title = "Text that other YAML parsers read as another type is quoted"
  public static let why = "PyYAML reads `no` as false and `0644` as 420, and most parsers drop the last digit of `3.10`"
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
    manifest.mismatches.flatMap { mismatch -> [Diagnostic] in
      if case .ambiguousNumber(let scalar) = mismatch.kind {
        let digits = scalar.text.drop { $0 == "0" }
        return warning(
          "other YAML parsers read `\(scalar.text)` as an octal number", at: mismatch.location,
          hints: ["write it without the zero: `\(digits.isEmpty ? "0" : digits)`"])
      }
      guard case .ambiguousText(let scalar) = mismatch.kind else { return [] }
      return warning(
        "other YAML parsers read `\(scalar.text)` as \(reading(of: scalar))", at: mismatch.location,
        hints: ["quote it: `\"\(scalar.text)\"`"])
    }
  }

  private static func reading(of scalar: YAMLScalar) -> String {
    switch scalar.trap {
    case .boolean: "`\(["yes", "on"].contains(scalar.text.lowercased()))`"
    case .octalNumber: "an octal number"
    case .sexagesimalNumber: "a base-60 number"
    case .timestamp: "a date"
    case .number: "a number"
    case nil: "a number without its trailing zero"
    }
  }
}
