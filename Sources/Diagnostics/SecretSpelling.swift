/// How else a secret is written in what programs print: in a URL, in XML, in JSON, in base64.
enum SecretSpelling {
  static func all(_ secret: String) -> [String] {
    percentEncoded(secret) + inXML(secret) + inJSON(secret) + inBase64(secret)
  }

  /// A secret as it appears in a URL or a form (RFC 3986, section 2.1), with digits in either case. Some programs keep the
  /// slash, as in a path; JavaScript's `encodeURIComponent` keeps quotes and brackets; forms write a space as `+`.
  private static func percentEncoded(_ secret: String) -> [String] {
    let texts = ["", "/", "!'()*"].flatMap { kept in
      ["0123456789ABCDEF", "0123456789abcdef"].map { percentEncoded(secret, Set(kept.utf8), Array($0.utf8)) }
    }
    return texts + texts.map { $0.replacing("%20", with: "+") }
  }

  private static func percentEncoded(_ secret: String, _ kept: Set<UInt8>, _ digits: [UInt8]) -> String {
    var text: [UInt8] = []
    for byte in secret.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        text.append(byte)
      case _ where kept.contains(byte): text.append(byte)
      default: text += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// A secret as it appears in XML (XML 1.0, section 4.6), in text and in attributes.
  private static func inXML(_ secret: String) -> [String] {
    let text = secret.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    return [
      text, text.replacing("\"", with: "&quot;"), text.replacing("\"", with: "&quot;").replacing("'", with: "&apos;"),
    ]
  }

  /// A secret as it appears inside of a JSON string (RFC 8259, section 7), with what most programs escape: what they must,
  /// the slash too, all but ASCII too.
  private static func inJSON(_ secret: String) -> [String] {
    func unit(_ value: UInt16) -> String {
      let digits = String(value, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
    func text(escapesSlash: Bool, isASCII: Bool) -> String {
      secret.unicodeScalars.reduce(into: "") { text, scalar in
        switch scalar {
        case "\"", "\\": text += "\\\(scalar)"
        case "/" where escapesSlash: text += "\\/"
        case "\n": text += "\\n"
        case "\r": text += "\\r"
        case "\t": text += "\\t"
        case _ where scalar.value < 0x20 || (isASCII && !scalar.isASCII):
          text += String(scalar).utf16.map(unit).joined()
        default: text.unicodeScalars.append(scalar)
        }
      }
    }
    return [false, true].flatMap { slash in [false, true].map { text(escapesSlash: slash, isASCII: $0) } }
  }

  /// A secret as it appears inside of base64 (RFC 4648, sections 4 and 5): three texts, by its distance from the start, and
  /// of each only the characters that nothing but the secret decides.
  private static func inBase64(_ secret: String) -> [String] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    let bytes = Array(secret.utf8)
    return (0..<3).flatMap { distance -> [String] in
      // In bits from the start of the first byte of the three that the secret begins in.
      let (start, end) = (8 * distance, 8 * (distance + bytes.count))
      let own = stride(from: (start + 5) / 6 * 6, through: end - 6, by: 6).map { place -> UInt8 in
        let (byte, bit) = ((place - start) / 8, (place - start) % 8)
        let pair = UInt16(bytes[byte]) << 8 | UInt16(byte + 1 < bytes.count ? bytes[byte + 1] : 0)
        return alphabet[Int(pair >> (10 - bit) & 63)]
      }
      guard own.count >= Redactor.minimumLineLength else { return [] }
      let text = String(decoding: own, as: UTF8.self)
      return [text, text.replacing("+", with: "-").replacing("/", with: "_")]
    }
  }
}
