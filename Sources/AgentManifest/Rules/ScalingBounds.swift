public import Diagnostics
import YAMLTree

public enum ScalingBounds: ManifestRule {
  public static let id = "scaling-bounds"
  public static let title = "The scaling bounds are consistent, and the number of replicas is within them"
  public static let why = "No number of replicas would satisfy both bounds, and Kubernetes rejects such an autoscaler"
  public static let badExample = """
    spec:
      replicas: 9
      scaling: {minReplicas: 5, maxReplicas: 2}
    """
  public static let goodExample = """
    spec:
      replicas: 3
      scaling: {minReplicas: 2, maxReplicas: 5}
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    guard let scaling = manifest.node("spec", "scaling") else { return [] }
    let minimum = scaling["minReplicas"]?.scalar?.integer
    let maximum = scaling["maxReplicas"]?.scalar?.integer
    var found: [Diagnostic] = []
    if let node = scaling["minReplicas"], let minimum, let maximum, minimum > maximum {
      found = error(
        "`minReplicas` of \(minimum) exceeds `maxReplicas` of \(maximum)", at: node.location,
        hints: ["lower `minReplicas`, or raise `maxReplicas`"])
    }
    return found
      + [scaling["replicas"], manifest.node("spec", "replicas")].flatMap { node -> [Diagnostic] in
        guard let node, let count = node.scalar?.integer else { return [] }
        if let minimum, count < minimum {
          return error("`replicas` of \(count) is below `minReplicas` of \(minimum)", at: node.location)
        }
        if let maximum, count > maximum {
          return error("`replicas` of \(count) exceeds `maxReplicas` of \(maximum)", at: node.location)
        }
        return []
      }
  }
}
