import Glibc
public import SystemPackage

/// Operations on directories.
public enum Directory {
  /// Creates the directory and those above it; one that exists is no error.
  public static func create(_ path: FilePath, permissions: UInt32 = 0o755) throws(FileFailure) {
    if path.withPlatformString({ mkdir($0, mode_t(permissions)) }) == 0 { return }
    switch Errno(rawValue: errno) {
    case .fileExists:
      var status = stat()
      guard path.withPlatformString({ stat($0, &status) }) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        throw FileFailure("create directory", path, .fileExists)
      }
    case .noSuchFileOrDirectory where !path.removingLastComponent().isEmpty && path.lastComponent != nil:
      try create(path.removingLastComponent(), permissions: permissions)
      guard path.withPlatformString({ mkdir($0, mode_t(permissions)) }) == 0 || errno == EEXIST else {
        throw FileFailure("create directory", path, Errno(rawValue: errno))
      }
    case let error:
      throw FileFailure("create directory", path, error)
    }
  }

  /// The names in a directory, without `.` and `..`, sorted by their bytes: the same order in every locale.
  public static func names(in path: FilePath) throws(FileFailure) -> [String] {
    guard let stream = path.withPlatformString({ opendir($0) }) else {
      throw FileFailure("list", path, Errno(rawValue: errno))
    }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        if errno != 0 { throw FileFailure("list", path, Errno(rawValue: errno)) }
        break
      }
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
    }
    return names.sorted { $0.lexicographicallyPrecedes($1) }.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Removes a file or a directory with everything below it; a path that is not there is no error.
  ///
  /// Symbolic links are removed, never followed, and directories without permission are opened up first.
  public static func remove(_ path: FilePath) throws(FileFailure) {
    guard let status = try FileStatus.of(path) else { return }
    if status.kind == .directory {
      if status.permissions & 0o700 != 0o700 { _ = path.withPlatformString { chmod($0, 0o700) } }
      for name in try names(in: path) { try remove(path.appending(name)) }
      guard path.withPlatformString({ rmdir($0) }) == 0 || errno == ENOENT else {
        throw FileFailure("remove", path, Errno(rawValue: errno))
      }
    } else {
      guard path.withPlatformString({ unlink($0) }) == 0 || errno == ENOENT else {
        throw FileFailure("remove", path, Errno(rawValue: errno))
      }
    }
  }

  /// Moves a file or directory within one file system, in one step; an empty directory at the goal is replaced.
  public static func move(_ path: FilePath, to goal: FilePath) throws(FileFailure) {
    guard path.withPlatformString({ old in goal.withPlatformString { rename(old, $0) } }) == 0 else {
      throw FileFailure("move", path, Errno(rawValue: errno))
    }
  }

  /// Puts a file or directory in the place of another, which is moved to `aside`, so that neither is seen in part; the old
  /// one comes back where the new one cannot be moved. Nothing has to be at `goal`.
  public static func replace(
    _ goal: FilePath, with path: FilePath, movingOldTo aside: FilePath
  ) throws(FileFailure) {
    let hasOld = try FileStatus.of(goal) != nil
    if hasOld { try move(goal, to: aside) }
    do throws(FileFailure) {
      try move(path, to: goal)
    } catch {
      if hasOld { try move(aside, to: goal) }
      throw error
    }
  }

  /// Makes a symbolic link at `path`; what is there already is an error.
  public static func link(_ path: FilePath, to target: String) throws(FileFailure) {
    guard path.withPlatformString({ symlink(target, $0) }) == 0 else {
      throw FileFailure("create link", path, Errno(rawValue: errno))
    }
  }

  /// A new empty directory with an unguessable name, readable by its owner only. The caller removes it.
  public static func temporary(prefix: String, in parent: FilePath) throws(FileFailure) -> FilePath {
    try create(parent)
    var template = Array(parent.appending("\(prefix)-XXXXXX").string.utf8CString)
    guard template.withUnsafeMutableBufferPointer({ $0.baseAddress.flatMap { mkdtemp($0) } != nil }) else {
      throw FileFailure("create directory", parent, Errno(rawValue: errno))
    }
    return FilePath(String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
  }

  /// Lends a new empty directory beside another; it is gone when the body has ended, whatever its end.
  public static func withTemporary<Result>(
    prefix: String, beside path: FilePath, _ body: (FilePath) async throws -> Result
  ) async throws -> Result {
    let directory = try temporary(prefix: prefix, in: path.removingLastComponent())
    do {
      let result = try await body(directory)
      try remove(directory)
      return result
    } catch {
      try? remove(directory)
      throw error
    }
  }
}
