extension StringProtocol {
  /// Whether there is a text, and only of ASCII letters, digits and the characters of `others`.
  ///
  /// A regular expression would be compiled anew for each of the names that a hostile manifest may list.
  func isWord(and others: StaticString = "") -> Bool {
    !isEmpty && utf8.allSatisfy { $0.isLetterOrDigit || others.contains($0) }
  }
}

extension UInt8 {
  var isDigit: Bool { (0x30...0x39).contains(self) }
  var isUpper: Bool { (0x41...0x5A).contains(self) }
  var isLower: Bool { (0x61...0x7A).contains(self) }
  var isLetterOrDigit: Bool { isDigit || isUpper || isLower }
  var isHexadecimal: Bool { isDigit || (0x61...0x66).contains(self | 0x20) }
}

extension StaticString {
  fileprivate func contains(_ byte: UInt8) -> Bool { withUTF8Buffer { $0.contains(byte) } }
}
