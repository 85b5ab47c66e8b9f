import FileIO
import Glibc
public import SystemPackage

/// Remembers which blobs matched their digest when they were last read, so that a build need not read them again.
///
/// A blob that was written to since then has another time or inode, and does not count. A registry and the test stage
/// compare the digests again, so this only affects speed.
public struct VerifiedBlobs: Sendable {
  private static let limit = 256

  private let directory: FilePath

  /// - Parameter directory: contains one small file per blob; one that cannot be written costs only time.
  public init(in directory: FilePath) {
    self.directory = directory
  }

  func contains(_ descriptor: Descriptor, in layout: ImageLayout) -> Bool {
    guard let state = state(descriptor, layout),
      let known = try? FileContents.read(note(descriptor, layout), limit: Self.limit)
    else { return false }
    return known == state
  }

  /// Call this with a blob whose digest was just verified on disk.
  func insert(_ descriptor: Descriptor, in layout: ImageLayout) {
    guard let state = state(descriptor, layout), (try? Directory.create(directory)) != nil else { return }
    try? FileContents.write(state, to: note(descriptor, layout))
  }

  /// The digest comes first in the name, so that the notes of a removed blob can be found.
  private func note(_ descriptor: Descriptor, _ layout: ImageLayout) -> FilePath {
    let place = SHA256.digest(of: Array(layout.path.string.utf8)).hex.prefix(16)
    return directory.appending("\(descriptor.digest.hex).\(place)")
  }

  private func state(_ descriptor: Descriptor, _ layout: ImageLayout) -> [UInt8]? {
    var status = stat()
    guard layout.blobPath(descriptor.digest).withPlatformString({ stat($0, &status) }) == 0,
      status.st_mode & S_IFMT == S_IFREG, Int64(status.st_size) == descriptor.size
    else { return nil }
    let times = "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    return Array("\(status.st_dev) \(status.st_ino) \(status.st_size) \(times)\n".utf8)
  }
}
