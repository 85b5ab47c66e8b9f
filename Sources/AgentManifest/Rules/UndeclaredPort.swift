public import Diagnostics
import YAMLTree

public enum UndeclaredPort: ManifestRule {
  public static let id = "undeclared-port"
  public static let title = "Checked ports are declared"
  public static let why = "Nothing outside the container reaches an undeclared port"
  public static let badExample = """
    spec:
      ports: [{container: 8080}]
      healthCheck: {type: http, path: /health, port: 9090}
    """
  public static let goodExample = """
    spec:
      ports: [{container: 8080}]
      healthCheck: {type: http, path: /health, port: 8080}
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    let declared = Set(manifest.items("spec", "ports").compactMap { $0["container"]?.scalar?.integer })
    let checks = manifest.items("spec", "pipeline", "test", "http").map { $0["request"]?["port"] }
    let used =
      [manifest.healthCheck?.value["port"], manifest.node("spec", "pipeline", "test", "ready", "port")] + checks
    return used.compactMap(\.self).flatMap { node -> [Diagnostic] in
      guard let port = node.scalar?.integer, (1...65535).contains(port), !declared.contains(port) else { return [] }
      let hint =
        declared.isEmpty
        ? "add `ports: [{container: \(port)}]` to `spec`"
        : "declared: " + declared.sorted().map { String($0) }.joined(separator: ", ")
      return error("the port \(port) is not declared in `spec.ports`", at: node.location, hints: [hint])
    }
  }
}
