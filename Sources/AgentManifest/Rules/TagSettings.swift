public import Diagnostics
import TextFormats
import YAMLTree

/// The settings of versions and tags can be carried out.
public enum TagSettings: ManifestRule {
  public static let id = "tag-setting"
  public static let title = "The settings of versions and tags can be carried out"
  public static let why = "A path outside of the repository has no commits, and a commit type with a space never comes"
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
    guard let tag = manifest.node("spec", "pipeline", "tag") else { return [] }
    return paths(tag["paths"]) + rules(tag["rules"]) + git(tag["git"])
  }

  private static func paths(_ node: YAMLNode?) -> [Diagnostic] {
    (node?.sequence ?? []).compactMap { node in
      guard let path = node.text, path.hasPrefix("/") || path.allSatisfy(\.isWhitespace) else { return nil }
      return error(
        path.hasPrefix("/") ? "the path `\(path)` is absolute" : "an empty path", at: node.location,
        hints: ["write a path from the agent's folder, such as `.` or `../shared`"])
    }
  }

  /// Types are compared without their case (conventionalcommits.org, 15), so that two may be one.
  private static func rules(_ node: YAMLNode?) -> [Diagnostic] {
    let keys = (node?.mapping ?? []).map(\.key)
    let malformed = keys.compactMap { key -> Diagnostic? in
      guard let type = key.text, !ASCII.isWord(type, and: "-_.") else { return nil }
      let meant = type.split { !ASCII.isWord("\($0)", and: "-_.") }.first.map { ", such as `\($0.lowercased())`" } ?? ""
      return error("`\(type)` is not the type of a commit", at: key.location, hints: ["write the word alone\(meant)"])
    }
    return malformed
      + Duplicates.of(keys) { $0.text?.lowercased() }.map { second, first in
        error(
          "`\(second.text ?? "")` is the same type as `\(first.text ?? "")`", at: second.location,
          hints: ["the first is at line \(first.location.line): keep one of the two"])
      }
  }

  private static func git(_ node: YAMLNode?) -> [Diagnostic] {
    guard let node, node["create"]?.scalar?.boolean == false, let push = node.pair("push"),
      push.value.scalar?.boolean == true
    else { return [] }
    return [
      error(
        "`push: true` stands beside `create: false`: there is no tag to push", at: push.key.location,
        hints: ["write `create: true`, or remove `push`"])
    ]
  }
}
