public import Diagnostics
import Languages
import YAMLTree

public enum DependencyDrift: ContextRule {
  public static let id = "dependency-drift"
  public static let title = "The manifest and the runtime's own file list the same packages"
  public static let why = """
    The image contains the packages of both, so installing from only one of them gives a different result
    """
  public static let badExample = """
    spec:
      runtime: python
      dependencies: [fastapi==0.115.12]
    """
  public static let goodExample = badExample
  public static let badFiles = ["requirements.txt": "fastapi==0.115.12\nuvicorn==0.34.2\n"]
  public static let goodFiles = ["requirements.txt": "fastapi==0.115.12\n"]

  public static func check(_ manifest: ManifestTree, beside surroundings: ManifestSurroundings) -> [Diagnostic] {
    guard let language = manifest.language, let list = manifest.node("spec")?.pair("dependencies"),
      !manifest.dependencies.isEmpty
    else { return [] }
    let files = language.dependencies(in: surroundings.directory)
    guard let file = files.file, files.isComplete else { return [] }
    let there = Set(files.direct.map(\.dependency.identity)).union(files.locked.keys)
    let here = Set((manifest.dependencies + manifest.devDependencies).compactMap { $0.dependency?.identity })
    let lacking = manifest.dependencies.flatMap { written -> [Diagnostic] in
      guard let dependency = written.dependency, !there.contains(dependency.identity) else { return [] }
      return warning(
        "`\(dependency.name)` is not in \(file)", at: written.location, hints: ["add it there, or remove it here"])
    }
    let more = files.direct.filter { !here.contains($0.dependency.identity) }
    guard let first = more.first else { return lacking }
    let names = more.prefix(5).map { "`\($0.dependency.name)`" }.joined(separator: ", ")
    let rest = more.count > 5 ? " and \(more.count - 5) more" : ""
    return lacking
      + warning(
        "\(file) lists \(names)\(rest), but `dependencies` does not", at: list.key.location,
        hints: ["the first is at \(file):\(first.line): add what is missing, or remove `dependencies`"])
  }
}
