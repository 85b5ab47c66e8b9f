import FileIO
import Glibc
import SystemPackage

/// Places in the image where a path of the host is mounted.
enum MountPoint {
  /// Makes the place if it is missing. Bubblewrap can do so only where the user inside may write.
  ///
  /// Symbolic links in the image may lead anywhere, so none is followed: a place behind one is left to bubblewrap, which
  /// sees only the image. So is any other failure, because bubblewrap reports it better.
  /// - Parameter source: what will appear there, which decides between a file and a directory.
  static func create(_ target: String, for source: FilePath, in root: FilePath) {
    var status = stat()
    guard stat(source.string, &status) == 0 else { return }
    let isDirectory = status.st_mode & S_IFMT == S_IFDIR
    var path = root
    let names = FilePath(target).lexicallyNormalized().components
    for (index, name) in names.enumerated() {
      path.append(name)
      switch try? FileStatus.of(path)?.kind {
      case .directory: continue
      case nil where isDirectory || index < names.count - 1:
        guard mkdir(path.string, 0o755) == 0 else { return }
      case nil:
        let file = open(path.string, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        if file >= 0 { close(file) }
      default: return
      }
    }
  }
}
