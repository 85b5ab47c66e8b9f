/// An amount of a resource as Kubernetes writes it: `500m`, `2`, `512Mi`, `1.5e3` (apimachinery, resource.Quantity).
public struct Quantity: Sendable, Hashable {
  /// Cores or bytes.
  public let value: Double
  public let suffix: String

  public init?(_ text: String) {
    let number = text.prefix { ("0"..."9").contains($0) || $0 == "." }
    guard number.contains(where: { $0 != "." }), let amount = Double(number) else { return nil }
    suffix = String(text[number.endIndex...])
    if let factor = Self.factors[suffix] {
      value = amount * factor
    } else if suffix.first == "e" || suffix.first == "E", let exponent = Int(suffix.dropFirst()),
      let scaled = Double("\(number)e\(exponent)"), scaled.isFinite
    {
      value = scaled
    } else {
      return nil
    }
  }

  private static let factors: [String: Double] = [
    "": 1, "n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18,
    "Ki": 0x1p10, "Mi": 0x1p20, "Gi": 0x1p30, "Ti": 0x1p40, "Pi": 0x1p50, "Ei": 0x1p60,
  ]
}
