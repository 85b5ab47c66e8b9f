public import Diagnostics
import YAMLTree

public enum ResourceLimits: ManifestRule {
  public static let id = "resource-limits"
  public static let title = "Resource requests do not exceed the limits"
  public static let why = "Kubernetes rejects such a container"
  public static let badExample = """
    spec:
      resources:
        limits: {memory: 256Mi}
        requests: {memory: 1Gi}
    """
  public static let goodExample = """
    spec:
      resources:
        limits: {memory: 1Gi}
        requests: {memory: 256Mi}
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    ["cpu", "memory", "ephemeral-storage"].flatMap { name -> [Diagnostic] in
      guard let request = manifest.node("spec", "resources", "requests", name), let requested = request.text,
        let limit = manifest.node("spec", "resources", "limits", name)?.text,
        let amount = Quantity(requested), let bound = Quantity(limit), amount.value > bound.value
      else { return [] }
      return error(
        "the request of `\(requested)` exceeds the limit of `\(limit)`", at: request.location,
        hints: ["lower the request, or raise `limits.\(name)`"])
    }
  }
}
