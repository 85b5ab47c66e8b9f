import FileIO
import Glibc
import SystemPackage

/// Writes one blob of a layout: a temporary file that is renamed to its digest once it is synced.
///
/// A kill at any moment leaves the layout valid; at worst a `.partial-…` file is left behind.
final class BlobWriter: ByteSink {
  private let layout: ImageLayout
  private let temporary: FilePath
  private let file: OpenFile
  private let hashing: HashingSink
  private var isCommitted = false

  init(_ layout: ImageLayout) throws(ImageFailure) {
    self.layout = layout
    let name = "\(ImageLayout.partialPrefix)\(getpid())-\(UInt64.random(in: .min ... .max))"
    let path = layout.path.appending(name)
    let created = try ImageFailure.wrapping { () throws(FileFailure) in try PartialFile.create(path) }
    file = OpenFile(owning: created.rawValue, path: path)
    temporary = path
    hashing = HashingSink(to: file)
  }

  deinit {
    if !isCommitted { _ = temporary.withPlatformString { unlink($0) } }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(ImageFailure) {
    try hashing.write(bytes)
  }

  /// Finishes the blob. One that exists already is kept.
  /// - Parameter expected: rejects contents that do not match it.
  func commit(mediaType: String, expecting expected: Descriptor? = nil) throws(ImageFailure) -> Descriptor {
    let descriptor = Descriptor(mediaType: mediaType, digest: hashing.finish(), size: hashing.count)
    if let expected { try ImageLayout.check(descriptor, against: expected, in: layout.path) }
    if layout.contains(descriptor) { return descriptor }
    try file.sync()
    let path = layout.blobPath(descriptor.digest)
    let renamed = temporary.withPlatformString { old in path.withPlatformString { rename(old, $0) } }
    guard renamed == 0 else { throw .file(FileFailure("write", path, Errno(rawValue: errno))) }
    isCommitted = true
    return descriptor
  }
}
