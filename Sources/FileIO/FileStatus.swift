import Glibc
public import SystemPackage

/// What the system says of a path.
public struct FileStatus: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    case file, directory, symbolicLink, socket, pipe, characterDevice, blockDevice
  }

  public var kind: Kind
  /// Permission bits, including set-user-id, set-group-id and sticky.
  public var permissions: UInt16
  /// Bytes.
  public var size: Int64
  /// Identifies the file on this machine: two names with the same identity are hard links.
  public var device: UInt64
  public var inode: UInt64
  public var linkCount: UInt64

  /// `nil` if the path does not exist.
  /// - Parameter followsLinks: whether it is about the file that a symbolic link names.
  /// - Throws: if the path cannot be looked at, as in a directory without permission.
  public static func of(_ path: FilePath, followsLinks: Bool = false) throws(FileFailure) -> FileStatus? {
    var status = stat()
    guard path.withPlatformString({ followsLinks ? stat($0, &status) : lstat($0, &status) }) == 0 else {
      let error = Errno(rawValue: errno)
      if error == .noSuchFileOrDirectory || error == .notDirectory { return nil }
      throw FileFailure("access", path, error)
    }
    return FileStatus(status)
  }

  /// The path without symbolic links (realpath(3)); `nil` if it does not exist.
  public static func realPath(of path: FilePath) -> FilePath? {
    guard let real = path.withPlatformString({ realpath($0, nil) }) else { return nil }
    defer { free(real) }
    return FilePath(platformString: real)
  }

  /// What fstat(2) says of an open file.
  /// - Parameter path: named in the failure.
  public static func of(_ file: FileDescriptor, at path: FilePath) throws(FileFailure) -> FileStatus {
    var status = stat()
    guard fstat(file.rawValue, &status) == 0 else { throw FileFailure("access", path, Errno(rawValue: errno)) }
    return FileStatus(status)
  }

  init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFDIR: .directory
      case S_IFLNK: .symbolicLink
      case S_IFSOCK: .socket
      case S_IFIFO: .pipe
      case S_IFCHR: .characterDevice
      case S_IFBLK: .blockDevice
      default: .file
      }
    permissions = UInt16(truncatingIfNeeded: status.st_mode & 0o7777)
    size = Int64(status.st_size)
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    linkCount = UInt64(status.st_nlink)
  }
}
