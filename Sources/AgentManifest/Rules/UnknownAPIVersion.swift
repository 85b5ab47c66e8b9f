public import Diagnostics
import YAMLTree

public enum UnknownAPIVersion: ManifestRule {
  public static let id = "unknown-api-version"
  public static let title = "`apiVersion` is supported"
  public static let why = "Fields may have another meaning in another version"
  public static let isSuppressible = false
  public static let badExample = "apiVersion: agent.dev/v2"
  public static let goodExample = "apiVersion: agent.dev/v1"

  static let known = "agent.dev/v1"

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    guard let node = manifest.node("apiVersion"), let text = node.text, text != known else { return [] }
    return error("unknown apiVersion `\(text)`", at: node.location, hints: ["write `apiVersion: \(known)`"])
  }
}
