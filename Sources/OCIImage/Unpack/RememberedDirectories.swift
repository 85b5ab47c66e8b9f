import Glibc

/// Modes and times of directories, set at the end: until then they must be writable, and writing changes their times.
///
/// By inode, because a later layer may put another directory at the path. A removed directory is forgotten at once: file
/// systems such as ext4 give its inode to the next file.
final class RememberedDirectories {
  private(set) var all: [UInt64: (path: [UInt8], entry: TarEntry)] = [:]

  func remember(_ entry: TarEntry, at path: [UInt8], _ status: stat) {
    all[UInt64(status.st_ino)] = (path, entry)
  }

  func forget(_ status: stat) {
    all[UInt64(status.st_ino)] = nil
  }
}
