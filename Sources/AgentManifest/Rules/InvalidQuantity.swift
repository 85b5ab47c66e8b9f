public import Diagnostics
import Settings
import YAMLTree

public enum InvalidQuantity: ManifestRule {
  public static let id = "invalid-quantity"
  public static let title = "Resource amounts are Kubernetes quantities"
  public static let why = "Schedulers reject other units, and read `512m` of memory as half a byte"
  public static let isSuppressible = false
  public static let badExample = """
    spec:
      resources:
        limits: {cpu: "1 core", memory: 512MB}
    """
  public static let goodExample = """
    spec:
      resources:
        limits: {cpu: "1", memory: 512Mi}
    """

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    valueFindings(manifest) + bytesInThousandths(manifest)
  }

  static func problem(in text: String) -> SettingProblem? {
    Quantity(text) == nil ? SettingProblem(id, "`\(text)` is not a valid quantity", hints: [hint(text)]) : nil
  }

  private static func hint(_ text: String) -> String {
    let number = text.prefix { ("0"..."9").contains($0) || $0 == "." }
    let unit = text[number.endIndex...].drop { $0 == " " }.lowercased()
    let units = [
      "k": "Ki", "kb": "Ki", "kib": "Ki", "mb": "Mi", "mib": "Mi", "g": "Gi", "gb": "Gi", "gib": "Gi", "tb": "Ti",
    ]
    if !number.isEmpty, let meant = units[unit] { return "write `\(number)\(meant)`" }
    return "write a number, or one with a unit such as `500m` (cores), `512Mi` or `1Gi` (bytes)"
  }

  /// `m` is a thousandth, which makes sense of cores only.
  private static func bytesInThousandths(_ manifest: ManifestTree) -> [Diagnostic] {
    let amounts = ["limits", "requests"].flatMap { group in
      ["memory", "ephemeral-storage"].map { manifest.node("spec", "resources", group, $0) }
    }
    let sizes = manifest.items("spec", "volumes").map { $0["size"] }
    return (amounts + sizes).flatMap { node -> [Diagnostic] in
      guard let node, let text = node.text, let quantity = Quantity(text), ["m", "u", "n"].contains(quantity.suffix)
      else { return [] }
      return error("`\(text)` is \(quantity.value) bytes", at: node.location, hints: ["write `\(text.dropLast())Mi`"])
    }
  }
}
