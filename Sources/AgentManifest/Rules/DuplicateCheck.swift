public import Diagnostics
import YAMLTree

public enum DuplicateCheck: ManifestRule {
  public static let id = "duplicate-check"
  public static let title = "Each check has a unique name"
  public static let why = "Reports identify checks by their names"
  public static let badExample = """
    spec:
      pipeline:
        test:
          commands:
            - {name: tests, run: [pytest]}
            - {name: tests, run: [ruff]}
    """
  public static let goodExample = """
    spec:
      pipeline:
        test:
          commands:
            - {name: tests, run: [pytest]}
            - {name: style, run: [ruff]}
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    ["commands", "http"].flatMap { group in
      Duplicates.of(manifest.items("spec", "pipeline", "test", group).compactMap { $0["name"] }) { $0.text }
        .flatMap { second, first in
          error(
            "duplicate check name `\(second.text ?? "")`", at: second.location,
            hints: ["the first is at line \(first.location.line)"])
        }
    }
  }
}
