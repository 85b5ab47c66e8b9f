public import Diagnostics
import YAMLTree

public enum DuplicateEnvironment: ManifestRule {
  public static let id = "duplicate-environment"
  public static let title = "An environment variable is set once"
  public static let why = "Container engines differ in which of the two values they use"
  public static let badExample = """
    spec:
      environment:
        - {name: LOG_LEVEL, value: INFO}
        - {name: LOG_LEVEL, value: DEBUG}
    """
  public static let goodExample = """
    spec:
      environment:
        - {name: LOG_LEVEL, value: DEBUG}
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    let names = manifest.items("spec", "environment").compactMap { $0["name"] }
    return Duplicates.of(names) { $0.text }.flatMap { second, first in
      error(
        "`\(second.text ?? "")` is set twice", at: second.location,
        hints: ["the first is at line \(first.location.line): keep one of the two"])
    }
  }
}
