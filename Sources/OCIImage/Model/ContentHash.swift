import CCrypto
public import SystemPackage

/// An incremental hash of any of the algorithms that digests name, over libcrypto's EVP interface.
public struct ContentHash: ~Copyable {
  private let algorithm: Digest.Algorithm
  private let context: OpaquePointer?

  public init(_ algorithm: Digest.Algorithm) {
    self.algorithm = algorithm
    context = EVP_MD_CTX_new()
    EVP_DigestInit_ex(context, algorithm == .sha256 ? EVP_sha256() : EVP_sha512(), nil)
  }

  deinit {
    EVP_MD_CTX_free(context)
  }

  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress, bytes.count > 0 else { return }
    EVP_DigestUpdate(context, start, bytes.count)
  }

  /// Ends the computation.
  public consuming func finish() -> Digest {
    var value = [UInt8](repeating: 0, count: algorithm.byteCount)
    EVP_DigestFinal_ex(context, &value, nil)
    return Digest(bytes: value, algorithm)
  }
}

extension Digest.Algorithm {
  /// The digest of bytes in memory.
  public func digest(of bytes: [UInt8]) -> Digest {
    var hash = ContentHash(self)
    bytes.withUnsafeBytes { hash.update($0) }
    return hash.finish()
  }

  /// The digest of a file of any size.
  public func digest(ofFile path: FilePath) throws(ImageFailure) -> Digest {
    let source = HashingSource(try OpenFile.reading(path), self)
    try source.drain()
    return source.finish()
  }
}

extension Digest {
  /// Whether it is the digest of these bytes, by its own algorithm.
  public func matches(_ bytes: [UInt8]) -> Bool { algorithm.digest(of: bytes) == self }
}
