import Glibc
public import SystemPackage

/// A file under a temporary name until it is complete. It is locked while it is written, so that what a killed process
/// left can be told from what another process writes. Without file locks only the cleanup is lost.
public enum PartialFile {
  /// Opens a new file; one that exists is an error.
  public static func create(_ path: FilePath) throws(FileFailure) -> FileDescriptor {
    while true {
      let file: FileDescriptor
      do throws(Errno) {
        file = try FileFailure.errno {
          try FileDescriptor.open(
            path, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
            permissions: [.ownerReadWrite, .groupRead, .otherRead])
        }
      } catch {
        throw FileFailure("create", path, error)
      }
      flock(file.rawValue, LOCK_EX)
      // A cleanup may have removed it before it was locked.
      if try FileStatus.of(file, at: path).linkCount > 0 { return file }
      try? file.close()
    }
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
