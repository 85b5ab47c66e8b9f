extension YAMLScalar {
  /// A plain scalar as YAML 1.2's core schema reads it (spec 10.3.2), with a note of what YAML 1.1 would read.
  public static func plain(_ text: String) -> YAMLScalar {
    YAMLScalar(text: text, style: .plain, kind: coreKind(of: text), trap: trap(in: text))
  }

  private static let words: [String: Kind] = [
    "": .null, "~": .null, "null": .null, "Null": .null, "NULL": .null, "true": .boolean, "True": .boolean,
    "TRUE": .boolean, "false": .boolean, "False": .boolean, "FALSE": .boolean, ".nan": .float, ".NaN": .float,
    ".NAN": .float,
  ]

  /// Truth values of YAML 1.1 alone.
  private static let oldWords: Set = [
    "yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF",
  ]

  /// Kind of a plain scalar by the core schema.
  static func coreKind(of text: String) -> Kind {
    if text.utf8.count <= 5, let kind = words[text] { return kind }
    guard let first = text.utf8.first, first < 0x40 else { return .string }
    if text.hasPrefix("0o") || text.hasPrefix("0x") {
      let digits = text.utf8.dropFirst(2)
      let allowed = text.hasPrefix("0o") ? isOctal : isHexadecimal
      return !digits.isEmpty && digits.allSatisfy(allowed) ? .integer : .string
    }
    let number = withoutSign(text)
    if number.elementsEqual(".inf".utf8) || number.elementsEqual(".Inf".utf8) || number.elementsEqual(".INF".utf8) {
      return .float
    }
    if !number.isEmpty, number.allSatisfy(isDigit) { return .integer }
    return isDecimal(number) ? .float : .string
  }

  /// `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
  private static func isDecimal(_ text: Substring.UTF8View) -> Bool {
    guard let first = text.first, isDigit(first) || first == UInt8(ascii: ".") else { return false }
    // Double also reads names and hexadecimal numbers.
    return text.allSatisfy { isDigit($0) || ".eE+-".utf8.contains($0) } && Double(Substring(text)) != nil
  }

  /// YAML 1.1's types (yaml.org/type) where their reading differs from the core schema's.
  private static func trap(in text: String) -> Trap? {
    if text.utf8.count <= 3, oldWords.contains(text) { return .boolean }
    let number = withoutSign(text)
    guard let first = number.first, isDigit(first), number.count > 1 else { return nil }
    if number.starts(with: "0x".utf8), number.count > 2,
      number.dropFirst(2).allSatisfy({ isHexadecimal($0) || $0 == UInt8(ascii: "_") })
    {
      return .number
    }
    if number.contains(where: { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") }), isDecimal(number) {
      return .number
    }
    if first == UInt8(ascii: "0"), number.allSatisfy({ isOctal($0) || $0 == UInt8(ascii: "_") }) { return .octalNumber }
    if number.starts(with: "0b".utf8), number.count > 2,
      number.dropFirst(2).allSatisfy({ $0 == 0x30 || $0 == 0x31 || $0 == UInt8(ascii: "_") })
    {
      return .number
    }
    if number.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") }) {
      return number.contains(UInt8(ascii: "_")) ? .number : nil
    }
    if isSexagesimal(number) { return .sexagesimalNumber }
    return isDate(text.utf8) ? .timestamp : nil
  }

  private static func isSexagesimal(_ text: Substring.UTF8View) -> Bool {
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count > 1, let first = parts.first, !first.isEmpty, first.allSatisfy(isDigit) else { return false }
    return parts.dropFirst().allSatisfy { part in
      (1...2).contains(part.count) && part.allSatisfy(isDigit)
        && (part.count == 1 || part.first.map { $0 < 0x36 } == true)
    }
  }

  private static func isDate(_ text: String.UTF8View) -> Bool {
    text.count >= 10
      && zip(text, "0000-00-00".utf8).allSatisfy { $1 == UInt8(ascii: "0") ? isDigit($0) : $0 == $1 }
  }

  private static func withoutSign(_ text: String) -> Substring.UTF8View {
    let bytes = text[...].utf8
    return bytes.first == UInt8(ascii: "+") || bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isOctal(_ byte: UInt8) -> Bool { (0x30...0x37).contains(byte) }
  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
  }
}
