/// Classes of bytes that names and versions are made of.
public enum ASCII {
  @inlinable public static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  @inlinable public static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
  @inlinable public static func isUpper(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
  @inlinable public static func isLetter(_ byte: UInt8) -> Bool { isLower(byte) || isUpper(byte) }
  @inlinable public static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }
  @inlinable public static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
  @inlinable public static func isHexadecimal(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x61...0x66).contains(byte | 0x20)
  }

  /// Whether the text is not empty and contains only letters, digits and the bytes of `others`.
  @inlinable public static func isWord(_ text: some StringProtocol, and others: StaticString = "") -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        isAlphanumeric(byte) || others.withUTF8Buffer { $0.contains(byte) }
      }
  }

  @inlinable public static func isNumber(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy(isDigit)
  }

  public static func trimmed(_ text: some StringProtocol) -> String {
    let bytes = text.utf8.drop(while: isBlank)
    return String(decoding: bytes.reversed().drop(while: isBlank).reversed(), as: UTF8.self)
  }
}
