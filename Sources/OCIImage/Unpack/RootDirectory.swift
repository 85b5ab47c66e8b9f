public import FileIO
import Glibc
public import SystemPackage

/// A directory that contains an image's file system. Every path is resolved inside it, as a container would see it.
///
/// The walk goes component by component with `O_NOFOLLOW`; links are read and resolved here, so that an absolute link
/// or `..` ends at the root and never leaves it, even while a process inside changes the tree.
public final class RootDirectory {
  public let path: FilePath
  let file: OpenFile

  public init(opening path: FilePath) throws(ImageFailure) {
    self.path = path
    let descriptor = path.withPlatformString { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw .file(FileFailure("open directory", path, Errno(rawValue: errno))) }
    file = OpenFile(owning: descriptor, path: path)
  }

  /// What is at the path, links followed; `nil` if there is no such path.
  public func status(of path: String) throws(ImageFailure) -> FileStatus? {
    try find(path)?.status()
  }

  /// Reads a file whole.
  /// - Parameter limit: bytes; a larger file is refused with `EFBIG`.
  /// - Returns: `nil` if there is no such path.
  public func read(_ path: String, limit: Int) throws(ImageFailure) -> [UInt8]? {
    guard let found = try find(path) else { return nil }
    guard try found.status().kind == .file else { throw failure("read", path, .invalidArgument) }
    do throws(FileFailure) {
      // The found descriptor cannot be read from; its name in /proc opens the same file again.
      return try FileContents.read(FilePath("/proc/self/fd/\(found.descriptor)"), limit: limit)
    } catch {
      throw failure("read", path, error.errno)
    }
  }

  private func find(_ path: String) throws(ImageFailure) -> OpenFile? {
    do throws(Errno) {
      return try RootWalk(root: file).find(Array(path.utf8), followsLast: true)
    } catch {
      if error == .noSuchFileOrDirectory || error == .notDirectory { return nil }
      throw failure("open", path, error)
    }
  }

  private func failure(_ operation: String, _ path: String, _ errno: Errno) -> ImageFailure {
    .file(FileFailure(operation, self.path.pushing(FilePath(path).removingRoot()), errno))
  }
}
