public import Diagnostics
import YAMLTree

public enum BuildSettings: ManifestRule {
  public static let id = "build-setting"
  public static let title = "Build settings can be applied"
  public static let why =
    "An image with an empty entrypoint or an invalid user builds without an error and never starts"
  public static let badExample = """
    spec:
      pipeline:
        build:
          entrypoint: []
          user: "65532:"
          dockerfile: ../Dockerfile
    """
  public static let goodExample = """
    spec:
      pipeline:
        build:
          entrypoint: [python, main.py]
          user: "65532:65532"
          dockerfile: Dockerfile
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    valueFindings(manifest) + dockerfile(manifest)
  }

  /// Only the caller may name a file outside the agent's directory, with a flag or a variable.
  private static func dockerfile(_ manifest: ManifestTree) -> [Diagnostic] {
    guard let node = manifest.node("spec", "pipeline", "build", "dockerfile"), let path = node.text,
      path.hasPrefix("/") || path.split(separator: "/").contains("..")
    else { return [] }
    return error(
      "the Dockerfile `\(path)` is outside the agent's directory", at: node.location,
      hints: ["move it into the directory, or name it with `--build-dockerfile`"])
  }
}
