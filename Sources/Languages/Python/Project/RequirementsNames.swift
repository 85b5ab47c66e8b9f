/// Which files of a project name what it needs, by their names alone: `requirements/base.txt`, `prod-requirements.in`.
enum RequirementsNames {
  private static let own: Set = ["requirements", "requirement", "reqs"]
  /// Words for what no image needs.
  private static let development: Set = [
    "dev", "devel", "develop", "development", "local", "test", "tests", "testing", "doc", "docs", "documentation",
    "lint", "linting", "linters", "ci", "build", "example", "examples", "typing", "format", "bench", "benchmark",
    "benchmarks", "notebook", "notebooks",
  ]

  /// The first one that the image may need.
  static func needed(in directory: ProjectDirectory) -> String? {
    let here = directory.names("")
    let below = here.filter { own.contains($0.lowercased()) }.flatMap { name in
      directory.names(name).map { "\(name)/\($0)" }
    }
    return (here + below).first(where: isNeeded)
  }

  static func isNeeded(_ path: String) -> Bool {
    guard path.hasSuffix(".txt") || path.hasSuffix(".in") else { return false }
    let words = path.lowercased().split { !($0.isLetter || $0.isNumber) }.dropLast().map(String.init)
    return !own.isDisjoint(with: words) && development.isDisjoint(with: words)
  }
}
