import Diagnostics

/// A character that looks like a space, or like nothing, and is a letter to YAML (YAML 1.2.2, 5.5).
enum WideSpace {
  static func isOne(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xA0, 0x1680, 0x2000...0x200B, 0x202F, 0x205F, 0x2060, 0x3000: true
    default: false
    }
  }

  /// Where one stands that was meant to separate: around a plain text, or after a colon inside it.
  static func place(in scalars: String.UnicodeScalarView) -> String.UnicodeScalarView.Index? {
    if let first = scalars.first, isOne(first) { return scalars.startIndex }
    let afterColon = zip(scalars.indices, scalars.indices.dropFirst()).first {
      scalars[$0] == ":" && isOne(scalars[$1])
    }
    if let afterColon { return afterColon.1 }
    guard let last = scalars.last, isOne(last) else { return nil }
    return scalars.indices.last
  }

  static func diagnostic(_ scalar: Unicode.Scalar, at location: SourceLocation) -> Diagnostic {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let name = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    return .error(
      .wideSpace,
      "\(scalar.value == 0xA0 ? "a no-break space (\(name))" : "the invisible character \(name)") where "
        + "YAML needs an ordinary space", at: location,
      hints: ["replace it with a space; put text that really begins or ends with it in quotes"])
  }
}
