import Glibc
public import SystemPackage

/// Keeps other processes out of a folder as long as this value lives, by flock(2) on the folder itself.
///
/// There is no lock file to clean up: the kernel drops the lock with the process, whatever ends it.
public final class FolderLock: Sendable {
  public enum Kind: Sendable {
    /// Alone in the folder.
    case exclusive
    /// Beside others who share it, and never beside one who wants it alone.
    case shared
  }

  private let folder: FileDescriptor

  /// - Returns: nothing where another process holds a lock that forbids this one.
  public static func tryLocking(_ path: FilePath, _ kind: Kind = .exclusive) throws(FileFailure) -> FolderLock? {
    do throws(Errno) {
      let folder = try FileFailure.errno {
        try FileDescriptor.open(path, .readOnly, options: [.directory, .closeOnExec])
      }
      if flock(folder.rawValue, (kind == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0 { return FolderLock(folder) }
      let error = Errno(rawValue: errno)
      try? folder.close()
      if error == .wouldBlock { return nil }
      throw error
    } catch {
      throw FileFailure("lock", path, error)
    }
  }

  /// Waits for the lock.
  /// - Returns: nothing where the time was over before.
  public static func locking(_ path: FilePath, _ kind: Kind, within limit: Duration) async throws -> FolderLock? {
    let start = ContinuousClock.now
    while true {
      if let lock = try tryLocking(path, kind) { return lock }
      guard start.duration(to: .now) < limit else { return nil }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  private init(_ folder: FileDescriptor) {
    self.folder = folder
  }

  deinit {
    try? folder.close()
  }
}
