import Glibc
public import SystemPackage

/// Finds programs the way a shell does.
public enum ExecutableSearch {
  /// The first executable file called `name` in the directories of `path`, which are separated by `:`.
  ///
  /// Empty and relative entries are skipped: what runs must not depend on the current directory.
  public static func find(_ name: String, path: String) -> FilePath? {
    guard !name.isEmpty, !name.contains("/") else { return nil }
    return path.split(separator: ":")
      .map { FilePath(String($0)) }
      .filter(\.isAbsolute)
      .map { $0.appending(name) }
      .first(where: isExecutable)
  }

  static func isExecutable(_ path: FilePath) -> Bool {
    path.withPlatformString { path in
      var status = stat()
      return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }
  }
}

extension ChildProcess {
  /// The file to execute.
  func locate() throws(ChildProcessFailure) -> FilePath {
    guard executable.contains("/") else {
      guard let found = ExecutableSearch.find(executable, path: searchPath) else { throw .programNotFound(executable) }
      return found
    }
    let path = (workingDirectory ?? ".").pushing(FilePath(executable))
    var status = stat()
    guard path.withPlatformString({ stat($0, &status) }) == 0 else {
      switch Errno(rawValue: errno) {
      case .noSuchFileOrDirectory, .notDirectory: throw .programNotFound(executable)
      case let error: throw .cannotStart(executable, error)
      }
    }
    guard ExecutableSearch.isExecutable(path) else { throw .cannotStart(executable, .permissionDenied) }
    // Absolute, because a relative path would be looked up again after the change of directory.
    guard path.isRelative else { return path }
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    guard path.withPlatformString({ realpath($0, &buffer) }) != nil else {
      throw .cannotStart(executable, Errno(rawValue: errno))
    }
    return buffer.withUnsafeBufferPointer { $0.baseAddress.map { FilePath(platformString: $0) } ?? path }
  }
}
