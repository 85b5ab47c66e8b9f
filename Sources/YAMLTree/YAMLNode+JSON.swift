import FoundationEssentials

extension YAMLNode {
  /// The value as compact JSON text (RFC 8259), read by YAML's core schema.
  ///
  /// Keys keep their order. Integers keep all their digits. A float without a JSON number, such as `.nan`, becomes a string.
  public var jsonText: String {
    switch content {
    case .scalar(let scalar): scalar.jsonText
    case .sequence(let items): "[" + items.map(\.jsonText).joined(separator: ",") + "]"
    case .mapping(let pairs):
      "{" + pairs.map { YAMLScalar.jsonString($0.name) + ":" + $0.value.jsonText }.joined(separator: ",") + "}"
    }
  }
}

extension YAMLScalar {
  fileprivate var jsonText: String {
    switch kind {
    case .null: "null"
    case .boolean: text.lowercased()
    case .integer: jsonInteger ?? Self.jsonString(text)
    case .float: jsonFloat ?? Self.jsonString(text)
    case .string: Self.jsonString(text)
    }
  }

  private var jsonInteger: String? {
    if text.hasPrefix("0x") { return UInt64(text.dropFirst(2), radix: 16).map { String($0) } }
    if text.hasPrefix("0o") { return UInt64(text.dropFirst(2), radix: 8).map { String($0) } }
    return Self.canonical(text)
  }

  private var jsonFloat: String? {
    guard text.last?.isNumber == true || text.last == "." else { return nil }
    let mantissa = text.prefix { $0 != "e" && $0 != "E" }
    let exponent = text[mantissa.endIndex...]
    let parts = mantissa.split(separator: ".", omittingEmptySubsequences: false)
    guard let whole = parts.first else { return nil }
    let fraction = parts.count > 1 && !parts[1].isEmpty ? ".\(parts[1])" : parts.count > 1 ? ".0" : ""
    return Self.canonical(whole) + fraction + exponent
  }

  /// Decimal digits without a plus sign and leading zeros, which JSON does not allow.
  private static func canonical(_ digits: some StringProtocol) -> String {
    let isNegative = digits.hasPrefix("-")
    let significant = digits.drop { $0 == "-" || $0 == "+" || $0 == "0" }
    return (isNegative ? "-" : "") + (significant.isEmpty ? "0" : String(significant))
  }

  /// A text as a JSON string, with its quotes (RFC 8259, section 7).
  public static func jsonString(_ text: String) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
  }
}
