public import Diagnostics
import YAMLTree

public enum UnknownKind: ManifestRule {
  public static let id = "unknown-kind"
  public static let title = "`kind` is `Agent`"
  public static let why = "The file may belong to another tool"
  public static let isSuppressible = false
  public static let badExample = "kind: agent"
  public static let goodExample = "kind: Agent"

  static let known = "Agent"

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    guard let node = manifest.node("kind"), let text = node.text, text != known else { return [] }
    return error("unknown kind `\(text)`", at: node.location, hints: ["write `kind: \(known)`"])
  }
}
