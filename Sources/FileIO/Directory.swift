import Glibc
public import SystemPackage

/// Operations on directories.
public enum Directory {
  /// Creates the directory and those above it; one that exists is not an error.
  public static func create(_ path: FilePath, permissions: UInt32 = 0o755) throws(FileFailure) {
    func make() -> Bool { path.withPlatformString { mkdir($0, mode_t(permissions)) } == 0 }
    if make() { return }
    if errno == ENOENT, !path.removingLastComponent().isEmpty, path.lastComponent != nil {
      try create(path.removingLastComponent(), permissions: permissions)
      if make() { return }
    }
    let error = Errno(rawValue: errno)
    var status = stat()
    guard error == .fileExists, path.withPlatformString({ stat($0, &status) }) == 0, status.st_mode & S_IFMT == S_IFDIR
    else { throw FileFailure("create directory", path, error) }
  }

  /// The names in a directory, without `.` and `..`, sorted by their bytes: the same order in every locale.
  ///
  /// A name that is not UTF-8 is repaired; no file has the repaired name.
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

  /// Removes a file or a directory with everything below it; a path that is not there is not an error.
  ///
  /// Symbolic links are removed, never followed; missing permissions of directories are added first. Names need not be
  /// UTF-8, and the depth does not matter.
  public static func remove(_ path: FilePath) throws(FileFailure) {
    guard let status = try FileStatus.of(path) else { return }
    do throws(Errno) {
      if status.kind == .directory { try TreeRemoval.empty(path) }
      let removed = path.withPlatformString { status.kind == .directory ? rmdir($0) : unlink($0) }
      guard removed == 0 || errno == ENOENT else { throw Errno(rawValue: errno) }
    } catch {
      throw FileFailure("remove", path, error)
    }
  }

  /// Moves a file or directory within one file system, in one step; it replaces an empty directory at the goal.
  public static func move(_ path: FilePath, to goal: FilePath) throws(FileFailure) {
    guard path.withPlatformString({ old in goal.withPlatformString { rename(old, $0) } }) == 0 else {
      throw FileFailure("move", path, Errno(rawValue: errno))
    }
  }

  /// Moves a file or directory to a place where there may be one: directories are joined, other things replaced. Links are
  /// moved, and never followed.
  public static func merge(_ path: FilePath, to goal: FilePath) throws(FileFailure) {
    let (new, old) = (try FileStatus.of(path)?.kind, try FileStatus.of(goal)?.kind)
    guard new == .directory, old == .directory else {
      if old != nil { try remove(goal) }
      return try move(path, to: goal)
    }
    for name in try names(in: path) { try merge(path.appending(name), to: goal.appending(name)) }
    try remove(path)
  }

  /// Puts a file or directory in the place of another, which is moved to `aside`, so that neither is seen in part. The old
  /// one is restored if the move fails. `goal` need not exist.
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

  /// Makes a symbolic link at `path`, which must not exist.
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

  /// Runs the body with a new empty directory next to another, and removes it afterwards, even after an error.
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
