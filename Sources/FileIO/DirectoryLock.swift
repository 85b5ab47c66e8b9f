import Glibc
public import SystemPackage

/// Keeps other processes out of a directory while this value lives, by flock(2) on the directory itself.
///
/// No lock file needs to be cleaned up: the kernel drops the lock with the process, however it ends.
public final class DirectoryLock: Sendable {
  public enum Kind: Sendable {
    /// Alone in the directory.
    case exclusive
    /// With others that share it, never with an exclusive lock.
    case shared
  }

  private let directory: FileDescriptor

  /// - Returns: `nil` if another process has a conflicting lock.
  public static func tryLocking(_ path: FilePath, _ kind: Kind = .exclusive) throws(FileFailure) -> DirectoryLock? {
    do throws(Errno) {
      let directory = try FileFailure.errno {
        try FileDescriptor.open(path, .readOnly, options: [.directory, .closeOnExec])
      }
      if flock(directory.rawValue, (kind == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0 {
        return DirectoryLock(directory)
      }
      let error = Errno(rawValue: errno)
      try? directory.close()
      if error == .wouldBlock { return nil }
      throw error
    } catch {
      throw FileFailure("lock", path, error)
    }
  }

  /// Waits for the lock.
  /// - Returns: `nil` if the time limit is reached first.
  public static func locking(_ path: FilePath, _ kind: Kind, within limit: Duration) async throws -> DirectoryLock? {
    let start = ContinuousClock.now
    while true {
      if let lock = try tryLocking(path, kind) { return lock }
      guard start.duration(to: .now) < limit else { return nil }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  private init(_ directory: FileDescriptor) {
    self.directory = directory
  }

  deinit {
    // Closing alone is not enough: a child that has been forked and not yet executed holds the descriptor, too.
    flock(directory.rawValue, LOCK_UN)
    try? directory.close()
  }
}
