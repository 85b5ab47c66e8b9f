import Glibc
public import SystemPackage

/// A file that gets its name when it is complete: readers see the old contents or the new ones, never a part.
///
/// It is locked while it is written, so that what a killed process left can be told from what another process writes.
/// Without file locks only the cleanup is lost.
public final class PartialFile: Sendable {
  public let descriptor: FileDescriptor
  private let goal: FilePath
  private let temporary: FilePath

  /// - Parameters:
  ///   - goal: what the file will be, for its temporary name next to it and for failures.
  ///   - ending: of the temporary name.
  public init(
    for goal: FilePath, ending: String = "tmp",
    permissions: FilePermissions = [.ownerReadWrite, .groupRead, .otherRead]
  ) throws(FileFailure) {
    self.goal = goal
    let suffix = "\(getpid()).\(UInt32.random(in: .min ... .max)).\(ending)"
    temporary = goal.removingLastComponent().appending("\(goal.lastComponent?.string ?? "").\(suffix)")
    do throws(Errno) {
      descriptor = try Self.locked(temporary, permissions)
    } catch {
      throw FileFailure("write", goal, error)
    }
  }

  private static func locked(_ path: FilePath, _ permissions: FilePermissions) throws(Errno) -> FileDescriptor {
    // Some file systems never tell the number of links.
    for isLast in [false, false, true] {
      let file = try FileFailure.errno {
        try FileDescriptor.open(
          path, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec], permissions: permissions)
      }
      flock(file.rawValue, LOCK_EX)
      // A cleanup may have removed it before it was locked.
      if (try? FileStatus.of(file, at: path))?.linkCount != 0 || isLast { return file }
      try? file.close()
    }
    throw .noSuchFileOrDirectory
  }

  deinit {
    discard()
    try? descriptor.close()
  }

  public func append(_ bytes: UnsafeRawBufferPointer) throws(FileFailure) {
    do throws(Errno) {
      try FileFailure.errno { _ = try descriptor.writeAll(bytes) }
    } catch {
      throw FileFailure("write", goal, error)
    }
  }

  /// - Parameters:
  ///   - path: its name, in the same file system; by default what it was made for.
  ///   - isFlushed: whether it is whole after a power cut too; waiting for the disk takes milliseconds.
  public func finish(as path: FilePath? = nil, isFlushed: Bool = true) throws(FileFailure) {
    try finish(as: path ?? goal) { file throws(Errno) in
      if isFlushed, fsync(file.rawValue) != 0 { throw Errno(rawValue: errno) }
      try Self.settle(file)
    }
  }

  /// - Parameter settle: throws what the file system has against the bytes, as long as the old contents are there.
  func finish(as path: FilePath, after settle: (FileDescriptor) throws(Errno) -> Void) throws(FileFailure) {
    do throws(Errno) {
      try settle(descriptor)
      guard temporary.withPlatformString({ old in path.withPlatformString { rename(old, $0) } }) == 0 else {
        throw Errno(rawValue: errno)
      }
    } catch {
      throw FileFailure("write", path, error)
    }
  }

  /// Some file systems take every write and refuse the bytes when a descriptor is closed, for a quota or a lost server:
  /// NFS without a sync (close(2), Notes), and FUSE, where a sync may do nothing (`flush` in libfuse's fuse_operations).
  /// The descriptor of a copy gets that answer, and the file stays locked.
  static func settle(_ file: FileDescriptor) throws(Errno) {
    let copy = fcntl(file.rawValue, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0, close(copy) == 0 else { throw Errno(rawValue: errno) }
  }

  /// Removes it, unless it has its name.
  public func discard() {
    _ = temporary.withPlatformString { unlink($0) }
  }

  /// Removes what killed processes left in a directory. A failure only costs space.
  public static func removeAbandoned(in directory: FilePath, where isPartial: (_ name: String) -> Bool) {
    for name in (try? Directory.names(in: directory)) ?? [] where isPartial(name) {
      let path = directory.appending(name)
      guard let file = try? FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .noFollow]) else { continue }
      if flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 { _ = path.withPlatformString { unlink($0) } }
      try? file.close()
    }
  }
}
