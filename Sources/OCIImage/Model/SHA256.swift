import CCrypto
public import SystemPackage

/// An incremental SHA-256 over libcrypto's EVP interface.
public struct SHA256: ~Copyable {
  private let context: OpaquePointer?

  public init() {
    context = EVP_MD_CTX_new()
    EVP_DigestInit_ex(context, EVP_sha256(), nil)
  }

  deinit {
    EVP_MD_CTX_free(context)
  }

  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress, bytes.count > 0 else { return }
    EVP_DigestUpdate(context, start, bytes.count)
  }

  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// Ends the computation.
  public consuming func finish() -> Digest {
    var value = [UInt8](repeating: 0, count: 32)
    EVP_DigestFinal_ex(context, &value, nil)
    return Digest(bytes: value)
  }

  /// The digest of bytes in memory.
  public static func digest(of bytes: [UInt8]) -> Digest {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finish()
  }

  /// The digest of a file of any size.
  public static func digest(ofFile path: FilePath) throws(ImageFailure) -> Digest {
    let source = HashingSource(try OpenFile.reading(path))
    try source.drain()
    return source.finish()
  }
}
