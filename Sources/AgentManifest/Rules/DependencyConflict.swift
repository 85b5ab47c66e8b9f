public import Diagnostics
import Languages

public enum DependencyConflict: ContextRule {
  public static let id = "dependency-conflict"
  public static let title = "The manifest and the runtime's own file agree on the version of a package"
  public static let why = "Both are installed together, and a package can have only one version"
  public static let badExample = """
    spec:
      runtime: python
      dependencies: [fastapi==0.104.0]
    """
  public static let goodExample = """
    spec:
      runtime: python
      dependencies: [fastapi==0.115.12]
    """
  public static let badFiles = ["requirements.txt": "fastapi==0.115.12\n"]
  public static let goodFiles = badFiles

  public static func check(_ manifest: ManifestTree, beside surroundings: ManifestSurroundings) -> [Diagnostic] {
    guard let language = manifest.language else { return [] }
    let files = language.dependencies(in: surroundings.directory)
    return manifest.dependencies.flatMap { written -> [Diagnostic] in
      guard let dependency = written.dependency, !dependency.isConditional,
        let (here, there, other) = conflict(dependency, files)
      else { return [] }
      return error(
        "`\(dependency.name)` is \(here) here and \(there) in \(other.file)", at: written.location,
        hints: ["the other is at \(other.file):\(other.line): use the same version in both, or list it in only one"])
    }
  }

  /// What each of the two asks for, where no version satisfies both.
  private static func conflict(
    _ dependency: Dependency, _ files: ProjectDependencies
  ) -> (here: String, there: String, other: ProjectDependencies.Entry)? {
    let locked = files.locked[dependency.identity]
    if let version = dependency.version {
      if let locked, let other = locked.dependency.version {
        return normalized(version) != normalized(other) ? (version, other, locked) : nil
      }
      let range = files.direct.first { $0.dependency.identity == dependency.identity && !$0.dependency.isConditional }
      guard let range, let allowed = range.dependency.allowed, allowed.contains(version) == false else { return nil }
      return (version, allowed.text, range)
    }
    guard let allowed = dependency.allowed, let locked, let other = locked.dependency.version,
      allowed.contains(other) == false
    else { return nil }
    return (allowed.text, other, locked)
  }

  /// `1.0` and `1.0.0` are one version to every package manager that allows both (PEP 440).
  private static func normalized(_ version: String) -> [Substring] {
    var parts = version.drop { $0 == "v" || $0 == "=" }.split(separator: ".")
    while parts.count > 1, parts.last == "0" { parts.removeLast() }
    return parts
  }
}
