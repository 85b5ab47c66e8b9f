public import SystemPackage

/// An incremental SHA-256: the hash of everything that this program writes.
public struct SHA256: ~Copyable {
  private var hash = ContentHash(.sha256)

  public init() {}

  public mutating func update(_ bytes: UnsafeRawBufferPointer) { hash.update(bytes) }

  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// Ends the computation.
  public consuming func finish() -> Digest { hash.finish() }

  /// The digest of bytes in memory.
  public static func digest(of bytes: [UInt8]) -> Digest { Digest.Algorithm.sha256.digest(of: bytes) }

  /// The digest of a file of any size.
  public static func digest(ofFile path: FilePath) throws(ImageFailure) -> Digest {
    try Digest.Algorithm.sha256.digest(ofFile: path)
  }
}
