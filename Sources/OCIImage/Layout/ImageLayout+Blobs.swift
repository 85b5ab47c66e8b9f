import FileIO
import Glibc
import SystemPackage

extension ImageLayout {
  /// Writes a small blob, such as a configuration or a manifest.
  /// - Parameter algorithm: of its digest; what others name by another one must be found under it.
  public func write(
    _ contents: [UInt8], mediaType: String, _ algorithm: Digest.Algorithm = .sha256
  ) throws(ImageFailure) -> Descriptor {
    let descriptor = Descriptor(of: contents, mediaType: mediaType, algorithm)
    if contains(descriptor) { return descriptor }
    let writer = try BlobWriter(self, algorithm)
    try writer.write(contents)
    return try writer.commit(mediaType: mediaType)
  }

  /// Writes a document as canonical JSON: sorted keys, no white space.
  public func write(document: some Encodable, mediaType: String) throws(ImageFailure) -> Descriptor {
    try write(CanonicalJSON.encode(document), mediaType: mediaType)
  }

  /// Writes a blob from a stream, such as a download.
  /// - Throws: if the contents do not match the descriptor; nothing is kept then.
  public func write(_ descriptor: Descriptor, from source: any ByteSource) throws(ImageFailure) {
    let writer = try BlobWriter(self, descriptor.digest.algorithm)
    try Self.copy(source, to: writer, limit: descriptor, in: path)
    _ = try writer.commit(mediaType: descriptor.mediaType, expecting: descriptor)
  }

  /// Opens a blob for streaming. The size is checked, the digest is not.
  public func open(_ descriptor: Descriptor) throws(ImageFailure) -> OpenFile {
    let file: OpenFile
    do throws(ImageFailure) {
      file = try OpenFile.reading(blobPath(descriptor.digest))
    } catch {
      guard case .file(let failure) = error, failure.errno == .noSuchFileOrDirectory else { throw error }
      throw .missingBlob(descriptor.digest, layout: path)
    }
    let status = try file.status()
    guard status.kind == .file, status.size == descriptor.size else {
      throw .corruptBlob(
        descriptor.digest, layout: path, problem: "it has \(status.size) bytes, expected \(descriptor.size)")
    }
    return file
  }

  /// Reads a small blob whole and checks its digest.
  /// - Parameter limit: bytes; a larger one is refused.
  public func read(_ descriptor: Descriptor, limit: Int) throws(ImageFailure) -> [UInt8] {
    guard descriptor.size >= 0, descriptor.size <= Int64(limit) else {
      throw .corruptBlob(
        descriptor.digest, layout: path, problem: "it has \(descriptor.size) bytes, more than the limit of \(limit)")
    }
    let file = try open(descriptor)
    let buffer = RawBuffer(count: Int(descriptor.size) + 1)
    let contents = [UInt8](buffer.prefix(try file.fill(buffer.bytes)))
    let found = Descriptor(of: contents, mediaType: descriptor.mediaType, descriptor.digest.algorithm)
    try Self.check(found, against: descriptor, in: path)
    return contents
  }

  /// Reads the whole blob and compares size and digest.
  public func verify(_ descriptor: Descriptor) throws(ImageFailure) {
    try copyVerified(descriptor, to: nil)
  }

  /// Copies a blob while its size and digest are compared.
  /// - Throws: after the copy, if they differ: then the sink must not be used.
  func copyVerified(_ descriptor: Descriptor, to sink: (any ByteSink)?) throws(ImageFailure) {
    let source = HashingSource(try open(descriptor), descriptor.digest.algorithm)
    if let sink { try source.copy(to: sink) } else { try source.drain() }
    let found = Descriptor(mediaType: descriptor.mediaType, digest: source.finish(), size: source.count)
    try Self.check(found, against: descriptor, in: path)
  }

  /// Imports a verified blob from another layout: as a hard link if both are on one disk, otherwise as a copy.
  /// - Parameter verified: the blobs that need not be read again.
  public func importBlob(
    _ descriptor: Descriptor, from other: ImageLayout, trusting verified: VerifiedBlobs? = nil
  ) throws(ImageFailure) {
    if contains(descriptor) { return }
    if verified?.contains(descriptor, in: other) != true {
      try other.verify(descriptor)
      verified?.insert(descriptor, in: other)
    }
    let (old, new) = (other.blobPath(descriptor.digest), try makePlace(for: descriptor.digest))
    // AT_SYMLINK_FOLLOW: some tools keep blobs as links into a store; a link to a link would break with it.
    let linked = old.withPlatformString { old in
      new.withPlatformString { linkat(AT_FDCWD, old, AT_FDCWD, $0, AT_SYMLINK_FOLLOW) }
    }
    if linked == 0 || (errno == EEXIST && contains(descriptor)) { return }
    // Another disk, a file system without links, or links to other users' files forbidden: a copy always works.
    try write(descriptor, from: other.open(descriptor))
  }

  static func check(_ found: Descriptor, against expected: Descriptor, in layout: FilePath) throws(ImageFailure) {
    guard found.size == expected.size else {
      throw .corruptBlob(
        expected.digest, layout: layout, problem: "it has \(found.size) bytes, expected \(expected.size)")
    }
    guard found.digest == expected.digest else {
      throw .corruptBlob(expected.digest, layout: layout, problem: "its contents have the digest `\(found.digest)`")
    }
  }

  /// Copies until the source ends; fails if it is longer than the descriptor says.
  private static func copy(
    _ source: any ByteSource, to sink: any ByteSink, limit: Descriptor, in layout: FilePath
  ) throws(ImageFailure) {
    let buffer = RawBuffer(count: 256 << 10)
    var total: Int64 = 0
    while case let count = try source.read(into: buffer.bytes), count > 0 {
      total += Int64(count)
      guard total <= limit.size else {
        throw .corruptBlob(limit.digest, layout: layout, problem: "it is longer than \(limit.size) bytes")
      }
      try sink.write(buffer.prefix(count))
    }
  }
}
