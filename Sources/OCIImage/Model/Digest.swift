/// A content address: an algorithm, and the content's hash in lower-case hexadecimal digits (OCI image-spec,
/// descriptor.md, "Digests").
///
/// SHA-256 and SHA-512 are supported. Other registered algorithms are refused: a digest that cannot be checked is useless.
public struct Digest: Sendable, Hashable, CustomStringConvertible {
  public enum Algorithm: String, Sendable, Hashable, CaseIterable {
    /// Of everything that this program writes.
    case sha256
    /// Of what others wrote: registries may serve it.
    case sha512

    var byteCount: Int { self == .sha256 ? 32 : 64 }
  }

  public let algorithm: Algorithm
  /// Lower-case hexadecimal digits: 64 of SHA-256, 128 of SHA-512.
  public let hex: String

  /// - Returns: `nil` if the text is not a digest; upper-case digits are not valid by the specification.
  public init?(_ text: String) {
    guard let colon = text.firstIndex(of: ":"), let algorithm = Algorithm(rawValue: String(text[..<colon])) else {
      return nil
    }
    self.init(hex: String(text[text.index(after: colon)...]), algorithm)
  }

  public init?(hex: String, _ algorithm: Algorithm = .sha256) {
    let isHex = hex.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    guard hex.utf8.count == 2 * algorithm.byteCount, isHex else { return nil }
    self.algorithm = algorithm
    self.hex = hex
  }

  /// From the bytes of a finished hash.
  init(bytes: [UInt8], _ algorithm: Algorithm) {
    let digits = Array("0123456789abcdef".utf8)
    self.algorithm = algorithm
    hex = String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  public var description: String { "\(algorithm.rawValue):\(hex)" }

  /// The bytes of the hash.
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
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "`\(text)` is not a sha256 or sha512 digest")
    }
    self = digest
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
