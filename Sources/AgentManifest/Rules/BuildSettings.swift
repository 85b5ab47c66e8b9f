public import Diagnostics
import TextFormats
import YAMLTree

/// The settings of the build can be carried out.
public enum BuildSettings: ManifestRule {
  public static let id = "build-setting"
  public static let title = "The settings of the build can be carried out"
  public static let why = "An image with an empty entrypoint or an impossible user builds well and never starts"
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
    guard let build = manifest.node("spec", "pipeline", "build") else { return [] }
    return entrypoint(build["entrypoint"]) + user(build["user"]) + dockerfile(build["dockerfile"])
  }

  private static func entrypoint(_ node: YAMLNode?) -> [Diagnostic] {
    guard let node, let words = node.sequence, words.first?.text?.isEmpty ?? true else { return [] }
    let message = words.isEmpty ? "the entrypoint is empty" : "the entrypoint has no program"
    return [error(message, at: node.location, hints: ["write `[\"program\", \"argument\"]`, or remove it"])]
  }

  /// A name or a number, and the same for the group (OCI image-spec, config.md, `User`).
  private static func user(_ node: YAMLNode?) -> [Diagnostic] {
    guard let node, let text = node.text else { return [] }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let isAllowed = parts.count <= 2 && parts.allSatisfy { ASCII.isWord($0, and: "._-$") && !$0.hasPrefix("-") }
    guard !isAllowed else { return [] }
    return [error("`\(text)` is not a user", at: node.location, hints: ["write `65532:65532`, or a name"])]
  }

  private static func dockerfile(_ node: YAMLNode?) -> [Diagnostic] {
    guard let node, let path = node.text else { return [] }
    let isOutside = path.hasPrefix("/") || path.split(separator: "/").contains("..")
    guard isOutside else { return [] }
    return [
      error(
        "the Dockerfile `\(path)` lies outside of the agent's folder", at: node.location,
        hints: ["move it there: an engine gets only what is in the folder"])
    ]
  }
}
