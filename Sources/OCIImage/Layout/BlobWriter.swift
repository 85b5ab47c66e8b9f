import FileIO
import SystemPackage

/// Writes one blob of a layout: a temporary file that is renamed to its digest once it is synced.
///
/// A kill at any moment leaves the layout valid; at worst a `.partial-…` file is left behind.
final class BlobWriter: ByteSink {
  private let layout: ImageLayout
  private let file: PartialFile
  private let hashing: HashingSink

  init(_ layout: ImageLayout, _ algorithm: Digest.Algorithm = .sha256) throws(ImageFailure) {
    self.layout = layout
    let goal = layout.path.appending("\(ImageLayout.partialPrefix)blob")
    file = try ImageFailure.wrapping { () throws(FileFailure) in try PartialFile(for: goal) }
    hashing = HashingSink(to: file, algorithm)
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
    let path = try layout.makePlace(for: descriptor.digest)
    try ImageFailure.wrapping { () throws(FileFailure) in try file.finish(as: path) }
    return descriptor
  }
}
