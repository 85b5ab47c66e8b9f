public import Diagnostics
import Languages
import TextFormats
import YAMLTree

public enum DependencySyntax: ManifestRule {
  public static let id = "dependency-syntax"
  public static let title = "Dependencies use the syntax of the package manager"
  public static let why =
    HumanText.list(AllLanguages.all.map(\.packageManager)) + " stop at the first line they cannot parse"
  public static let isSuppressible = false
  public static let badExample = """
    spec:
      runtime: python
      dependencies: [openai=1.0.0, "express@4.18.2"]
    """
  public static let goodExample = """
    spec:
      runtime: python
      dependencies: [openai==1.0.0, "flask==3.0.3"]
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    let notation = manifest.language?.notation
    return (manifest.dependencies + manifest.devDependencies).flatMap { written -> [Diagnostic] in
      if written.line.utf8.allSatisfy(ASCII.isBlank) { return error("the dependency is empty", at: written.location) }
      guard let notation, case .failure(let problem) = written.parsed else { return [] }
      return error(
        "`\(written.line)` is not \(notation.noun): \(problem.message)", at: written.location, hints: [problem.hint])
    }
  }
}
