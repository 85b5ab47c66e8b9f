public import Diagnostics
import YAMLTree

public enum DuplicatePort: ManifestRule {
  public static let id = "duplicate-port"
  public static let title = "A port is declared once"
  public static let why = "Two services cannot listen on the same port"
  public static let badExample = """
    spec:
      ports:
        - {container: 8080, host: 80}
        - {container: 9090, host: 80}
    """
  public static let goodExample = """
    spec:
      ports:
        - {container: 8080, host: 80}
        - {container: 9090, host: 90}
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    duplicates("container", in: manifest) + duplicates("host", in: manifest)
  }

  private static func duplicates(_ side: String, in manifest: ManifestTree) -> [Diagnostic] {
    let ports = manifest.items("spec", "ports").compactMap { port in
      // Unset, the host's port is the container's.
      (port[side] ?? port["container"]).flatMap { node in
        node.scalar?.integer.map {
          (node: node, number: $0, transport: ManifestDecoder.transport(of: port), isWritten: port[side] != nil)
        }
      }
    }
    let duplicates = Duplicates.of(ports) { "\($0.number)/\($0.transport.rawValue)" }
    return duplicates.filter { $0.0.isWritten || $0.1.isWritten }.flatMap { second, first in
      let place = first.node.location
      return error(
        "the \(side) port \(second.number) is declared twice", at: second.node.location,
        hints: ["the first is at line \(place.line), column \(place.column)"])
    }
  }
}
