extension SHA256 {
  /// Bytes of a block (FIPS 180-4).
  private static let blockSize = 64

  /// The message authentication code HMAC-SHA256 (RFC 2104): no one without the key can make it.
  public static func authenticationCode(of message: [UInt8], key: [UInt8]) -> Digest {
    var block = key.count > blockSize ? digest(of: key).bytes : key
    block += [UInt8](repeating: 0, count: blockSize - block.count)
    let inner = digest(of: block.map { $0 ^ 0x36 } + message)
    return digest(of: block.map { $0 ^ 0x5C } + inner.bytes)
  }
}
