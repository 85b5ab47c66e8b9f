/// Reads the fields of one header block.
struct TarHeaderDecoder {
  let block: [UInt8]

  var isEmpty: Bool { block.allSatisfy { $0 == 0 } }

  /// Whether the checksum is right; some old writers added signed bytes.
  var hasValidChecksum: Bool {
    guard let stored = number(TarBlock.checksum) else { return false }
    let signed = block.enumerated().reduce(0) {
      $0 + (TarBlock.checksum.contains($1.offset) ? 0x20 : Int(Int8(bitPattern: $1.element)))
    }
    return stored == Int64(TarBlock.sum(of: block)) || stored == Int64(signed)
  }

  /// The path of name and prefix. Old GNU archives use the prefix field for something else.
  var path: [UInt8] {
    let name = text(TarBlock.name)
    guard Array(block[TarBlock.magic]) == Array("ustar\0".utf8) else { return name }
    let prefix = text(TarBlock.prefix)
    return prefix.isEmpty ? name : prefix + [UInt8(ascii: "/")] + name
  }

  func text(_ field: Range<Int>) -> [UInt8] { Array(block[field].prefix { $0 != 0 }) }

  /// Octal digits, or base 256 if the first bit is set; `nil` if the field contains neither or is out of range.
  func number(_ field: Range<Int>) -> Int64? {
    let bytes = block[field]
    guard let first = bytes.first else { return nil }
    if first & 0x80 != 0 {
      var value: Int64 = first & 0x40 == 0 ? Int64(first & 0x3F) : Int64(first & 0x3F) - 64
      for byte in bytes.dropFirst() {
        let (shifted, overflow) = value.multipliedReportingOverflow(by: 256)
        if overflow { return nil }
        value = shifted + Int64(byte)
      }
      return value
    }
    let digits = bytes.drop { $0 == 0x20 }.prefix { $0 != 0x20 && $0 != 0 }
    if digits.isEmpty { return 0 }
    return Int64(String(decoding: digits, as: UTF8.self), radix: 8)
  }
}
