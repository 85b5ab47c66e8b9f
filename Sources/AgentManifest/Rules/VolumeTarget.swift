public import Diagnostics
import YAMLTree

public enum VolumeTarget: ManifestRule {
  public static let id = "volume-target"
  public static let title = "Volumes are mounted at distinct absolute paths"
  public static let why = "Container engines reject relative targets, and a second mount hides the first"
  public static let badExample = """
    spec:
      volumes: [{source: ./data, target: data}]
    """
  public static let goodExample = """
    spec:
      volumes: [{source: ./data, target: /app/data}]
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    let targets = manifest.items("spec", "volumes").compactMap { $0["target"] }
    let relative = targets.flatMap { node -> [Diagnostic] in
      guard let path = node.text, !path.hasPrefix("/") else { return [] }
      return error("the target `\(path)` is not an absolute path", at: node.location, hints: ["begin it with `/`"])
    }
    let repeated = Duplicates.of(targets) { $0.text.map(withoutFinalSlash) }.flatMap { second, first in
      error(
        "two volumes are mounted at `\(second.text ?? "")`", at: second.location,
        hints: ["the first is at line \(first.location.line)"])
    }
    return relative + repeated
  }

  private static func withoutFinalSlash(_ path: String) -> String {
    path.utf8.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }
}
