/// A content address: `sha256:` and 64 lower-case hexadecimal digits (OCI image-spec, descriptor.md, "Digests").
///
/// Other registered algorithms are refused: no registry in use serves them, and a digest that cannot be checked is
/// useless.
public struct Digest: Sendable, Hashable, CustomStringConvertible {
  /// 64 lower-case hexadecimal digits.
  public let hex: String

  static let prefix = "sha256:"

  /// - Returns: `nil` if the text is not a sha256 digest; upper-case digits are not valid by the specification.
  public init?(_ text: String) {
    guard text.hasPrefix(Self.prefix) else { return nil }
    self.init(hex: String(text.dropFirst(Self.prefix.count)))
  }

  public init?(hex: String) {
    let isHex = hex.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    guard hex.utf8.count == 64, isHex else { return nil }
    self.hex = hex
  }

  /// From the 32 bytes of a finished SHA-256.
  init(bytes: some Sequence<UInt8>) {
    let digits = Array("0123456789abcdef".utf8)
    hex = String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  public var description: String { Self.prefix + hex }

  /// The 32 bytes.
  public var bytes: [UInt8] {
    let digits = Array(hex.utf8).map { $0 < 0x3A ? $0 - 0x30 : $0 - 0x61 + 10 }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  /// The first twelve digits, for people.
  public var short: String { String(hex.prefix(12)) }
}

extension Digest: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let digest = Digest(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "`\(text)` is not a sha256 digest")
    }
    self = digest
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
