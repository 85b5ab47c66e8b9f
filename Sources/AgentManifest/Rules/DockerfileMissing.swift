public import Diagnostics
import Languages
import YAMLTree

public enum DockerfileMissing: ContextRule {
  public static let id = "dockerfile-missing"
  public static let title = "The named Dockerfile exists"
  public static let why = "Without the file, the build would fail"
  public static let badExample = """
    spec:
      pipeline:
        build: {engine: docker, dockerfile: Dockerfile}
    """
  public static let goodExample = badExample
  public static let badFiles = ["docker/Dockerfile": "FROM scratch\n"]
  public static let goodFiles = ["Dockerfile": "FROM scratch\n"]

  public static func check(_ manifest: ManifestTree, beside surroundings: ManifestSurroundings) -> [Diagnostic] {
    guard let node = manifest.node("spec", "pipeline", "build", "dockerfile"), let path = node.text,
      // A flag or a variable may name another one.
      surroundings.dockerfile ?? path == path, !surroundings.directory.exists(path)
    else { return [] }
    let other = ["Dockerfile", "docker/Dockerfile", "Containerfile"].first {
      $0 != path && surroundings.directory.exists($0)
    }
    return error(
      "`\(path)` does not exist", at: node.location,
      hints: [other.map { "use `\($0)`, or create `\(path)`" } ?? "create it, or remove `dockerfile`"]
    )
  }
}
