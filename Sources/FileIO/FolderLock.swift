import Glibc
public import SystemPackage

/// Keeps other processes out of a folder as long as this value lives, by flock(2) on the folder itself.
///
/// There is no lock file to clean up: the kernel drops the lock with the process, whatever ends it.
public final class FolderLock: Sendable {
  private let folder: FileDescriptor

  /// - Returns: nothing where another process holds the lock.
  public static func tryLocking(_ path: FilePath) throws(FileFailure) -> FolderLock? {
    do throws(Errno) {
      let folder = try FileFailure.errno {
        try FileDescriptor.open(path, .readOnly, options: [.directory, .closeOnExec])
      }
      if flock(folder.rawValue, LOCK_EX | LOCK_NB) == 0 { return FolderLock(folder) }
      let error = Errno(rawValue: errno)
      try? folder.close()
      if error == .wouldBlock { return nil }
      throw error
    } catch {
      throw FileFailure("lock", path, error)
    }
  }

  private init(_ folder: FileDescriptor) {
    self.folder = folder
  }

  deinit {
    try? folder.close()
  }
}
