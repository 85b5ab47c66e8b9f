import Glibc
import SystemPackage

/// Removes a directory with everything in it, from open directories only: no link is followed, whatever else changes the tree.
///
/// The walk keeps two directories open, so that a tree may be deeper than the system's limits of paths and open files.
/// Names are bytes. Missing permissions of directories are added. Mounted file systems are not entered.
struct TreeRemoval {
  /// Identifies a directory.
  private struct Identity: Equatable {
    var device: dev_t
    var inode: ino_t

    init(_ status: stat) {
      device = status.st_dev
      inode = status.st_ino
    }
  }

  /// A directory that contains the current one, and the current one's name in it.
  private struct Level {
    var identity: Identity
    var name: [CChar]
  }

  private var current: OwnedDescriptor
  private var identity: Identity
  private var above: [Level] = []

  /// Empties a directory. The directory itself stays.
  /// - Throws: `EXDEV` at a mount point, `EBUSY` if another process moves the directories.
  static func empty(_ path: FilePath) throws(Errno) {
    var removal = try TreeRemoval(path)
    while true {
      if let name = try removal.removeFiles() {
        try removal.enter(name)
      } else if !(try removal.leave()) {
        return
      }
    }
  }

  private init(_ path: FilePath) throws(Errno) {
    let name = path.withPlatformString { Array(UnsafeBufferPointer(start: $0, count: strlen($0) + 1)) }
    (current, identity) = try Self.open(name, in: AT_FDCWD)
  }

  /// - Returns: a directory that is still there.
  private func removeFiles() throws(Errno) -> [CChar]? {
    // closedir(3) closes the descriptor it was given: it gets its own.
    let copy = openat(current.rawValue, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0, let stream = fdopendir(copy) else { throw Errno(rawValue: errno) }
    defer { closedir(stream) }
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        if errno != 0 { throw Errno(rawValue: errno) }
        return nil
      }
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        bytes.prefix { $0 != 0 }.map { CChar(bitPattern: $0) } + [0]
      }
      if name == [0x2E, 0] || name == [0x2E, 0x2E, 0] { continue }
      if unlinkat(current.rawValue, name, 0) == 0 || errno == ENOENT { continue }
      // POSIX has EPERM for a directory.
      guard errno == EISDIR || errno == EPERM else { throw Errno(rawValue: errno) }
      if unlinkat(current.rawValue, name, AT_REMOVEDIR) == 0 { continue }
      guard errno == ENOTEMPTY || errno == EEXIST || errno == EACCES else { throw Errno(rawValue: errno) }
      return name
    }
  }

  private mutating func enter(_ name: [CChar]) throws(Errno) {
    let (inner, innerIdentity) = try Self.open(name, in: current.rawValue)
    guard innerIdentity.device == identity.device else { throw Errno(rawValue: EXDEV) }
    above.append(Level(identity: identity, name: name))
    (current, identity) = (inner, innerIdentity)
  }

  /// Goes up and removes the directory that is empty now.
  /// - Returns: false at the top.
  private mutating func leave() throws(Errno) -> Bool {
    guard let level = above.popLast() else { return false }
    let (outer, outerIdentity) = try Self.open([0x2E, 0x2E, 0], in: current.rawValue)
    guard outerIdentity == level.identity else { throw Errno(rawValue: EBUSY) }
    (current, identity) = (outer, outerIdentity)
    guard unlinkat(current.rawValue, level.name, AT_REMOVEDIR) == 0 || errno == ENOENT else {
      throw Errno(rawValue: errno)
    }
    return true
  }

  /// Opens a directory that can then be read and changed, with the permissions that this needs.
  private static func open(
    _ name: [CChar], in directory: CInt
  ) throws(Errno) -> (OwnedDescriptor, Identity) {
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    var opened = openat(directory, name, flags)
    if opened < 0, errno == EACCES {
      // chmod(2) follows links; through a descriptor it cannot.
      let place = openat(directory, name, OwnedDescriptor.pathOnly | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard place >= 0 else { throw Errno(rawValue: errno) }
      let owned = OwnedDescriptor(place)
      guard chmod("/proc/self/fd/\(owned.rawValue)", 0o700) == 0 else { throw .permissionDenied }
      opened = openat(directory, name, flags)
    }
    guard opened >= 0 else { throw Errno(rawValue: errno) }
    let owned = OwnedDescriptor(opened)
    var status = stat()
    guard fstat(opened, &status) == 0 else { throw Errno(rawValue: errno) }
    if status.st_mode & 0o700 != 0o700, fchmod(opened, 0o700) != 0 { throw Errno(rawValue: errno) }
    return (owned, Identity(status))
  }
}

/// A descriptor that is closed with its last owner.
final class OwnedDescriptor: Sendable {
  /// `O_PATH`, which the Glibc module lacks; the same number on x86-64 and arm64 (open(2)).
  static let pathOnly: CInt = 0o10_000_000

  let rawValue: CInt

  init(_ rawValue: CInt) {
    self.rawValue = rawValue
  }

  deinit {
    close(rawValue)
  }
}
