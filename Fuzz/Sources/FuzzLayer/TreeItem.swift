import Glibc
import SystemPackage

/// A file with what a write, a link or a change of attributes would show.
struct TreeItem: Equatable {
  var inode: UInt64
  var mode: UInt32
  var links: Int
  /// Of files; 0 for others, and for further names of one file.
  var bytes: Int64
  var changed: [Int]

  var isDevice: Bool { [S_IFCHR, S_IFBLK].contains(mode & S_IFMT) }

  /// The file and everything below it; names need not be UTF-8, and no link is followed.
  static func collect(_ path: FilePath, _ items: inout [TreeItem]) {
    collect(path.withPlatformString { Array(UnsafeBufferPointer(start: $0, count: strlen($0) + 1)) }, AT_FDCWD, &items)
  }

  private static func collect(_ name: [CChar], _ directory: CInt, _ items: inout [TreeItem]) {
    var status = stat()
    guard fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return }
    let isCounted = status.st_mode & S_IFMT == S_IFREG && !items.contains { $0.inode == UInt64(status.st_ino) }
    items.append(
      TreeItem(
        inode: UInt64(status.st_ino), mode: status.st_mode, links: Int(status.st_nlink),
        bytes: isCounted ? Int64(status.st_size) : 0, changed: [status.st_ctim.tv_sec, status.st_ctim.tv_nsec]))
    guard status.st_mode & S_IFMT == S_IFDIR,
      case let opened = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), opened >= 0,
      let stream = fdopendir(opened)
    else { return }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let child = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        bytes.prefix { $0 != 0 }.map { CChar(bitPattern: $0) } + [0]
      }
      if child != [46, 0], child != [46, 46, 0] { collect(child, dirfd(stream), &items) }
    }
  }
}
