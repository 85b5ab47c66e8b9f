/// Sizes as people write them: `500MB`, `10GB`, `2GiB`; a number alone is bytes.
public enum SizeText {
  private static let units: [(name: String, bytes: Double)] = [
    ("kb", 1e3), ("mb", 1e6), ("gb", 1e9), ("tb", 1e12), ("kib", 1024), ("mib", 1_048_576), ("gib", 1_073_741_824),
    ("b", 1), ("", 1),
  ]

  /// Bytes; `nil` if the text is not a size.
  public static func parse(_ text: String) -> Int64? {
    let number = text.prefix { ("0"..."9").contains($0) || $0 == "." }
    let unit = text[number.endIndex...].drop(while: \.isWhitespace).lowercased()
    guard let amount = Double(number), let known = units.first(where: { $0.name == unit }) else { return nil }
    let bytes = amount * known.bytes
    return bytes < 9e18 ? Int64(bytes) : nil
  }
}
