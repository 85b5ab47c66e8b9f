public import Diagnostics
import YAMLTree

/// The lower bound of scaling does not exceed the upper.
public enum ScalingBounds: ManifestRule {
  public static let id = "scaling-bounds"
  public static let title = "The lower bound of scaling does not exceed the upper"
  public static let why = "No number of instances would satisfy both, and Kubernetes refuses such an autoscaler"
  public static let badExample = """
    spec:
      scaling: {minReplicas: 5, maxReplicas: 2}
    """
  public static let goodExample = """
    spec:
      scaling: {minReplicas: 2, maxReplicas: 5}
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    guard let node = manifest.node("spec", "scaling", "minReplicas"), let minimum = node.scalar?.integer,
      let maximum = manifest.node("spec", "scaling", "maxReplicas")?.scalar?.integer, minimum > maximum
    else { return [] }
    return [
      error(
        "`minReplicas` of \(minimum) exceeds `maxReplicas` of \(maximum)", at: node.location,
        hints: ["lower `minReplicas`, or raise `maxReplicas`"])
    ]
  }
}
