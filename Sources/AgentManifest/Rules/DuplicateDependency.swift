public import Diagnostics
import Languages

public enum DuplicateDependency: ManifestRule {
  public static let id = "duplicate-dependency"
  public static let title = "A package is listed once"
  public static let why =
    "pip rejects two versions of one package, and other package managers silently pick one"
  public static let badExample = """
    spec:
      runtime: python
      dependencies: [typing_extensions==4.12.0, Typing-Extensions==4.13.2]
    """
  public static let goodExample = """
    spec:
      runtime: python
      dependencies: [typing_extensions==4.13.2]
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    [manifest.dependencies, manifest.devDependencies].flatMap { list in
      // Under different conditions, as for two operating systems, one package may have two lines.
      Duplicates.of(list) { $0.dependency.flatMap { $0.isConditional ? nil : $0.identity } }.flatMap { second, first in
        let name = second.dependency?.name ?? second.line
        return error(
          "`\(name)` is listed twice", at: second.location,
          hints: ["the first, `\(first.line)`, is at line \(first.location.line): keep one of the two"])
      }
    }
  }
}
