public import Diagnostics
import TextFormats
import YAMLTree

public enum TagSettings: ManifestRule {
  public static let id = "tag-setting"
  public static let title = "Version and tag settings can be applied"
  public static let why = "A path outside the repository has no commits, and a commit type with a space never occurs"
  public static let badExample = """
    spec:
      pipeline:
        tag:
          paths: [/srv/agent]
          rules: {"feat:": minor}
          git: {create: false, push: true}
    """
  public static let goodExample = """
    spec:
      pipeline:
        tag:
          paths: [., ../shared]
          rules: {feat: minor}
          git: {create: true, push: true}
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    valueFindings(manifest) + git(manifest.node("spec", "pipeline", "tag", "git"))
  }

  private static func git(_ node: YAMLNode?) -> [Diagnostic] {
    guard let node, node["create"]?.scalar?.boolean == false, let push = node.pair("push"),
      push.value.scalar?.boolean == true
    else { return [] }
    return error(
      "`push: true` conflicts with `create: false`: there is no tag to push", at: push.key.location,
      hints: ["write `create: true`, or remove `push`"])
  }
}
