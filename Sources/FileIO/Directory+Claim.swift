import Glibc
public import SystemPackage

extension Directory {
  /// Creates a directory to write to, or checks one that exists, in a place that a repository may have prepared.
  ///
  /// Each component below the root is opened in the one above it: a symbolic link or a stranger's directory is refused.
  /// Root and the owner of the directory above are no strangers: they could replace it anyway.
  ///
  /// - Parameters:
  ///   - path: absolute.
  ///   - roots: directories that the user chose; the nearest counts. Outside of them it is the repository that contains
  ///     the path, or else the path itself, which then is what the user chose.
  public static func claim(_ path: FilePath, below roots: [FilePath]) throws(FileFailure) {
    let chosen = roots.filter { path.starts(with: $0) }.max { $0.components.count < $1.components.count }
    let root = chosen ?? Project.repository(around: path.removingLastComponent()) ?? path
    try create(root)
    var rest = path
    _ = rest.removePrefix(root)
    var place = root
    var directory = try opened(at: place) { openat(AT_FDCWD, $0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    var owner = try FileStatus.owner(of: directory, at: place)
    if rest.isEmpty, ![0, geteuid(), try parentOwner(of: path)].contains(owner) {
      throw FileFailure("use", path, .notPermitted, because: .foreignOwner(owner))
    }
    for component in rest.components {
      place.append(component)
      let name = FilePath(root: nil, [component])
      let above = directory
      _ = name.withPlatformString { mkdirat(above.rawValue, $0, 0o755) }
      directory = try opened(at: place) { _ in
        name.withPlatformString { openat(above.rawValue, $0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
      }
      let found = try FileStatus.owner(of: directory, at: place)
      guard [0, geteuid(), owner].contains(found) else {
        throw FileFailure("use", place, .notPermitted, because: .foreignOwner(found))
      }
      owner = found
    }
  }

  private static func opened(
    at path: FilePath, _ call: (UnsafePointer<CChar>) -> CInt
  ) throws(FileFailure) -> OwnedDescriptor {
    let descriptor = path.withPlatformString(call)
    guard descriptor < 0 else { return OwnedDescriptor(descriptor) }
    let error = Errno(rawValue: errno)
    if error == .tooManySymbolicLinkLevels || error == .notDirectory,
      try FileStatus.of(path)?.kind == .symbolicLink
    {
      throw FileFailure("use", path, error, because: .symbolicLink)
    }
    throw FileFailure("use", path, error)
  }

  private static func parentOwner(of path: FilePath) throws(FileFailure) -> uid_t {
    let parent = path.removingLastComponent()
    return try FileStatus.owner(
      of: opened(at: parent) { openat(AT_FDCWD, $0, OwnedDescriptor.pathOnly | O_DIRECTORY | O_CLOEXEC) }, at: parent)
  }
}

extension FileStatus {
  fileprivate static func owner(of file: OwnedDescriptor, at path: FilePath) throws(FileFailure) -> uid_t {
    var status = stat()
    guard fstat(file.rawValue, &status) == 0 else { throw FileFailure("access", path, Errno(rawValue: errno)) }
    return status.st_uid
  }
}
