public import Diagnostics
import YAMLTree

/// Dependencies are written as the package manager reads them.
public enum DependencySyntax: ManifestRule {
  public static let id = "dependency-syntax"
  public static let title = "Dependencies are written as the package manager reads them"
  public static let why = "pip stops at the first line that is no requirement (PEP 508)"
  public static let badExample = """
    spec:
      runtime: python
      dependencies: [openai=1.0.0, "express@4.18.2"]
    """
  public static let goodExample = """
    spec:
      runtime: python
      dependencies: [openai==1.0.0, "flask>=3.0,<4"]
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    let isPython = manifest.node("spec", "runtime")?.text?.hasPrefix("python") == true
    return (manifest.items("spec", "dependencies") + manifest.items("spec", "dev_dependencies")).compactMap { node in
      guard let line = node.text else { return nil }
      if line.allSatisfy(\.isWhitespace) { return error("an empty dependency", at: node.location) }
      guard isPython, let problem = PythonRequirement.problem(in: line) else { return nil }
      return error(
        "`\(line)` is not a Python requirement: \(problem)", at: node.location, hints: [hint(line)])
    }
  }

  private static func hint(_ line: String) -> String {
    if line.hasPrefix("-") {
      return "options of pip belong into requirements.txt"
    }
    let parts = line.split(maxSplits: 1, omittingEmptySubsequences: true) { $0 == "=" || $0 == "@" || $0 == " " }
    if parts.count == 2, parts[1].first?.isNumber == true,
      PythonRequirement.problem(in: "\(parts[0])==\(parts[1])") == nil
    {
      return "write `\(parts[0])==\(parts[1])`"
    }
    return "write `name==1.2.3`, `name>=1.2,<2` or `name @ https://…`"
  }
}
