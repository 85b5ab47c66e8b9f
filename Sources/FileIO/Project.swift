import Glibc
public import SystemPackage

/// The files that belong together: the git repository that an agent is in, or else the agent's directory.
///
/// A repository may contain links to anything. What is read as a part of it must be in it, so that no file of the
/// machine gets into messages, reports or the image.
public struct Project: Sendable, Hashable {
  /// Absolute, without links.
  public let root: FilePath

  /// - Parameter directory: the agent's, absolute. Git does not check out a `.git`, so no commit can move the root.
  public init(around directory: FilePath) {
    root = Self.realPath(Self.repository(around: directory) ?? directory) ?? directory
  }

  /// A directory alone, such as a copy. Programs that wrote to it may have left links to anything.
  public init(only directory: FilePath) {
    root = Self.realPath(directory) ?? directory
  }

  /// Where a directory is in the project: `agents/chat`; empty for its root, `nil` for one outside.
  public func place(of directory: FilePath) -> FilePath? {
    guard var place = Self.realPath(directory), place.removePrefix(root) else { return nil }
    return place
  }

  /// The project that a file belongs to.
  /// - Parameter directory: the agent's. A path that leads out of it was allowed to by the user.
  public init(of file: FilePath, in directory: FilePath) {
    self.init(around: file.starts(with: directory) ? directory : file.removingLastComponent())
  }

  /// The nearest directory above a path that contains `.git`.
  public static func repository(around directory: FilePath) -> FilePath? {
    var place = directory
    while true {
      if place.appending(".git").withPlatformString({ access($0, F_OK) }) == 0 { return place }
      guard place.removeLastComponent() else { return nil }
    }
  }

  /// - Throws: if the open file is outside. Its path may have changed since it was opened.
  func require(_ file: FileDescriptor, at path: FilePath) throws(FileFailure) {
    guard let place = Self.realPath(FilePath("/proc/self/fd/\(file.rawValue)")), place.starts(with: root) else {
      throw FileFailure("read", path, .permissionDenied, because: .outsideProject(root))
    }
  }

  /// - Throws: if the path leads out of it. One that does not exist leads nowhere.
  public func require(_ path: FilePath) throws(FileFailure) {
    guard let place = Self.realPath(path) else { return }
    guard place.starts(with: root) else {
      throw FileFailure("read", path, .permissionDenied, because: .outsideProject(root))
    }
  }

  private static func realPath(_ path: FilePath) -> FilePath? {
    guard let resolved = path.withPlatformString({ realpath($0, nil) }) else { return nil }
    defer { free(resolved) }
    return FilePath(platformString: resolved)
  }
}
